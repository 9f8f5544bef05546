// An iCalendar file on the input; on the output a row for each event: uid, summary, first and last day, status.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const day = ({ year, month, day }) => [[year, 4], [month, 2], [day, 2]].map(([n, width]) => String(n).padStart(width, "0")).join("-");
const rows = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    start: day(event.startDate),
    end: day(event.endDate),
    allDay: event.startDate.isDate,
    status: component.getFirstPropertyValue("status"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
  };
});
console.log(JSON.stringify(rows));
