// The search field, and what was found in all kinds of records, with the words that fit marked.

import { answer, api, type Schemas } from "./api";
import { h, type Child } from "./dom";
import { addressLine, badge, openClaim, openDocument, openEvent } from "./parts";
import { change, onChange, state, type State } from "./state";

export function searchField(root: HTMLElement): void {
  const input = h("input", {
    id: "q",
    type: "search",
    name: "q",
    autocomplete: "off",
    placeholder: 'Words, "a phrase", -not, begin*',
  });
  const submit = (event: Event) => {
    event.preventDefault();
    change({ q: input.value.trim(), event: "", document: "", claim: "", paragraph: 0 });
  };
  root.append(
    h(
      "form",
      { onsubmit: submit },
      h("label", { for: "q" }, "Search"),
      input,
      h("button", { type: "submit" }, "Search"),
    ),
  );
  onChange(({ q }) => (input.value = q));
}

export async function searchView(chosen: State, signal: AbortSignal): Promise<Child[]> {
  const query = { q: chosen.q, limit: 30 };
  const { data, address } = await answer(api.GET("/v1/search", { params: { query }, signal }));
  const shown =
    data.items.length < data.total ? `The best ${data.items.length} of ${data.total} hits` : `${data.total} hits`;
  return [
    h("p", { class: "kicker" }, "Search"),
    h("h2", { tabindex: -1, "data-key": "heading" }, `${shown} for ${chosen.q}`),
    data.total === 0 &&
      h(
        "p",
        {},
        "No record has all these words. Fewer words find more; a star completes one: ",
        h("code", {}, "condition*"),
      ),
    h("ol", { class: "hits" }, ...data.items.map(hit)),
    addressLine(address),
  ];
}

function hit(found: Schemas["SearchResult"]): HTMLElement {
  const marked = found.snippet.map(({ text, hit }) => (hit ? h("mark", {}, text) : text));
  const isTitle = found.snippet.map(({ text }) => text).join("") === found.title; // a claim is found by its statement
  const attributes = { type: "button", class: "open", "data-key": `hit ${found.id}`, onclick: () => open(found) };
  return h(
    "li",
    {},
    h("p", { class: "kicker" }, badge(found.type), found.date && ` ${found.date.label}`),
    h("button", attributes, ...(isTitle ? marked : [found.title])),
    !isTitle && h("p", { class: "snippet" }, ...marked),
  );
}

function open({ type, id }: Schemas["SearchResult"]): void {
  const [document = "", n] = id.split("/");
  if (type === "event") openEvent(id);
  else if (type === "claim") openClaim(id);
  else if (type === "actor") change({ actor: [...new Set([...state().actor, id])], q: "" });
  else openDocument(document, Number(n ?? 0));
}
