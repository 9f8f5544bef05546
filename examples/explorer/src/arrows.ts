// Arrows from each answer to the move that it answers, each with its manner: a sign, a colour and a dash of its own.

import type { EventItem } from "./api";
import { s } from "./dom";
import { MANNERS } from "./sides";

/** Where an event is drawn: the middle of its mark or of its cluster, and half its height. */
export interface Point {
  x: number;
  y: number;
  half: number;
  id: string; // of the mark or cluster, so that two events of one cluster have no arrow
}

/** Room in a row that a sign may not cover; `y` is its middle. */
export interface Box {
  from: number;
  to: number;
  y: number;
}

export interface Arrow {
  from: Point;
  to: Point;
  manner: keyof typeof MANNERS;
  here: boolean; // from or to the opened event
}

/** The arrows between these events; one for all that have the same ends and manner. */
export function arrowsOf(items: EventItem[], points: Map<string, Point>, opened: string, all: boolean): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const item of items) {
    for (const { id, manner } of item.responds_to) {
      const [from, to] = [points.get(item.id), points.get(id)];
      const here = item.id === opened || id === opened;
      if (!from || !to || from.id === to.id || (!all && !here)) continue;
      const key = `${from.id} ${to.id} ${manner}`;
      arrows.set(key, { from, to, manner, here: here || arrows.get(key)?.here === true });
    }
  }
  return [...arrows.values()].sort((a, b) => Number(a.here) - Number(b.here));
}

export interface DrawnArrows {
  heads: SVGElement[];
  lines: SVGElement[];
  signs: SVGElement[];
}

const PLACES = [0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8]; // along a line, best first

/** Lines, their heads, and the sign of the manner along a line, where it covers no mark, label or other sign. */
export function drawArrows(arrows: Arrow[], opened: boolean, boxes: Box[]): DrawnArrows {
  const heads = Object.keys(MANNERS).map((manner) =>
    s(
      "marker",
      { id: `head-${manner}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
      s("path", { class: `head ${manner}`, d: "M0,0 L8,4 L0,8 Z" }),
    ),
  );
  const lines: SVGElement[] = [];
  const signs: SVGElement[] = [];
  const taken = boxes.map(({ from, to, y }) => ({ from, to, y, high: 11 }));
  const written: typeof taken = []; // the signs among them
  for (const arrow of [...arrows].reverse()) {
    const points = curve(arrow);
    const look = `${arrow.manner}${arrow.here ? " here" : opened ? " aside" : ""}`;
    const ends = { "data-from": arrow.from.id, "data-to": arrow.to.id };
    const d = `M${points[0]} C${points.slice(1).join(" ")}`;
    lines.unshift(s("path", { class: `answers ${look}`, d, "marker-end": `url(#head-${arrow.manner})`, ...ends }));
    if (opened && !arrow.here) continue;
    const [sign, words] = MANNERS[arrow.manner];
    const places = PLACES.map((part) => along(points, part));
    const free = (boxes: typeof taken, half: number) =>
      places.find(([x, y]) =>
        boxes.every((one) => x + half < one.from || x - half > one.to || Math.abs(y - one.y) > one.high + 7),
      );
    const full = `${sign} ${words}`;
    const roomy = arrow.here ? free(taken, 4 + 3.6 * full.length) : undefined; // else the sign alone, on the line
    const place = roomy ?? free(taken, 9) ?? (arrow.here ? free(written, 9) : undefined);
    if (!place) continue;
    const half = roomy ? 4 + 3.6 * full.length : 9;
    const box = { from: place[0] - half, to: place[0] + half, y: place[1], high: 6 };
    taken.push(box);
    written.push(box);
    const middle = { x: place[0], y: place[1] + 4, "text-anchor": "middle" };
    const text = roomy ? full : sign;
    signs.unshift(s("text", { class: `sign ${look}`, "aria-hidden": "true", ...ends, ...middle }, text));
  }
  return { heads, lines, signs };
}

type Points = [number, number][]; // the four of a cubic curve

/** A curve that leaves and arrives upright, so that arrows between two lanes stay apart; an arc within one row. */
function curve({ from, to }: Arrow): Points {
  if (Math.abs(from.y - to.y) < 1) {
    const [start, end] = [from.y + from.half, to.y + to.half + 2];
    const low = end + Math.min(26, 8 + Math.abs(from.x - to.x) / 8);
    return [[from.x, start], [from.x, low], [to.x, low], [to.x, end]]; // prettier-ignore
  }
  const down = to.y > from.y ? 1 : -1;
  const [start, end] = [from.y + down * from.half, to.y - down * (to.half + 2)];
  const bend = Math.max(14, Math.abs(end - start) / 2) * down;
  return [[from.x, start], [from.x, start + bend], [to.x, end - bend], [to.x, end]]; // prettier-ignore
}

/** The place on a cubic curve after a part of it, from 0 to 1. */
function along(points: Points, part: number): [number, number] {
  const shares = [(1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part ** 2 * (1 - part), part ** 3];
  const sum = (axis: 0 | 1) => points.reduce((total, point, at) => total + point[axis] * (shares[at] ?? 0), 0);
  return [sum(0), sum(1)];
}
