// Where the events of a lane lie, so that nothing covers anything: rows, labels, and clusters of what has no room.

import type { EventItem } from "./api";
import { firstDay } from "./lanes";
import { visible, type Extent } from "./marks";
import { isWeighty, weightOf } from "./weights";

export interface Placed {
  item: EventItem;
  row: number;
  size: number; // of the mark, in pixels
  span: Extent; // of the mark
  label: string; // what fits beside it, maybe nothing
  before: boolean; // the label stands to the left of the mark
  hit: Extent; // of what is pointed at, without the label
  taken: Extent; // with it
}

/** Events that have no room for a mark of their own, in the last row of a lane. */
export interface Cluster {
  items: EventItem[]; // by time
  row: number;
  at: number; // pixels, of its middle
}

export interface Packed {
  placed: Placed[];
  clusters: Cluster[];
  rows: number;
}

interface Options {
  width: number;
  most: number; // rows, without that of clusters
  opened: string;
  measure: (text: string, bold?: boolean) => number;
  sizeOf: (item: EventItem) => number;
}

export const HIT = 24; // the least width and height of what is pointed at, in pixels (WCAG 2.5.8)
export const GAP = 6;
const LEAST = 14; // letters of a shortened label
const FIRST_LABEL = 230; // pixels that a weighty event may keep for its label before others are placed
const CLUSTER = 34; // least distance of two clusters

/**
 * Places what is in sight of a lane: the opened event first, then the weightiest with their labels, then marks alone,
 * and what finds no row gathers into clusters. Labels then grow into the room that is left.
 */
export function pack(items: EventItem[], x: (time: number) => number, options: Options): Packed {
  const { width, most, opened, sizeOf } = options;
  const rank = (item: EventItem) => weightOf(item) + (item.id === opened ? 1e6 : 0);
  const inSight = items
    .map((item) => ({ item, size: sizeOf(item), span: visible(item.date, x, width, sizeOf(item)) }))
    .filter(({ span }) => span.to >= 0 && span.from <= width && span.to > span.from)
    .sort((a, b) => rank(b.item) - rank(a.item) || firstDay(a.item) - firstDay(b.item));
  const rows: Extent[][] = [];
  const placed: Placed[] = [];
  const rest: typeof inSight = [];
  const labels = Math.ceil((most * width) / 260);
  const short = Math.min(FIRST_LABEL, 0.45 * width);

  const rowFor = (hit: Extent) => {
    const row = rows.findIndex((taken) => free(taken, hit));
    return row < 0 && rows.length < most ? rows.push([]) - 1 : row;
  };
  for (const [place, one] of inSight.entries()) {
    const hit = padded(one.span);
    const measure = (text: string) => options.measure(text, isWeighty(one.size));
    const isOpened = one.item.id === opened;
    const [right, left] = [width - one.span.to - 2 * GAP, one.span.from - 2 * GAP];
    const room = isOpened ? Math.max(right, left) : short;
    let label = place < labels && rank(one.item) > 0 ? fitted(one.item.title, room, measure) : "";
    let before = false;
    let row = -1;
    if (label) {
      const length = measure(label) + 2 * GAP;
      if (length <= right + 2 * GAP) row = rowFor({ from: hit.from, to: one.span.to + length });
      if (row < 0 && length <= left + 2 * GAP) {
        row = rowFor({ from: one.span.from - length, to: hit.to });
        before = row >= 0;
      }
      if (row < 0) label = "";
    }
    if (row < 0) row = rowFor(hit);
    if (row < 0) rest.push(one);
    else {
      const put = { ...one, row, label, before, hit, taken: hit };
      placed.push(put);
      put.taken = taking(put, measure);
      rows[row]?.push(put.taken);
    }
  }
  const last = rows.length; // the row of what is left: clusters, and marks that lie by themselves
  const groups = gathered(rest, width);
  for (const { items } of groups.filter(({ items }) => items.length === 1)) {
    const one = rest.find(({ item }) => item === items[0]);
    if (!one) continue;
    const hit = padded(one.span);
    const put = { ...one, row: last, label: "", before: false, hit, taken: { ...hit } };
    placed.push(put);
    (rows[last] ??= []).push(put.taken);
  }
  const clusters = groups.filter(({ items }) => items.length > 1).map((cluster) => ({ ...cluster, row: last }));
  const ends = clusters.map(({ at }) => ({ from: at - CLUSTER / 2, to: at + CLUSTER / 2 }));
  if (ends.length) rows[last] = [...(rows[last] ?? []), ...ends];
  for (const put of placed) {
    const measure = (text: string) => options.measure(text, isWeighty(put.size));
    grow(put, rows[put.row] ?? [], width, measure);
  }
  return { placed, clusters, rows: rows.length };
}

const free = (taken: Extent[], { from, to }: Extent) => !taken.some((other) => from < other.to && to > other.from);

function padded({ from, to }: Extent): Extent {
  const missing = Math.max(0, HIT - (to - from)) / 2; // a new object: `taken` of a mark grows with its label
  return { from: from - missing, to: to + missing };
}

function taking({ hit, span, label, before }: Placed, measure: (text: string) => number): Extent {
  const length = label ? measure(label) + 2 * GAP : 0;
  return before
    ? { from: Math.min(hit.from, span.from - length), to: hit.to }
    : { from: hit.from, to: Math.max(hit.to, span.to + length) };
}

/** Gives a mark as long a label as the room beside it allows, after it or else before it. */
function grow(put: Placed, row: Extent[], width: number, measure: (text: string) => number): void {
  const others = row.filter((extent) => extent !== put.taken);
  const right = Math.min(width, ...others.map(({ from }) => from).filter((from) => from >= put.hit.to)) - put.span.to;
  const left = put.span.from - Math.max(0, ...others.map(({ to }) => to).filter((to) => to <= put.hit.from));
  const whole = measure(put.item.title) + 2 * GAP;
  if (!put.label) put.before = right < whole && left > right;
  const label = fitted(put.item.title, (put.before ? left : right) - 2 * GAP, measure);
  if (label.length > put.label.length) put.label = label;
  Object.assign(put.taken, taking(put, measure));
}

function gathered(left: { item: EventItem; span: Extent }[], width: number): Omit<Cluster, "row">[] {
  const middle = ({ from, to }: Extent) => Math.max(CLUSTER / 2, Math.min(width - CLUSTER / 2, (from + to) / 2));
  const groups: { items: EventItem[]; at: number }[] = [];
  for (const one of [...left].sort((a, b) => middle(a.span) - middle(b.span))) {
    const last = groups.at(-1);
    const at = middle(one.span);
    if (last && at - last.at < CLUSTER) {
      last.at = (last.at * last.items.length + at) / (last.items.length + 1);
      last.items.push(one.item);
    } else groups.push({ items: [one.item], at });
  }
  for (const group of groups) group.items.sort((a, b) => firstDay(a) - firstDay(b));
  return groups;
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
