// What stands around the drawing: its title, lanes by kind or actor, zoom, the way to what is out of sight, the legend.

import type { EventItem } from "./api";
import { DAY, daysInWords, startOf, type Days } from "./dates";
import { h, redraw, s } from "./dom";
import { firstDay } from "./lanes";
import { mark } from "./marks";
import { change, state } from "./state";

interface Actions {
  zoomBy: (factor: number) => void;
  moveTo: (time: number) => void;
  fit: () => void;
}

export function toolbar(actions: Actions) {
  const title = h("h2", { id: "timeline-title" }, "Timeline");
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
      tool("Fit all days asked for", "Fit", actions.fit),
    ),
    h("div", { class: "beyond" }, earlier, later),
    h(
      "p",
      { id: "timeline-keys", class: "unseen" },
      "Arrow keys go from event to event, up and down from lane to lane, Home and End to the first and last; Enter opens; plus and minus zoom. The table below has the same events.",
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
  const one = (value: "kind" | "actor", label: string) =>
    h(
      "label",
      {},
      h("input", { type: "radio", name: "lanes", value, onchange: () => change({ lanes: value }) }),
      label,
    );
  return h("fieldset", { class: "choice" }, h("legend", {}, "Lanes by"), one("kind", "kind"), one("actor", "actor"));
}

function redrawChoice(element: Element): void {
  for (const input of element.querySelectorAll<HTMLInputElement>("input[name=lanes]"))
    input.checked = input.value === state().lanes;
}

/** How dates are drawn, shown with the drawing's own marks. */
export function legend(): HTMLElement {
  const day = "1954-03-10";
  const whole = {
    edtf: "",
    earliest: day,
    latest: day,
    certain_from: day,
    certain_to: day,
    precision: "day" as const,
    approximate: false,
    uncertain: false,
    label: "",
  };
  const open = { certain_from: null, certain_to: null };
  const shown = [
    ["on this day", whole],
    ["all through these days", { ...whole, latest: "1954-03-13", certain_to: "1954-03-13" }],
    ["some time in these days", { ...whole, ...open, latest: "1954-03-13" }],
    ["source unsure", { ...whole, ...open, uncertain: true }],
    ["goes on", { ...whole, latest: null, certain_to: null }],
    ["end not known", { ...whole, latest: null }],
  ] as const;
  const x = (time: number) => 8 + ((time - startOf(day)) / DAY) * 9;
  const seenWidth = (date: (typeof shown)[number][1]) => (date.latest === day ? 18 : 52);
  const list = h("ul", { class: "legend", "aria-label": "How dates are drawn" });
  redraw(
    list,
    ...shown.map(([words, date]) =>
      h(
        "li",
        {},
        s(
          "svg",
          { width: seenWidth(date), height: 18, "aria-hidden": "true" },
          s("g", { transform: "translate(0,9)" }, mark(date, x, 50)),
        ),
        words,
      ),
    ),
  );
  return list;
}
