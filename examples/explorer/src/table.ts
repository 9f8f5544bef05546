// The events of the drawing, and those that it leaves out, as a table; closed until it is wanted.

import type { Answer, Schemas } from "./api";
import { h, redraw } from "./dom";
import { kindLabel } from "./names";
import { actedIn, addressLine, badge, eventButton } from "./parts";
import { state } from "./state";

const MOST_NAMES = 3;

export function table(root: HTMLElement): (list: Answer<Schemas["EventList"]>) => void {
  let open = location.hash === "#table";
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
        h("td", { class: "actors" }, shortened(actedIn(event))),
      );
    });
    const named = { "aria-labelledby": "table-title" };
    const drawn = h("table", named, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
    const title = h("summary", {}, h("h2", { id: "table-title" }, caption), h("small", {}, " as a table"));
    const all = h("details", { open, ontoggle: () => (open = all.open) }, title, shown > 0 && drawn, addressLine(address));
    redraw(root, all);
  };
}

/** The first few of some names, and how many more there are. */
function shortened(names: string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(", ")} +${more}` : names.join(", ");
}
