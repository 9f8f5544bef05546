// The filters: dates, actors, kinds, topics. Beside each value stands how many events there would be with it.

import { api, answer, type EventQuery, type Schemas } from "./api";
import { combobox, type Choice } from "./combobox";
import { edtfOf } from "./datewords";
import { h, redraw } from "./dom";
import { actorWords, kindLabel, learn, topicName } from "./names";
import { change, filters, state } from "./state";

type Count = Schemas["FacetCount"];

/** Makes the filters in `root`; the functions it returns show what is chosen, and the counts. */
export function filterPanel(root: HTMLElement) {
  const from = dateField("date_from", "From");
  const to = dateField("date_to", "To");
  const chosen = h("ul", { class: "chips", "aria-label": "Chosen actors" });
  const scope = h("div");
  const kinds = h("fieldset", { class: "facet" });
  const topics = h("fieldset", { class: "facet" });
  const clear = h("button", { type: "button", class: "quiet", onclick: clearAll }, "Clear all filters");
  const actor = combobox({
    id: "actor",
    label: "Actor",
    hint: "Molotov, Молотов, NATO …",
    find: suggestions,
    choose: ({ id }) => change({ actor: [...new Set([...state().actor, id])] }),
  });
  const narrow = matchMedia("(max-width: 60rem)");
  const inside = h(
    "div",
    { class: "inside" },
    dateFields(from, to),
    h("div", { class: "group" }, actor, chosen, scope),
    kinds,
    topics,
    clear,
  );
  const all = h("details", { open: !narrow.matches }, h("summary", {}, "Filters"), inside);
  narrow.addEventListener("change", () => (all.open = !narrow.matches));
  root.append(all);

  return {
    showChosen(): void {
      const { date_from, date_to, actor, actor_scope } = state();
      field(from).value = date_from;
      field(to).value = date_to;
      redraw(chosen, ...actor.map(chip));
      chosen.hidden = actor.length === 0;
      const box = h("input", {
        type: "checkbox",
        checked: actor_scope === "representatives",
        "data-key": "scope",
        onchange: (event: Event) =>
          change({ actor_scope: (event.target as HTMLInputElement).checked ? "representatives" : "self" }),
      });
      redraw(scope, actor.length > 0 && h("label", { class: "check" }, box, "count who acts for them, too"));
    },
    /** Shows at its field what the API refused in a date; false if it refused something else. */
    showRefusal(reason: unknown): boolean {
      const message = reason instanceof Error ? reason.message : "";
      const of = (name: string) => (message.startsWith(`${name}:`) ? message.slice(name.length + 2) : "");
      refuse(from, of("date_from"));
      refuse(to, of("date_to"));
      return Boolean(of("date_from") || of("date_to"));
    },
    showCounts(kindCounts: Count[], topicCounts: Count[]): void {
      const { kind, topic } = state();
      const toggled = (list: string[], value: string) =>
        list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
      const kindRows = withChosen(kindCounts, kind, (value) => kindLabel("event", value));
      redraw(
        kinds,
        h("legend", {}, "Kind ", h("small", {}, "any of")),
        ...rows("kind", kindRows, kind, (value) => change({ kind: toggled(state().kind, value) })),
      );
      const topicRows = withChosen(topicCounts, topic, topicName);
      redraw(
        topics,
        h("legend", {}, "Topic ", h("small", {}, "all of")),
        ...rows("topic", topicRows, topic, (value) => change({ topic: toggled(state().topic, value) })),
      );
    },
  };
}

function clearAll(): void {
  change({ date_from: "", date_to: "", actor: [], actor_scope: "self", kind: [], topic: [], q: "", view: "" });
}

function dateField(name: "date_from" | "date_to", label: string): HTMLElement {
  const input = h("input", {
    id: name,
    type: "text",
    placeholder: "Feb 1954",
    autocomplete: "off",
    "aria-describedby": `${name}-refused date-hint`,
  });
  const refused = h("p", { class: "hint refused", id: `${name}-refused`, role: "alert", hidden: true });
  input.addEventListener("change", () => change({ [name]: edtfOf(input.value), view: "" }));
  return h("div", {}, h("label", { for: name }, label), input, refused);
}

/** Says beside the field what is wrong with its date; an empty message takes back what was said. */
function refuse(around: HTMLElement, message: string): void {
  const refused = around.querySelector<HTMLElement>(".refused") as HTMLElement;
  refused.textContent = message;
  refused.hidden = !message;
  if (message) field(around).setAttribute("aria-invalid", "true");
  else field(around).removeAttribute("aria-invalid");
}

const field = (around: HTMLElement) => around.querySelector("input") as HTMLInputElement;

function dateFields(from: HTMLElement, to: HTMLElement): HTMLElement {
  const hint = h("p", { id: "date-hint", class: "hint" }, "1954, February 1954 or 26.3.1954");
  return h("div", { class: "group dates" }, from, to, hint);
}

function chip(value: string): HTMLElement {
  const words = actorWords(value);
  const remove = () => change({ actor: state().actor.filter((one) => one !== value) });
  return h(
    "li",
    {},
    words,
    h("button", { type: "button", "aria-label": `Remove ${words}`, "data-key": `chip ${value}`, onclick: remove }, "×"),
  );
}

/** Chosen values stay in the list, so that they can be given up, even where nothing is left to count. */
function withChosen(counts: Count[], chosen: string[], label: (value: string) => string): Count[] {
  const counted = new Set(counts.map((count) => count.value));
  return [
    ...counts,
    ...chosen.filter((value) => !counted.has(value)).map((value) => ({ value, label: label(value), count: 0 })),
  ];
}

const FIRST = 8;

function rows(name: string, counts: Count[], chosen: string[], toggle: (value: string) => void): HTMLElement[] {
  const row = ({ value, label, count }: Count) =>
    h(
      "label",
      { class: "check" },
      h("input", {
        type: "checkbox",
        name,
        value,
        checked: chosen.includes(value),
        "data-key": `${name} ${value}`,
        onchange: () => toggle(value),
      }),
      h("span", {}, label),
      h("span", { class: "count" }, String(count)),
    );
  const sorted = [...counts].sort(
    (a, b) => Number(chosen.includes(b.value)) - Number(chosen.includes(a.value)) || b.count - a.count,
  );
  const more = sorted.slice(FIRST);
  const rest =
    more.length > 0 &&
    h(
      "details",
      { open: expanded.has(name), ontoggle: (event: Event) => remember(name, event) },
      h("summary", {}, `${more.length} more`),
      ...more.map(row),
    );
  return [...sorted.slice(0, FIRST).map(row), ...(rest ? [rest] : [])];
}

const expanded = new Set<string>();

function remember(name: string, event: Event): void {
  if ((event.target as HTMLDetailsElement).open) expanded.add(name);
  else expanded.delete(name);
}

/** While nothing is typed: who is met most often in the events in hand. Else whose name fits, in any script. */
async function suggestions(text: string): Promise<Choice[]> {
  if (!text) {
    const query: EventQuery = { ...filters(state()), facet: ["actor"], fields: ["id"], limit: 1 };
    const { data } = await answer(api.GET("/v1/events", { params: { query } }));
    const open = (data.facets?.actor ?? []).filter(({ value }) => !state().actor.includes(value));
    return open.slice(0, 10).map(({ value, label, count }) => ({ id: value, label, detail: `${count} events` }));
  }
  const { data } = await answer(api.GET("/v1/suggest", { params: { query: { q: text, type: ["actor"], limit: 10 } } }));
  learn(data.items.map(({ id, label }) => ({ id, name: label })));
  return data.items.map(({ id, label, matched_name }) => ({
    id,
    label,
    detail: matched_name === label ? "" : matched_name,
  }));
}
