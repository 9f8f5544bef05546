// The lanes as SVG: titles, grid, marks with their labels, curves to what the chosen event answers.

import type { EventItem } from "./api";
import { s } from "./dom";
import { fitted, pack, type Lane, type Placed } from "./lanes";
import { mark } from "./marks";
import { kindLabel } from "./names";
import { openEvent } from "./parts";

const ROW = 24;
const TITLE_ROW = 20;
const GUTTER = 150; // for the names of lanes; on a narrow page they stand above
const ROWS_IN_ALL = 26; // all lanes together get about so many

type Measure = (text: string) => number;

export interface Canvas {
  whole: number; // pixels
  gutter: number;
  width: number; // of the part that shows days
  measure: Measure;
}

export function canvas(whole: number, measure: Measure): Canvas {
  const gutter = whole >= 560 ? GUTTER : 0;
  return { whole, gutter, width: whole - gutter, measure };
}

/** All that is in the drawing, and its height. `x` gives the place of a moment, `ticks` are places of grid lines. */
export function drawLanes(lanes: Lane[], chosen: string, x: (time: number) => number, ticks: number[], on: Canvas) {
  const most = Math.max(1, Math.min(6, Math.floor(ROWS_IN_ALL / Math.max(1, lanes.length))));
  const middles = new Map<string, [number, number]>(); // where an event is first drawn
  const back: SVGElement[] = [];
  const events: SVGElement[] = [];
  let y = 0;
  for (const lane of lanes) {
    const placed = pack(lane.items, x, on.width, most, on.measure);
    const top = y + (on.gutter ? 4 : TITLE_ROW);
    const bottom = top + Math.max(1, ...placed.map(({ row }) => row + 1)) * ROW + 4;
    back.push(s("line", { class: "rule", x1: 0, x2: on.whole, y1: bottom, y2: bottom }), laneTitle(lane, y, on));
    for (const one of placed) {
      const middle = top + one.row * ROW + ROW / 2;
      const across = Math.max(0, Math.min(on.width, (one.span.from + one.span.to) / 2));
      if (!middles.has(one.item.id)) middles.set(one.item.id, [across, middle]);
      events.push(eventMark(one, lane, middle, one.item.id === chosen, x, on));
    }
    y = bottom;
  }
  const grid = ticks.map((at) => s("line", { class: "grid", x1: at, x2: at, y1: 0, y2: y }));
  const item = lanes.flatMap((lane) => lane.items).find(({ id }) => id === chosen);
  const sight = { x: on.gutter, width: on.width, height: y, overflow: on.gutter ? "hidden" : "visible" };
  const inSight = s("svg", sight, ...grid, ...(item ? answers(item, middles) : []), ...events);
  return { height: Math.max(y, ROW), content: [fades(), ...back, inSight] };
}

function eventMark(placed: Placed, lane: Lane, y: number, chosen: boolean, x: (time: number) => number, on: Canvas) {
  const { item, span, label, before } = placed;
  const words = `${item.date.label}: ${item.title} (${kindLabel("event", item.kind)})`;
  const reach = label ? on.measure(label) + 10 : 3;
  const hit = {
    x: span.from - (before ? reach : 3),
    y: 0.5 - ROW / 2,
    width: span.to - span.from + reach + 3,
    height: ROW - 1,
    rx: 4,
  };
  const beside = before ? { x: span.from - 6, y: 4, "text-anchor": "end" } : { x: span.to + 6, y: 4 };
  return s(
    "g",
    {
      class: chosen ? "event chosen" : "event",
      role: "button",
      tabindex: -1,
      transform: `translate(0,${y})`,
      "aria-label": words,
      "aria-current": chosen && "true",
      "data-key": `${lane.id}/${item.id}`,
      onclick: () => openEvent(item.id),
    },
    s("title", {}, words),
    s("rect", { class: "hit", ...hit }),
    mark(item.date, x, on.width),
    s("text", beside, label),
  );
}

/** Curves from the chosen event to what it answers and what answers it, as far as these are in sight. */
function answers(chosen: EventItem, middles: Map<string, [number, number]>): SVGElement[] {
  const here = middles.get(chosen.id);
  return [...chosen.responds_to, ...chosen.answered_by].flatMap(({ id }) => {
    const there = middles.get(id);
    if (!here || !there) return [];
    const bend = (here[0] + there[0]) / 2;
    return [s("path", { class: "answers", d: `M${here} C${bend},${here[1]} ${bend},${there[1]} ${there}` })];
  });
}

/** The name of a lane and its number of events: above the lane, or in the gutter in at most two lines. */
function laneTitle(lane: Lane, y: number, { gutter, measure }: Canvas): SVGElement {
  const count = s("tspan", { class: "count", dx: 6 }, String(lane.items.length));
  const room = gutter ? (gutter - 40) / 1.1 : Infinity; // bold is a tenth wider
  const words = lane.label.split(" ");
  let first = words.shift() ?? "";
  while (words[0] && measure(`${first} ${words[0]}`) <= room) first += ` ${words.shift()}`;
  const second = words.length > 0 && s("tspan", { x: 2, dy: 14 }, fitted(words.join(" "), room, measure, 4));
  const top = y + (gutter ? (second ? 14 : 20) : 14);
  return s("text", { class: "lane", x: 2, y: top }, s("title", {}, lane.label), first, second, count);
}

function fades(): SVGElement {
  const stops = () => [s("stop", { class: "full", offset: 0 }), s("stop", { class: "none", offset: 1 })];
  const right = s("linearGradient", { id: "fade-right" }, ...stops());
  return s("defs", {}, right, s("linearGradient", { id: "fade-left", x1: 1, x2: 0 }, ...stops()));
}

/** How wide a label is, in pixels, in the font of `beside`. */
export function textMeasure(beside: Element): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  return (text) => {
    let width = known.get(text);
    if (width === undefined && context) {
      context.font = `12px ${getComputedStyle(beside).fontFamily}`;
      width = context.measureText(text).width;
      known.set(text, width);
    }
    return width ?? 0;
  };
}
