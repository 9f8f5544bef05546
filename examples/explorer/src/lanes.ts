// Which lane an event lies in. No drawing here.

import type { EventItem } from "./api";
import { startOf } from "./dates";
import { kindLabel } from "./names";
import { isMove, SIDES, sideOf, type SideId } from "./sides";

export interface Lane {
  id: string;
  label: string;
  items: EventItem[];
}

export type LanesBy = "side" | "kind" | "actor";

const MOST_LANES = 10;

/**
 * Lanes of moves by the side that makes them, or of all events by kind, or by actor (an event then lies in the lane of
 * each of its actors). Of the last two the least used share one lane. `opened` is always drawn, and in a lane of its own.
 */
export function lanesOf(items: EventItem[], by: LanesBy, chosen: string[], opened: string): Lane[] {
  if (by === "side") return lanesBySide(items, opened);
  const lanes = new Map<string, Lane>();
  for (const item of items) {
    for (const [id, label] of by === "kind" ? [[item.kind, kindLabel("event", item.kind)] as const] : actorsOf(item)) {
      const lane = lanes.get(id) ?? { id, label, items: [] };
      if (!lanes.has(id)) lanes.set(id, lane);
      lane.items.push(item);
    }
  }
  const wanted = new Set(chosen.flatMap((value) => value.split(",")).map((value) => value.split(":")[0]));
  const open = items.find(({ id }) => id === opened);
  const ofOpened = open && (by === "kind" ? open.kind : open.actors[0]?.id);
  const weight = (lane: Lane) =>
    lane.items.length + (wanted.has(lane.id) ? 1e6 : 0) + (lane.id === ofOpened ? 1e5 : 0);
  const ranked = [...lanes.values()].sort((a, b) => weight(b) - weight(a) || a.label.localeCompare(b.label));
  if (ranked.length <= MOST_LANES) return ranked;

  const own = ranked.slice(0, MOST_LANES - 1);
  const placed = new Set(own.flatMap((lane) => lane.items));
  const rest = items.filter((item) => !placed.has(item));
  const others = { id: "others", label: by === "kind" ? "Other kinds" : "Others", items: rest };
  return rest.length ? [...own, others] : own;
}

function lanesBySide(items: EventItem[], opened: string): Lane[] {
  const some = items.some(isMove); // else all events are drawn, rather than none
  const moves = items.filter((item) => !some || isMove(item) || item.id === opened);
  const ids = Object.keys(SIDES) as SideId[];
  const lanes = ids.map((id) => ({ id, label: SIDES[id], items: moves.filter((item) => sideOf(item) === id) }));
  return lanes.filter((lane) => lane.items.length > 0);
}

function actorsOf(item: EventItem): (readonly [string, string])[] {
  return [...new Map(item.actors.map((actor) => [actor.id, actor.name]))];
}

/** The first day an item can mean, as a time; before all others if that is open. */
export const firstDay = (item: EventItem) => (item.date.earliest ? startOf(item.date.earliest) : -Infinity);
