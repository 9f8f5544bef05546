// One document, to the paragraph, with what is claimed in it and what rests on it.

import { answer, api, type Schemas } from "./api";
import { h, type Child } from "./dom";
import { kindLabel, learn } from "./names";
import { addressLine, badge, eventButton, inText, openClaim, openDocument, outside, section } from "./parts";
import { claimCard, people } from "./people";
import { change, type State } from "./state";

export async function documentView(chosen: State, signal: AbortSignal): Promise<Child[]> {
  const path = { document: chosen.document, n: String(chosen.paragraph) };
  const [document, paragraph] = await Promise.all([
    answer(api.GET("/v1/documents/{document}", { params: { path }, signal })),
    chosen.paragraph ? answer(api.GET("/v1/documents/{document}/paragraphs/{n}", { params: { path }, signal })) : null,
  ]);
  const { data } = document;
  learn(data.actors);
  const spoken = data.actors.filter((actor) => actor.role !== "mentioned");
  return [
    h(
      "p",
      { class: "kicker" },
      kindLabel("document", data.kind),
      data.date && ` · ${data.date.label}`,
      data.place && ` · ${data.place.name}`,
    ),
    h("h2", { tabindex: -1, "data-key": "heading" }, data.title),
    h("p", { class: "summary" }, data.abstract),
    h("p", { class: "meta citation" }, data.citation, " ", data.url && outside(data.url, "Open the source")),
    addressLine(document.address, data.links.html),
    data.paragraphs.length > 0 &&
      section(
        "Paragraphs",
        h("ol", { class: "paragraphs" }, ...data.paragraphs.map((each) => paragraphRow(each, paragraph))),
      ),
    section("Actors and their offices that day", people(spoken)),
    data.claims.length > 0 &&
      section("Claims", h("ul", { class: "plain" }, ...data.claims.map((claim) => claimCard(claim, openClaim)))),
    data.events.length > 0 &&
      section(
        "Events",
        h(
          "ul",
          { class: "plain" },
          ...data.events.map(({ id, title, relation }) => h("li", {}, eventButton(id, title), " ", badge(relation))),
        ),
      ),
    section("Rights", h("p", { class: "meta" }, data.rights)),
  ];
}

type Open = { data: Schemas["ParagraphDetail"]; address: string } | null;

/** A paragraph closed is a button; open it is the paragraph, its claims and the evidence that rests on it. */
function paragraphRow(paragraph: Schemas["Paragraph"], open: Open): HTMLElement {
  const { document, n, label } = paragraph;
  const isOpen = open?.data.n === n;
  const toggle = () => (isOpen ? change({ paragraph: 0 }) : openDocument(document, n));
  const title = h(
    "button",
    {
      type: "button",
      class: "paragraph",
      "aria-expanded": isOpen ? "true" : "false",
      "data-key": `paragraph ${n}`,
      onclick: toggle,
    },
    `Paragraph ${label ?? n}`,
  );
  return h(
    "li",
    { class: isOpen ? "chosen" : "", value: n },
    h("h4", {}, title),
    h("p", {}, paragraph.text ?? paragraph.abstract),
    isOpen && h("div", { class: "more" }, ...details(open.data), addressLine(open.address, open.data.links.html)),
  );
}

function details(paragraph: Schemas["ParagraphDetail"]): Child[] {
  const quotes = paragraph.key_phrases.map((phrase) => h("li", {}, h("q", {}, phrase)));
  return [
    !paragraph.text &&
      h("p", { class: "hint" }, "An abstract: the rights in the text do not allow to give it in full."),
    quotes.length > 0 && h("div", {}, h("h5", {}, "In its own words"), h("ul", { class: "plain" }, ...quotes)),
    paragraph.claims.length > 0 &&
      h(
        "div",
        {},
        h("h5", {}, "Claimed here"),
        h("ul", { class: "plain" }, ...paragraph.claims.map((claim) => claimCard(claim, openClaim))),
      ),
    paragraph.evidence.length > 0 &&
      h("div", {}, h("h5", {}, "Rests on it"), h("ul", { class: "plain" }, ...paragraph.evidence.map(evidenceRow))),
  ];
}

function evidenceRow({ claim, statement, stance, status, note }: Schemas["ClaimEvidence"]): HTMLElement {
  return h(
    "li",
    { class: "claim" },
    h("p", { class: "meta" }, badge(inText(stance), stance), " this claim:"),
    h(
      "button",
      { type: "button", class: "open", "data-key": `evidence ${claim}`, onclick: () => openClaim(claim) },
      statement,
    ),
    h("p", { class: "meta" }, note, " ", badge(inText(status), status)),
  );
}
