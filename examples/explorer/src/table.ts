// The same events as the drawing, as a table.

import type { Answer, Schemas } from "./api";
import { h, redraw } from "./dom";
import { kindLabel } from "./names";
import { actedIn, addressLine, badge, eventButton } from "./parts";
import { state } from "./state";

export function table(root: HTMLElement): (list: Answer<Schemas["EventList"]>) => void {
  return ({ data, address }) => {
    const shown = data.items.length;
    const caption =
      shown < data.total
        ? `The first ${shown} of ${data.total} events`
        : `${shown} ${shown === 1 ? "event" : "events"}`;
    const head = ["Date", "Event", "Kind", "Place", "Actors"].map((name) => h("th", { scope: "col" }, name));
    const rows = data.items.map((event) => {
      const chosen = event.id === state().event;
      const unsure = (event.date.uncertain || event.date.approximate) && badge("unsure");
      return h(
        "tr",
        { "aria-current": chosen && "true" },
        h("td", { class: "date" }, event.date.label, " ", unsure),
        h("th", { scope: "row" }, eventButton(event.id, event.title, `row ${event.id}`)),
        h("td", {}, kindLabel("event", event.kind)),
        h("td", {}, event.place?.name ?? ""),
        h("td", { class: "actors" }, actedIn(event)),
      );
    });
    redraw(
      root,
      h("h2", { id: "table-title" }, caption),
      shown > 0 &&
        h("table", { "aria-labelledby": "table-title" }, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)),
      addressLine(address),
    );
  };
}
