// Which days the drawing shows.

import type { EventItem } from "./api";
import { DAY, dayOf, spanOf, type Days } from "./dates";
import { firstDay } from "./lanes";
import type { State } from "./state";

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
