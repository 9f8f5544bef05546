// Where an arrow key leads: along the lane by time, or to the nearest event of the next lane.

import type { EventItem } from "./api";
import { firstDay, type Lane } from "./lanes";

export interface Place {
  lane: Lane;
  item: EventItem;
}

/**
 * Null: the key does not lead anywhere from here. Events with the same `mark` are drawn as one, and are
 * one step.
 */
export function step(
  key: string,
  lanes: Lane[],
  { lane, item }: Place,
  mark: (item: EventItem) => string,
): Place | null {
  const first = new Map<string, EventItem>();
  for (const other of byTime(lane)) if (!first.has(mark(other))) first.set(mark(other), other);
  const along = [...first.values()];
  const here = [...first.keys()].indexOf(mark(item));
  const at = lanes.indexOf(lane);
  const within = (other: EventItem | undefined) => other && { lane, item: other };
  const across = (other: Lane | undefined) => other && { lane: other, item: nearest(byTime(other), item) };
  const ways: Record<string, () => Place | undefined> = {
    ArrowRight: () => within(along[here + 1]),
    ArrowLeft: () => within(along[here - 1]),
    Home: () => within(along[0]),
    End: () => within(along.at(-1)),
    ArrowDown: () => across(lanes[at + 1]),
    ArrowUp: () => across(lanes[at - 1]),
  };
  return ways[key]?.() ?? null;
}

const byTime = (lane: Lane) => [...lane.items].sort((a, b) => firstDay(a) - firstDay(b));

function nearest(items: EventItem[], to: EventItem): EventItem {
  const far = (item: EventItem) => Math.abs(firstDay(item) - firstDay(to)) || 0; // two open beginnings: not far
  return items.reduce((best, item) => (far(item) < far(best) ? item : best));
}
