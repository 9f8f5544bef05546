// One event: who, in which office, on what evidence, and the exchange it stands in.

import { answer, api, base, type EventItem } from "./api";
import { h, type Child } from "./dom";
import { exchangeView } from "./exchange";
import { kindLabel, learn, titleOf, topicName } from "./names";
import { addressLine, badge, eventButton, openClaim, openDocument, outside, section } from "./parts";
import { claimCard, people } from "./people";
import { change, state, type State } from "./state";

export async function eventView(chosen: State, signal: AbortSignal): Promise<Child[]> {
  const path = { event: chosen.event };
  const [event, exchange] = await Promise.all([
    answer(api.GET("/v1/events/{event}", { params: { path }, signal })),
    answer(api.GET("/v1/events/{event}/exchange", { params: { path, query: { scope: chosen.scope } }, signal })),
  ]);
  const { data } = event;
  learn(data.actors);
  return [
    h(
      "p",
      { class: "kicker" },
      kindLabel("event", data.kind),
      " · ",
      data.date.label,
      data.place && ` · ${data.place.name}`,
    ),
    h("h2", { tabindex: -1, "data-key": "heading" }, data.title),
    h("p", { class: "summary" }, data.summary),
    facts(data),
    addressLine(event.address, data.links.html),
    section("Actors and their offices that day", people(data.actors)),
    data.documents.length > 0 && section("Documents", h("ul", { class: "plain" }, ...data.documents.map(documentRow))),
    data.claims.length > 0 &&
      section(
        "Claims for and against",
        h("ul", { class: "plain" }, ...data.claims.map((claim) => claimCard(claim, openClaim))),
      ),
    exchangeView(exchange, chosen.scope),
    cite(data),
    section(
      "Sources",
      h(
        "ul",
        { class: "sources" },
        ...data.citations.map(({ title, locator, url }) => h("li", {}, outside(url, title), locator && `, ${locator}`)),
      ),
    ),
  ];
}

function facts(event: EventItem): HTMLElement {
  const whole = event.part_of && [
    h("dt", {}, "Part of"),
    h("dd", {}, eventButton(event.part_of, titleOf(event.part_of), "part of")),
  ];
  return h(
    "dl",
    { class: "facts" },
    h("dt", {}, "Date"),
    h("dd", {}, event.date.label, " ", h("code", {}, event.date.edtf)),
    ...(whole || []),
    ...(event.parts ? [h("dt", {}, "Parts"), h("dd", {}, `${event.parts} events`)] : []),
    h("dt", {}, "Topics"),
    h("dd", {}, ...(event.topics.length ? event.topics.map(topicButton) : ["none"])),
    h("dt", {}, "Confidence"),
    h("dd", {}, badge(event.confidence)),
    ...(event.note ? [h("dt", {}, "Note"), h("dd", {}, event.note)] : []),
  );
}

/** A topic leads to the events on it. */
function topicButton(topic: string): HTMLElement {
  const add = () => change({ topic: [...new Set([...state().topic, topic])] });
  const only = { type: "button", class: "open topic", title: `Only events on ${topicName(topic)}`, onclick: add };
  return h("button", { ...only, "data-key": `topic of event ${topic}` }, topicName(topic));
}

function cite({ title, date, id, links, updated }: EventItem): HTMLElement {
  const files = (["ics", "jsonld"] as const).map((format) =>
    h("a", { href: `${base}${links.self}?format=${format}` }, format === "ics" ? "Calendar" : "JSON-LD"),
  );
  const words = `“${title}”, ${date.label}, in ${document.title}, record ${id} of ${updated}. ${base}${links.html}`;
  return section("Cite", h("p", { class: "meta citation" }, words), h("p", { class: "meta files" }, ...files));
}

function documentRow({
  id,
  title,
  relation,
  locator,
}: {
  id: string;
  title: string;
  relation: string;
  locator: string | null;
}): HTMLElement {
  const open = h(
    "button",
    { type: "button", class: "open", "data-key": `document ${id}`, onclick: () => openDocument(id) },
    title,
  );
  return h("li", {}, open, h("p", { class: "meta" }, badge(RELATION[relation] ?? relation), locator && ` ${locator}`));
}

const RELATION: Record<string, string> = {
  produced: "came out of it",
  reports: "reports it",
  subject: "is its subject",
  source: "a source for it",
};
