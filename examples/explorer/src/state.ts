// All that is chosen stands in the address bar, under the names that the API has for it, so an address gives a view
// back and reads like the request behind it.

import type { EventQuery } from "./api";
import type { LanesBy } from "./lanes";

export interface State {
  date_from: string;
  date_to: string;
  actor: string[]; // all of them; one may be `dulles,eden` (either) or `molotov:author` (in that role)
  actor_scope: "self" | "representatives";
  kind: string[]; // any of them
  topic: string[]; // all of them
  q: string;
  event: string; // what the panel shows: an event, a document (at a paragraph) or a claim
  document: string;
  paragraph: number;
  claim: string;
  scope: "line" | "whole"; // of the exchange
  story: string; // that is played, and its step
  step: number;
  lanes: LanesBy; // this and `view`, the days in sight, are the drawing's own
  view: string;
  embed: "" | "1"; // the timeline alone, for a frame in another page
}

const NOTHING: State = {
  date_from: "",
  date_to: "",
  actor: [],
  actor_scope: "self",
  kind: [],
  topic: [],
  q: "",
  event: "",
  document: "",
  paragraph: 0,
  claim: "",
  scope: "line",
  story: "",
  step: 0,
  lanes: "side",
  view: "",
  embed: "",
};

export function read(search: string): State {
  const asked = new URLSearchParams(search);
  const one = (name: string) => asked.get(name)?.trim() ?? "";
  const number = (name: string) => (/^[1-9]\d{0,5}$/.test(one(name)) ? Number(one(name)) : 0);
  const lanes = one("lanes");
  return {
    ...NOTHING,
    date_from: one("date_from"),
    date_to: one("date_to"),
    q: one("q"),
    view: one("view"),
    event: one("event"),
    document: one("document"),
    claim: one("claim"),
    actor: asked.getAll("actor").filter(Boolean),
    topic: asked.getAll("topic").filter(Boolean),
    kind: asked
      .getAll("kind")
      .flatMap((kinds) => kinds.split(","))
      .filter(Boolean),
    actor_scope: one("actor_scope") === "representatives" ? "representatives" : "self",
    scope: one("scope") === "whole" ? "whole" : "line",
    story: one("story"),
    step: number("step"),
    lanes: lanes === "actor" || lanes === "kind" ? lanes : "side",
    embed: one("embed") === "1" ? "1" : "",
    paragraph: number("paragraph"),
  };
}

export function write(state: State): string {
  const pairs = new URLSearchParams();
  const api = new URLSearchParams(location.search).get("api");
  if (api) pairs.set("api", api);
  for (const name of Object.keys(NOTHING) as (keyof State)[]) {
    const value = state[name];
    if (name === "kind") pairs.set(name, state.kind.join(","));
    else if (Array.isArray(value)) value.forEach((each) => pairs.append(name, each));
    else if (value !== NOTHING[name]) pairs.set(name, String(value));
  }
  if (state.kind.length === 0) pairs.delete("kind");
  return `?${pairs.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/")}`;
}

/** The filters as parameters of `/v1/events`; some left out, to count what giving them up would bring. */
export function filters(state: State, ...without: (keyof State)[]): EventQuery {
  const kept = { ...state, ...Object.fromEntries(without.map((name) => [name, NOTHING[name]])) };
  const asked: EventQuery = {};
  if (kept.date_from) asked.date_from = kept.date_from;
  if (kept.date_to) asked.date_to = kept.date_to;
  if (kept.actor.length) asked.actor = kept.actor;
  if (kept.actor.length && kept.actor_scope !== "self") asked.actor_scope = kept.actor_scope;
  if (kept.kind.length) asked.kind = [kept.kind.join(",")];
  if (kept.topic.length) asked.topic = kept.topic;
  if (kept.q) asked.q = kept.q;
  return asked;
}

let current = read(location.search);
const listeners: ((state: State, before: State | null) => void)[] = [];

export const state = () => current;

/** Runs `listener` at each change, and once at the start. */
export function onChange(listener: (state: State, before: State | null) => void): void {
  listeners.push(listener);
}

/**
 * Changes what is chosen. A choice gets its own entry in the history (`push`), so Back takes it back; what changes many
 * times a second while a hand is dragging does not (`replace`).
 */
export function change(part: Partial<State>, how: "push" | "replace" = "push"): void {
  const next = { ...current, ...part };
  const address = write(next);
  if (address === write(current)) return;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  tell(next);
}

function tell(next: State, before: State | null = current): void {
  current = next;
  for (const listener of listeners) listener(next, before);
}

export function start(): void {
  addEventListener("popstate", () => tell(read(location.search)));
  tell(current, null);
}

/** What opening a record changes; whatever else the panel showed goes. */
export function opened(record: Partial<Pick<State, "event" | "document" | "paragraph" | "claim">>): Partial<State> {
  return { event: "", document: "", paragraph: 0, claim: "", ...record };
}
