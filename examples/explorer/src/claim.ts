// One claim, with the passages that speak for it, against it, or qualify it.

import { answer, api, type Schemas } from "./api";
import { h, type Child } from "./dom";
import { actorName, kindLabel, titleOf } from "./names";
import { addressLine, badge, eventButton, inText, openDocument, section } from "./parts";
import type { State } from "./state";

export async function claimView(chosen: State, signal: AbortSignal): Promise<Child[]> {
  const { data, address } = await answer(
    api.GET("/v1/claims/{claim}", { params: { path: { claim: chosen.claim } }, signal }),
  );
  const by = data.asserted_by.map(actorName).join(", ");
  const stances = [
    ["supports", "For"],
    ["disputes", "Against"],
    ["qualifies", "Qualifying"],
  ] as const;
  return [
    h("p", { class: "kicker" }, kindLabel("claim", data.kind), data.date && ` · ${data.date.label}`),
    h("h2", { tabindex: -1, "data-key": "heading" }, data.statement),
    h("p", {}, badge(inText(data.status), data.status), ` ${data.assessment}`),
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "Asserted by"),
      h("dd", {}, by || "unknown"),
      h("dt", {}, "Asserted in"),
      h("dd", {}, passage(data.asserted_in, titleOf(data.asserted_in.document))),
      ...about(data.about),
    ),
    data.note && h("p", { class: "summary" }, data.note),
    addressLine(address, data.links.html),
    ...stances.map(([stance, title]) => {
      const found = data.evidence.filter((evidence) => evidence.stance === stance);
      const rows = found.map((evidence) =>
        h(
          "li",
          { class: "claim" },
          passage({ ...evidence, document: evidence.document.id }, evidence.document.title),
          h("p", { class: "meta" }, evidence.note),
        ),
      );
      return section(`${title} (${found.length})`, found.length > 0 && h("ul", { class: `plain ${stance}` }, ...rows));
    }),
  ];
}

function about(records: Schemas["About"][]): Child[] {
  if (records.length === 0) return [];
  const one = ({ type, id }: Schemas["About"]) => {
    if (type === "event") return eventButton(id, titleOf(id), `about ${id}`);
    if (type === "document")
      return h("button", { type: "button", class: "open", onclick: () => openDocument(id) }, titleOf(id));
    return h("span", {}, actorName(id));
  };
  return [
    h("dt", {}, "About"),
    h("dd", {}, h("ul", { class: "plain" }, ...records.map((record) => h("li", {}, one(record))))),
  ];
}

/** The way to a passage: the document, at the paragraph where there is one. */
function passage({ document, n, locator }: Schemas["Passage"], title: string): HTMLElement {
  const where = n ? `, paragraph ${n}` : locator ? `, ${locator}` : "";
  return h(
    "button",
    {
      type: "button",
      class: "open",
      "data-key": `passage ${document} ${n}`,
      onclick: () => openDocument(document, n ?? 0),
    },
    title,
    where,
  );
}
