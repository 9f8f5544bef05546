// Which days the drawing shows.

import type { EventItem } from "./api";
import { DAY, dayOf, spanOf, type Days } from "./dates";
import { firstDay } from "./lanes";
import type { State } from "./state";
import { weightOf } from "./weights";

const BUSY = 0.6; // share of what is drawn that the opening view shows

/** The days asked for; where one side is open, from or to where nine tenths of the events lie. */
export function fitting(asked: State, items: EventItem[]): Days {
  const starts = items.map(firstDay).filter(Number.isFinite);
  starts.sort((a, b) => a - b);
  const tail = items.length > 40 ? Math.floor(starts.length / 20) : 0;
  const from = spanOf(asked.date_from)?.[0] ?? starts[tail] ?? 0;
  const to = spanOf(asked.date_to)?.[1] ?? (starts[starts.length - 1 - tail] ?? 0) + DAY;
  if (to <= from) return [from - DAY, from + DAY];
  const margin = Math.max(DAY, (to - from) / 40);
  return [from - (asked.date_from ? 0 : margin), to + (asked.date_to ? 0 : margin)];
}

/**
 * The days to open on: those asked for, or else the shortest run of months that holds most, where each event counts by
 * what hangs on it; and around the opened event, if it lies elsewhere.
 */
export function opening(asked: State, items: EventItem[]): Days {
  const all = fitting(asked, items);
  const busy = asked.date_from || asked.date_to || items.length <= 40 ? all : (busyMonths(items) ?? all);
  const opened = items.find(({ id }) => id === asked.event);
  const start = opened ? firstDay(opened) : busy[0];
  return !Number.isFinite(start) || (start >= busy[0] && start < busy[1]) ? busy : centred(busy, start);
}

function busyMonths(items: EventItem[]): Days | null {
  const months = new Map<string, number>();
  for (const item of items) {
    const month = item.date.earliest?.slice(0, -3);
    if (month) months.set(month, (months.get(month) ?? 0) + 1 + weightOf(item));
  }
  const spans = [...months].flatMap(([month, weight]) => {
    const span = spanOf(month);
    return span ? [{ from: span[0], to: span[1], weight }] : [];
  });
  spans.sort((a, b) => a.from - b.from);
  const enough = BUSY * spans.reduce((sum, { weight }) => sum + weight, 0);
  let best: Days | null = null;
  let held = 0;
  let first = 0;
  for (const { to, weight } of spans) {
    held += weight;
    while (held - (spans[first]?.weight ?? 0) >= enough) held -= spans[first++]?.weight ?? 0;
    const from = spans[first]?.from ?? to;
    if (held >= enough && (!best || to - from < best[1] - best[0])) best = [from, to];
  }
  return best;
}

/** The days of some events with a little around them: what a cluster zooms to. */
export function around(items: EventItem[]): Days {
  const starts = items.map(firstDay).filter(Number.isFinite);
  const [from, to] = [Math.min(...starts), Math.max(...starts) + DAY];
  const margin = Math.max(DAY, (to - from) / 8);
  return [from - margin, to + margin];
}

/** The days that `view` in the address bar names, such as `1954-02-01/1954-03-31`; null if it names none. */
export function inView(view: string): Days | null {
  const [first = "", last = ""] = view.split("/");
  const [from, to] = [spanOf(first)?.[0], spanOf(last)?.[1]];
  return from !== undefined && to !== undefined && to > from ? [from, to] : null;
}

export const viewText = ([from, to]: Days) => `${dayOf(from)}/${dayOf(to - 1)}`;

/** The same number of days around another moment. */
export function centred([from, to]: Days, time: number): Days {
  return [time - (to - from) / 2, time + (to - from) / 2];
}

/** Fewer or more days, while `time` keeps its place. */
export function zoomed([from, to]: Days, factor: number, time = (from + to) / 2): Days {
  return [time - (time - from) / factor, time + (to - time) / factor];
}
