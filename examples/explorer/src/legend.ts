// What the marks and arrows of the drawing mean.

import { DAY, startOf } from "./dates";
import { h, redraw, s } from "./dom";
import type { LanesBy } from "./lanes";
import { mark, shape } from "./marks";
import { MANNERS, SIDES, type SideId } from "./sides";

/** The legend, and what fits it to the lanes: sides have a lane of their own in one view, and a shape in the others. */
export function legend() {
  const shown = h("div");
  const dates = h("details", { class: "dates-drawn" }, h("summary", {}, "How dates are drawn"), datesDrawn());
  return {
    element: h("div", {}, shown, dates),
    show(by: LanesBy): void {
      redraw(shown, by === "side" ? manners() : sides());
    },
  };
}

function manners(): HTMLElement {
  const one = ([manner, [sign, words]]: [string, [string, string]]) => {
    const line = s("path", { class: `answers ${manner}`, d: "M0,9 H30" });
    const svg = s("svg", { width: 30, height: 18, "aria-hidden": "true" }, line);
    return h("li", {}, svg, `${sign} ${words}`);
  };
  const rest = [h("li", {}, "∅ a move without an answer"), h("li", {}, "larger: more answers, claims and parts")];
  const list = Object.entries(MANNERS).map(one);
  return h("ul", { class: "legend", "aria-label": "Arrows lead from an answer to what it answers" }, ...list, ...rest);
}

function sides(): HTMLElement {
  const one = ([side, words]: [string, string]) => {
    const drawn = s("g", { class: `side-${side}`, transform: "translate(9,9)" }, shape(0, 4.5, side as SideId, "core"));
    return h("li", {}, s("svg", { width: 18, height: 18, "aria-hidden": "true" }, drawn), words);
  };
  return h("ul", { class: "legend", "aria-label": "Sides" }, ...Object.entries(SIDES).map(one));
}

/** How dates are drawn, shown with the drawing's own marks. */
function datesDrawn(): HTMLElement {
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
