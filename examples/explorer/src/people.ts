// Actors by their role, with the offices they held that day.

import type { Schemas } from "./api";
import { h } from "./dom";
import { actorName } from "./names";
import { badge, inText } from "./parts";
import { change, state } from "./state";

/** Of an event or of a document, where nobody acts on behalf of another. */
type Person = Pick<Schemas["Participant"], "id" | "name" | "offices"> & { role: string; on_behalf_of?: string | null };

export function people(actors: Person[]): HTMLElement {
  const roles = [...new Set(actors.map((actor) => actor.role))];
  return h(
    "dl",
    { class: "people" },
    ...roles.flatMap((role) => [
      h("dt", {}, inText(role)),
      ...actors.filter((actor) => actor.role === role).map((actor) => h("dd", {}, ...person(actor))),
    ]),
  );
}

function person({ id, name, offices, on_behalf_of }: Person): Node[] {
  const only = {
    type: "button",
    class: "open",
    title: `Only events with ${name}`,
    "data-key": `actor ${id}`,
    onclick: () => addActor(id),
  };
  const held = offices.map(({ office, of, certainty }) =>
    h("span", { class: "office", title: actorName(of) }, office, certainty === "possible" ? " (possibly)" : ""),
  );
  return [
    h("button", only, name),
    ...(on_behalf_of ? [h("span", { class: "office" }, `for ${actorName(on_behalf_of)}`)] : []),
    ...held,
  ];
}

function addActor(id: string): void {
  change({ actor: [...new Set([...state().actor, id])] });
}

const STANCE = { supports: "for", disputes: "against", qualifies: "qualifying" } as const;

/** A claim in short: what it says, the curators' verdict, how many passages speak for and against it. */
export function claimCard(claim: Schemas["Claim"], open: (id: string) => void): HTMLElement {
  const counts = Object.entries(STANCE).map(
    ([stance, word]) => `${claim.stances[stance as keyof typeof STANCE]} ${word}`,
  );
  return h(
    "li",
    { class: "claim" },
    h(
      "button",
      { type: "button", class: "open", "data-key": `claim ${claim.id}`, onclick: () => open(claim.id) },
      claim.statement,
    ),
    h("p", { class: "meta" }, badge(inText(claim.status), claim.status), ` ${counts.join(" · ")}`),
  );
}
