// Which lane an event lies in, and in which row of it, so that nothing covers anything. No drawing here.

import type { EventItem } from "./api";
import { startOf } from "./dates";
import { visible, type Extent } from "./marks";
import { kindLabel } from "./names";

export interface Lane {
  id: string;
  label: string;
  items: EventItem[];
}

export interface Placed {
  item: EventItem;
  row: number;
  span: Extent; // of the mark
  label: string; // what fits beside it, maybe nothing
  before: boolean; // the label stands to the left of the mark
}

const MOST_LANES = 10;
const GAP = 6;
const EXTRA = 2; // rows that a lane may have for marks that would hide others
const LEAST = 16; // letters of a shortened label

/** Lanes by kind, or by actor (an event then lies in the lane of each of its actors). The least used share the last. */
export function lanesOf(items: EventItem[], by: "kind" | "actor", chosen: string[]): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const item of items) {
    for (const [id, label] of by === "kind" ? [[item.kind, kindLabel("event", item.kind)] as const] : actorsOf(item)) {
      const lane = lanes.get(id) ?? { id, label, items: [] };
      if (!lanes.has(id)) lanes.set(id, lane);
      lane.items.push(item);
    }
  }
  const asked = new Set(chosen.flatMap((value) => value.split(",")).map((value) => value.split(":")[0]));
  const weight = (lane: Lane) => lane.items.length + (asked.has(lane.id) ? 1e6 : 0);
  const ranked = [...lanes.values()].sort((a, b) => weight(b) - weight(a) || a.label.localeCompare(b.label));
  if (ranked.length <= MOST_LANES) return ranked;

  const own = ranked.slice(0, MOST_LANES - 1);
  const placed = new Set(own.flatMap((lane) => lane.items));
  const rest = items.filter((item) => !placed.has(item));
  const others = { id: "others", label: by === "kind" ? "Other kinds" : "Others", items: rest };
  return rest.length ? [...own, others] : own;
}

function actorsOf(item: EventItem): (readonly [string, string])[] {
  return [...new Map(item.actors.map((actor) => [actor.id, actor.name]))];
}

/** The first day an item can mean, as a time; before all others if that is open. */
export const firstDay = (item: EventItem) => (item.date.earliest ? startOf(item.date.earliest) : -Infinity);

/**
 * Places what is in sight of a lane into rows: first where mark and label fit, in up to `most` rows; else where the mark
 * fits and the label of the mark before it gives way; in a row more, if it would hide another.
 */
export function pack(
  items: EventItem[],
  x: (time: number) => number,
  width: number,
  most: number,
  measure: (text: string) => number,
): Placed[] {
  const rows: Placed[][] = [];
  const placed: Placed[] = [];
  for (const item of [...items].sort((a, b) => firstDay(a) - firstDay(b))) {
    const span = visible(item.date, x, width);
    if (span.to < 0 || span.from > width || !(span.to > span.from)) continue;
    const end = (row: Placed[]) => row.at(-1)?.span.to ?? -Infinity;
    const labelled = (row: Placed[]) =>
      Math.max(end(row), ...row.slice(-1).map((last) => last.span.to + GAP + measure(last.item.title)));
    let row = rows.findIndex((row) => labelled(row) + GAP < span.from);
    if (row < 0 && rows.length < most) row = rows.push([]) - 1;
    if (row < 0) row = rows.reduce((best, one, at) => (end(one) < end(rows[best] ?? []) ? at : best), 0);
    const hidden = end(rows[row] ?? []) - span.from > (span.to - span.from) / 2;
    if (hidden && rows.length < most + EXTRA) row = rows.push([]) - 1;
    const put = { item, row, span, label: "", before: false };
    rows[row]?.push(put);
    placed.push(put);
  }
  for (const row of rows) row.forEach((put, at) => setLabel(put, row[at - 1], row[at + 1], width, measure));
  return placed;
}

function setLabel(
  put: Placed,
  last: Placed | undefined,
  next: Placed | undefined,
  width: number,
  measure: (text: string) => number,
): void {
  const right = (next ? next.span.from : width) - put.span.to - 2 * GAP;
  const lastEnd = last ? last.span.to + (last.label && !last.before ? GAP + measure(last.label) : 0) : 0;
  const left = put.span.from - lastEnd - 2 * GAP;
  const whole = measure(put.item.title);
  put.before = !next && right < whole && left > right;
  put.label = fitted(put.item.title, put.before ? left : right, measure);
}

/** As much of a text as fits, cut at a word. Nothing, if fewer than `least` letters are left. */
export function fitted(text: string, room: number, measure: (text: string) => number, least = LEAST): string {
  if (measure(text) <= room) return text;
  const words = text.split(" ");
  while (words.length > 1) {
    words.pop();
    const cut = `${words.join(" ").replace(/[,;:]+$/, "")}…`;
    if (measure(cut) <= room) return cut.length >= least ? cut : "";
  }
  return "";
}
