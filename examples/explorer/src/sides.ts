// Which side makes a move: from those who act in it and whom they represent. No drawing here.

import type { EventItem } from "./api";

export type SideId = "ussr" | "together" | "west" | "usa" | "uk" | "france" | "germany" | "others";

/** The sides in the order of their lanes. */
export const SIDES: Record<SideId, string> = {
  ussr: "Soviet Union",
  together: "East and West together",
  west: "The three powers together",
  usa: "United States",
  uk: "United Kingdom",
  france: "France",
  germany: "Germany",
  others: "Others",
};

const POWERS: SideId[] = ["usa", "uk", "france"];

/** The states that have a side, and bodies that act for several of them. */
const STATES: Record<string, SideId[]> = {
  ussr: ["ussr"],
  usa: ["usa"],
  uk: ["uk"],
  france: ["france"],
  frg: ["germany"],
  gdr: ["germany"],
  "allied-high-commission": POWERS,
  "tripartite-working-group": POWERS,
};

/** The first of these that an event has are those who move: as in `movers` of an exchange, else all who took part. */
const MOVING = [["author", "sender", "sponsor"], ["signatory"], ["host", "chair", "participant", "publisher"]];

const known = new WeakMap<EventItem, SideId>();

/** The side that an event is a move of. */
export function sideOf(item: EventItem): SideId {
  const side = known.get(item) ?? computed(item);
  known.set(item, side);
  return side;
}

function computed({ actors }: EventItem): SideId {
  const movers = MOVING.map((roles) => actors.filter(({ role }) => roles.includes(role))).find((some) => some.length);
  const sides = new Set<SideId>();
  let others = false;
  for (const { id, kind, represents, on_behalf_of } of movers ?? []) {
    const ids = [id, ...represents.map((each) => each.id), ...(on_behalf_of ? [on_behalf_of] : [])];
    const own = ids.flatMap((each) => STATES[each] ?? []);
    own.forEach((side) => sides.add(side));
    if (own.length === 0 && (kind !== "person" || represents.length > 0)) others = true;
  }
  const powers = POWERS.filter((side) => sides.has(side)).length;
  if (sides.has("ussr")) return powers ? "together" : "ussr";
  if (powers === POWERS.length) return "west";
  return sides.size === 1 && !others ? ([...sides][0] ?? "others") : "others";
}

/** A move that has a recipient and that nothing answers. */
export const unanswered = ({ actors, answered_by }: EventItem) =>
  answered_by.length === 0 && actors.some(({ role }) => role === "recipient");

/** Whether an event answers another, is answered, or was addressed to somebody. */
export const isMove = (item: EventItem) =>
  item.responds_to.length > 0 || item.answered_by.length > 0 || unanswered(item);

type Manner = EventItem["responds_to"][number]["manner"];

/** How each manner of answering is written on an arrow: a sign and a word, beside a colour and a dash of its own. */
export const MANNERS: Record<Manner, [sign: string, words: string]> = {
  accepts: ["✓", "accepts"],
  rejects: ["✕", "rejects"],
  counters: ["⇄", "counters"],
  asks: ["?", "asks"],
  amends: ["±", "amends"],
  acknowledges: ["•", "acknowledges"],
  takes_up: ["+", "takes up"],
};
