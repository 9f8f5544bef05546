// The lanes as SVG: titles, grid, marks with their labels, clusters, arrows from answers to what they answer.

import { arrowsOf, drawArrows, type Box, type Point } from "./arrows";
import type { EventItem } from "./api";
import { DAY, type Days } from "./dates";
import { s } from "./dom";
import { firstDay, type Lane } from "./lanes";
import { mark } from "./marks";
import { kindLabel } from "./names";
import { fitted, HIT, pack, type Cluster, type Placed } from "./packing";
import { openEvent } from "./parts";
import { SIDES, sideOf, unanswered } from "./sides";
import { isWeighty, sizesOf, weightWords } from "./weights";

const ROW = 25;
const TITLE_ROW = 20;
const GUTTER = 150; // for the names of lanes; on a narrow page they stand above
const ROWS_IN_ALL = 16; // all lanes together get about so many; half more on a narrow page
const FEW = 40; // events in sight that may have a row each

export type Measure = (text: string, bold?: boolean) => number;

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

interface Drawing {
  lanes: Lane[];
  opened: string;
  days: Days;
  x: (time: number) => number;
  ticks: number[]; // places of grid lines
  arrows: boolean; // all of them, and not only those of the opened event
  zoomTo: (cluster: Cluster) => void;
}

/**
 * All that is in the drawing, its height, and the key of the element that stands for each event of each lane (its own
 * mark or a cluster) by `lane/event`.
 */
export function drawLanes({ lanes, opened, days, x, ticks, arrows, zoomTo }: Drawing, on: Canvas) {
  const keys = new Map<string, string>();
  const points = new Map<string, Point>(); // where an event is first drawn
  const taken: Box[] = []; // where marks and labels are
  const back: SVGElement[] = [];
  const events: [time: number, mark: SVGElement][] = [];
  const sizeOf = sizesOf(lanes.flatMap((lane) => lane.items));
  const most = rowsOf(lanes, days, on.gutter ? ROWS_IN_ALL : 1.5 * ROWS_IN_ALL);
  let y = 0;
  for (const lane of lanes) {
    const { placed, clusters, rows } = pack(lane.items, x, { ...on, most: most(lane), opened, sizeOf });
    const top = y + (on.gutter ? 4 : TITLE_ROW);
    const middle = (row: number) => top + row * ROW + ROW / 2;
    const bottom = top + Math.max(1, rows) * ROW + 4;
    back.push(s("line", { class: "rule", x1: 0, x2: on.whole, y1: bottom, y2: bottom }), laneTitle(lane, y, on));
    if (!on.gutter) taken.push({ from: 0, to: 40 + on.measure(lane.label, true), y: y + 10 });
    const drawn: typeof events = [];
    for (const one of placed) {
      const key = `${lane.id}/${one.item.id}`;
      const across = Math.max(0, Math.min(on.width, (one.span.from + one.span.to) / 2));
      keys.set(key, key);
      note(one.item, { x: across, y: middle(one.row), half: one.size / 2 + 1, id: key });
      taken.push({ ...one.taken, y: middle(one.row) });
      drawn.push([firstDay(one.item), eventMark(one, key, middle(one.row), one.item.id === opened, x, on)]);
    }
    for (const cluster of clusters) {
      const key = `${lane.id}/+${cluster.items[0]?.id}`;
      for (const item of cluster.items) {
        keys.set(`${lane.id}/${item.id}`, key);
        note(item, { x: cluster.at, y: middle(cluster.row), half: 11, id: key });
      }
      taken.push({ from: cluster.at - 14, to: cluster.at + 14, y: middle(cluster.row) });
      const mark = clusterMark(cluster, lane, key, middle(cluster.row), () => zoomTo(cluster));
      drawn.push([cluster.items[0] ? firstDay(cluster.items[0]) : 0, mark]);
    }
    events.push(...drawn.sort(([a], [b]) => a - b)); // read in the order of time
    y = bottom;
  }
  function note(item: EventItem, point: Point): void {
    if (!points.has(item.id)) points.set(item.id, point);
  }
  const items = [...new Set(lanes.flatMap((lane) => lane.items))];
  const isOpen = points.has(opened);
  const { heads, lines, signs } = drawArrows(arrowsOf(items, points, opened, arrows), isOpen, taken);
  const grid = ticks.map((at) => s("line", { class: "grid", x1: at, x2: at, y1: 0, y2: y }));
  const sight = { x: on.gutter, width: on.width, height: y, overflow: on.gutter ? "hidden" : "visible" };
  const inSight = s("svg", sight, ...grid, ...lines, ...events.map(([, mark]) => mark), ...signs);
  return { height: Math.max(y, ROW), content: [definitions(heads), ...back, inSight], keys };
}

/** How many rows a lane may have: by its share of what is in sight; as many as it needs where that is little. */
function rowsOf(lanes: Lane[], [from, to]: Days, rows: number): (lane: Lane) => number {
  const inSight = ({ items }: Lane) => items.filter((item) => firstDay(item) >= from && firstDay(item) < to).length;
  const all = lanes.reduce((sum, lane) => sum + inSight(lane), 0);
  if (to - from <= 3 * DAY) return () => Infinity;
  if (all <= FEW) return () => 7;
  return (lane) => Math.max(1, Math.min(6, Math.round((rows * inSight(lane)) / all)));
}

/** What is said of an event where it is drawn: to a screen reader, and in the box beside the pointer. */
export function described(item: EventItem): string {
  const more = [SIDES[sideOf(item)], weightWords(item), unanswered(item) && "no answer"].filter(Boolean);
  return `${item.date.label}: ${item.title} (${[kindLabel("event", item.kind), ...more].join("; ")})`;
}

function eventMark(placed: Placed, key: string, y: number, opened: boolean, x: (time: number) => number, on: Canvas) {
  const { item, span, label, before, size } = placed;
  const reach = label ? on.measure(label, isWeighty(size)) + 10 : 0;
  const missing = Math.max(3, (HIT - (span.to - span.from)) / 2);
  const from = span.from - Math.max(missing, before ? reach : 0);
  const hit = { x: from, y: -HIT / 2, width: span.to + Math.max(missing, before ? 0 : reach) - from, height: HIT, rx: 4 };
  const beside = before ? { x: span.from - 6, y: 4, "text-anchor": "end" } : { x: span.to + 6, y: 4 };
  const corner = before ? { x: Math.min(span.to, on.width) + 1 } : { x: span.from - 1, "text-anchor": "end" };
  return s(
    "g",
    {
      class: `event side-${sideOf(item)}${opened ? " chosen" : ""}${isWeighty(size) ? " weighty" : ""}${label ? " labelled" : ""}`,
      role: "button",
      tabindex: -1,
      transform: `translate(0,${y})`,
      "aria-label": described(item),
      "aria-current": opened && "true",
      "data-key": key,
      onclick: () => openEvent(item.id),
    },
    s("rect", { class: "hit", ...hit }),
    mark(item.date, x, on.width, size, sideOf(item)),
    s("text", beside, label),
    unanswered(item) && s("text", { class: "unanswered", y: 3 - size / 2, ...corner }, "∅"),
  );
}

function clusterMark({ items, at }: Cluster, lane: Lane, key: string, y: number, zoom: () => void): SVGElement {
  const [first, last] = [items[0], items.at(-1)];
  const words = `${items.length} events of ${lane.label}, ${first?.date.label} to ${last?.date.label}; choose to see each`;
  const width = items.length > 99 ? 34 : 28;
  return s(
    "g",
    {
      class: `event cluster side-${first && items.every((item) => sideOf(item) === sideOf(first)) ? sideOf(first) : "others"}`,
      role: "button",
      tabindex: -1,
      transform: `translate(${at},${y})`,
      "aria-label": words,
      "data-key": key,
      onclick: zoom,
    },
    s("rect", { class: "hit", x: -width / 2, y: -HIT / 2, width, height: HIT, rx: HIT / 2 }),
    s("text", { y: 4, "text-anchor": "middle" }, String(items.length)),
  );
}

/** The name of a lane and its number of events: above the lane, or in the gutter in at most two lines. */
function laneTitle(lane: Lane, y: number, { gutter, measure }: Canvas): SVGElement {
  const count = s("tspan", { class: "count", dx: 6 }, String(lane.items.length));
  const bold = (text: string) => measure(text, true);
  const room = gutter ? gutter - 12 : Infinity;
  const words = lane.label.split(" ");
  let first = words.shift() ?? "";
  while (words[0] && bold(`${first} ${words[0]}`) <= room) first += ` ${words.shift()}`;
  const second = words.length > 0 && s("tspan", { x: 2, dy: 14 }, fitted(words.join(" "), room - 28, bold, 4));
  const top = y + (gutter ? (second ? 14 : 20) : 14);
  return s("text", { class: "lane", x: 2, y: top }, s("title", {}, lane.label), first, second, count);
}

function definitions(heads: SVGElement[]): SVGElement {
  const stops = () => [s("stop", { class: "full", offset: 0 }), s("stop", { class: "none", offset: 1 })];
  const right = s("linearGradient", { id: "fade-right" }, ...stops());
  return s("defs", {}, right, s("linearGradient", { id: "fade-left", x1: 1, x2: 0 }, ...stops()), ...heads);
}

/** How wide a label is, in pixels, in the font of `beside`. */
export function textMeasure(beside: Element): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  return (text, bold = false) => {
    const key = `${bold} ${text}`;
    let width = known.get(key);
    if (width === undefined && context) {
      context.font = `${bold ? 600 : 400} 12px ${getComputedStyle(beside).fontFamily}`;
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width ?? 0;
  };
}
