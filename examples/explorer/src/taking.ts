// The selection to take along: as files, as a citation, and as a frame for another page.

import { base, ofService, type Answer, type Schemas } from "./api";
import { copyText, h, redraw, wait } from "./dom";
import { actorWords, kindLabel, topicName } from "./names";
import { filters, state, write } from "./state";

const FILES = [
  ["json", "JSON"],
  ["csv", "CSV"],
  ["xlsx", "Excel"],
  ["ics", "Calendar"],
  ["ris", "RIS"],
  ["bibtex", "BibTeX"],
] as const;

export function taking(root: HTMLElement, dataset: Promise<Schemas["Dataset"]>) {
  const content = h("div");
  const toggle = h(
    "button",
    { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => showAddresses() },
    "API addresses",
  );
  function showAddresses(): void {
    const on = document.body.classList.toggle("api");
    toggle.setAttribute("aria-pressed", String(on));
  }
  root.append(
    h("div", { class: "bar" }, h("h2", { id: "take-title" }, "Take this selection along"), toggle),
    content,
  );
  return async (list: Answer<Schemas["EventList"]>): Promise<void> => {
    const { title, release, collections } = await dataset;
    const total = list.data.total;
    const events = `${total} ${total === 1 ? "event" : "events"}`;
    const address = selection();
    const cited = `${collections[0]?.publisher ?? title}, “${title}”, release ${release}: ${events}${inFilters()}. ${address}`;
    redraw(
      content,
      h(
        "p",
        { class: "files" },
        `${events} as `,
        ...FILES.map(([format, words]) => h("a", { href: `${base}/v1/events?${selection(format)}` }, words)),
      ),
      copied("Citation", cited, "Copy the citation"),
      h(
        "details",
        {},
        h("summary", {}, "Show the timeline in another page"),
        copied("HTML", frame(title), "Copy the HTML of the frame"),
      ),
    );

    function selection(format?: string): string {
      const pairs = new URLSearchParams();
      for (const [name, value] of Object.entries(filters(state())))
        for (const each of Array.isArray(value) ? value : [value]) pairs.append(name, String(each));
      if (format) {
        if (format === "json") pairs.set("limit", "500");
        pairs.set("format", format);
        return pairs.toString();
      }
      const query = pairs.toString();
      return `${base}/v1/events${query && `?${query}`}`;
    }
  };
}

/** The filters in words: `, actor: Vyacheslav Molotov, from 1954-02`. */
function inFilters(): string {
  const { date_from, date_to, actor, kind, topic, q } = state();
  const parts = [
    date_from && `from ${date_from}`,
    date_to && `to ${date_to}`,
    ...actor.map((value) => `actor ${actorWords(value)}`),
    kind.length > 0 && `kind ${kind.map((value) => kindLabel("event", value)).join(" or ")}`,
    ...topic.map((value) => `topic ${topicName(value)}`),
    q && `words ${q}`,
  ];
  const some = parts.filter(Boolean);
  return some.length ? ` (${some.join("; ")})` : "";
}

/** The snippet that shows this view in a frame. */
function frame(title: string): string {
  const page = ofService ? `${base}/explore` : location.origin + location.pathname;
  const address = `${page}${write({ ...state(), embed: "1" })}`.replaceAll("&", "&amp;").replaceAll('"', "%22");
  const name = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${address}" title="${name}" width="100%" height="640" loading="lazy"></iframe>`;
}

function copied(label: string, text: string, words: string): HTMLElement {
  const button = h("button", { type: "button", class: "copy", "aria-label": words }, "Copy");
  const back = wait(2000, () => button.replaceChildren("Copy"));
  button.addEventListener("click", async () => {
    button.replaceChildren((await copyText(text, "It is copied.")) ? "Copied" : "Not copied");
    back();
  });
  return h("p", { class: "copied" }, h("span", { class: "kicker" }, `${label} `), h("code", {}, text), " ", button);
}
