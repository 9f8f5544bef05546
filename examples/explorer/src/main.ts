// Joins the parts: what is chosen -> questions to the API -> the views.

import { answer, api, base, givenUp, ofService, onlyNewest, type Answer, type EventQuery, type Schemas } from "./api";
import { byId, h, redraw, say } from "./dom";
import { filterPanel } from "./filters";
import { histogram } from "./histogram";
import { learn, loadNames } from "./names";
import { licence, panel } from "./panel";
import { refusal } from "./parts";
import { searchField } from "./search";
import { filters, onChange, start, state, write, type State } from "./state";
import { table } from "./table";
import { taking } from "./taking";
import { timeline } from "./timeline";
import "./style.css";
import "./drawing.css";
import "./panel.css";

const MOST_YEARS = 200;

type List = Answer<Schemas["EventList"]>;

const names = loadNames();
const show = {
  chosen: filterPanel(byId("filters")),
  months: histogram(byId("histogram")),
  drawing: timeline(byId("timeline")),
  table: table(byId("table")),
  take: taking(byId("take"), names),
  panel: panel(byId("panel"), names),
};
const trouble = byId("trouble");
const newest = onlyNewest();
let events: List | null = null;
let asked = "";

document.body.classList.toggle("embed", state().embed !== "");

searchField(byId("search"));
onChange((state, before) => void follow(state, before));
void begin();

async function begin(): Promise<void> {
  try {
    const dataset = await names;
    document.title = dataset.title;
    byId("title").textContent = dataset.title;
    const home = h("a", { href: `${base}/` }, ofService ? "Home" : base);
    byId("about").replaceChildren(`${dataset.counts.events ?? 0} events · `, home);
    licence(byId("licence"), dataset);
    if (state().embed) byId("licence").prepend(whole());
    start();
  } catch (reason) {
    redraw(trouble, refusal(reason));
    for (const part of ["charts", "panel"]) byId(part).removeAttribute("aria-busy");
  }
}

/** From a frame to all of the explorer, with the same view. */
function whole(): HTMLElement {
  const link = h("a", { target: "_blank", href: write({ ...state(), embed: "" }) }, "Open in the explorer");
  onChange((now) => link.setAttribute("href", write({ ...now, embed: "" })));
  return h("p", {}, link);
}

async function follow(state: State, before: State | null): Promise<void> {
  show.chosen.showChosen();
  void show.panel(state, before !== null);
  const question = JSON.stringify(filters(state));
  if (question !== asked) await load(state, question);
  else if (events) {
    show.drawing(events);
    void show.take(events);
    if (state.event !== before?.event) show.table(events);
  }
}

async function load(state: State, question: string): Promise<void> {
  asked = question;
  const signal = newest.next();
  byId("charts").setAttribute("aria-busy", "true");
  try {
    const [list, kinds, months] = await Promise.all([
      listEvents({ ...filters(state), include: ["claims"], facet: ["topic"], sort: "date", limit: 500 }, signal),
      listEvents({ ...filters(state, "kind"), facet: ["kind"], fields: ["id"], limit: 1 }, signal),
      countMonths(filters(state, "date_from", "date_to"), signal),
    ]);
    events = list;
    for (const event of list.data.items) learn(event.actors);
    show.chosen.showCounts(kinds.data.facets?.kind ?? [], list.data.facets?.topic ?? []);
    show.months(months);
    show.drawing(list);
    show.table(list);
    void show.take(list);
    show.chosen.showRefusal(null);
    const none = list.data.total === 0;
    redraw(
      trouble,
      none && h("p", { class: "none" }, "No event fits all these filters. Take one away, or clear them all."),
    );
    say(`${list.data.total} events`);
  } catch (reason) {
    if (givenUp(reason)) return;
    asked = "";
    redraw(trouble, !show.chosen.showRefusal(reason) && refusal(reason));
  }
  byId("charts").removeAttribute("aria-busy");
}

function listEvents(query: EventQuery, signal: AbortSignal): Promise<List> {
  return answer(api.GET("/v1/events", { params: { query }, signal }));
}

/** By month; by year where the records lie so far apart that nobody could tell months from each other. */
async function countMonths(query: EventQuery, signal: AbortSignal): Promise<List> {
  const count = (facet: "year" | "month") => listEvents({ ...query, facet: [facet], fields: ["id"], limit: 1 }, signal);
  const years = await count("year");
  return (years.data.facets?.year?.length ?? 0) > MOST_YEARS ? years : count("month");
}
