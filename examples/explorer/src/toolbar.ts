// What stands above the drawing: its title, the choice of lanes, zoom, the way to what is out of sight.

import type { EventItem } from "./api";
import { daysInWords, type Days } from "./dates";
import { h } from "./dom";
import { firstDay, type LanesBy } from "./lanes";
import { change, state } from "./state";

interface Actions {
  zoomBy: (factor: number) => void;
  moveTo: (time: number) => void;
  fit: () => void;
  busiest: () => void;
}

export function toolbar(actions: Actions) {
  const title = h("h2", { id: "timeline-title" });
  const span = h("p", { class: "span" });
  const earlier = h("button", { type: "button", class: "quiet" });
  const later = h("button", { type: "button", class: "quiet" });
  const tool = (label: string, sign: string, act: () => void) =>
    h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: act }, sign);
  const element = h(
    "div",
    { class: "bar" },
    h("div", { class: "titles" }, title, span),
    h(
      "div",
      { class: "tools" },
      lanesChoice(),
      tool("Zoom in", "+", () => actions.zoomBy(2)),
      tool("Zoom out", "−", () => actions.zoomBy(0.5)),
      tool("Fit all days of these filters", "All", actions.fit),
      tool("Busiest months", "Busiest", actions.busiest),
      earlier,
      later,
    ),
    h(
      "p",
      { id: "timeline-keys", class: "unseen" },
      "Arrow keys go from event to event, up and down from lane to lane, Home and End to the first and last; Enter opens, and zooms into a group; plus and minus zoom. The table below has the same events.",
    ),
  );
  return {
    element,
    show(items: EventItem[], days: Days): void {
      const starts = items.map(firstDay);
      const before = starts.filter((start) => start < days[0] && Number.isFinite(start));
      const after = starts.filter((start) => start >= days[1]);
      span.textContent = items.length ? daysInWords(days) : "";
      aim(earlier, before.length, "earlier", () => actions.moveTo(Math.max(...before)));
      aim(later, after.length, "later", () => actions.moveTo(Math.min(...after)));
      title.textContent = state().lanes === "side" ? "Moves and answers between sides" : "Timeline";
      redrawChoice(element);
    },
  };
}

function aim(button: HTMLButtonElement, count: number, where: "earlier" | "later", act: () => void): void {
  button.hidden = count === 0;
  button.textContent = where === "earlier" ? `◂ ${count} earlier` : `${count} later ▸`;
  button.onclick = act;
}

function lanesChoice(): HTMLElement {
  const one = (value: LanesBy, label: string) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name: "lanes", value, onchange: () => change({ lanes: value }) }),
      label,
    );
  return h("fieldset", { class: "choice" }, h("legend", {}, "Lanes by"), one("side", "side"), one("kind", "kind"), one("actor", "actor"));
}

function redrawChoice(element: Element): void {
  for (const input of element.querySelectorAll<HTMLInputElement>("input[name=lanes]"))
    input.checked = input.value === state().lanes;
}
