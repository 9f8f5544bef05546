// What stands between the title and the drawing: the story that is played, or the opened event and the way to the moves
// before and after it, or else the weightiest events in sight and the stories.

import { answer, api, base, givenUp, onlyNewest, type EventItem, type Schemas } from "./api";
import type { Days } from "./dates";
import { h, redraw, say, type Child } from "./dom";
import { firstDay } from "./lanes";
import { openEvent } from "./parts";
import { state } from "./state";
import { listStories, onPlaying, playStory, storyOf, storyView } from "./story";
import { weightOf, weightWords } from "./weights";

const MOST_NAMED = 3;

type Move = Schemas["Move"];

export function strip() {
  const element = h("div", { class: "strip" });
  const newest = onlyNewest();
  let shown = "";
  let stories: Schemas["Story"][] = [];
  let items: EventItem[] = [];
  let days: Days = [0, 0];
  let moves: Move[] = []; // those stepped through, while the opened event is one of them
  void listStories().then((all) => ((stories = all), again()), () => undefined); // prettier-ignore
  onPlaying(again);

  function again(): void {
    shown = "";
    show(items, days);
  }

  function show(all: EventItem[], inSight: Days): void {
    [items, days] = [all, inSight];
    const { story, step, event } = state();
    const wanted = story ? `${story} ${step}` : `${event || days.join()} ${items.length}`;
    if (wanted === shown) return;
    shown = wanted;
    const signal = newest.next();
    if (!story && !event) return redraw(element, ...weightiest());
    element.setAttribute("aria-busy", "true");
    void (story ? storyOf(story, signal).then(storyView) : stepper(event, signal))
      .then((content) => redraw(element, ...content))
      .catch((reason: unknown) => givenUp(reason) || redraw(element)) // the panel says what the API refused
      .finally(() => signal.aborted || element.removeAttribute("aria-busy"));
  }

  function weightiest(): Child[] {
    element.removeAttribute("aria-busy");
    const inSight = items.filter((item) => firstDay(item) >= days[0] && firstDay(item) < days[1] && weightOf(item) > 0);
    const most = inSight.sort((a, b) => weightOf(b) - weightOf(a)).slice(0, MOST_NAMED);
    const one = (item: EventItem) => button(item.title, `most ${item.id}`, () => openEvent(item.id), weightWords(item));
    const play = ({ id, title }: Schemas["Story"]) => button(`▶ ${title}`, `story ${id}`, () => void playStory(id));
    return [
      most.length > 0 && h("p", {}, h("span", { class: "kicker" }, "Weightiest here "), ...most.map(one)),
      stories.length > 0 && h("p", {}, h("span", { class: "kicker" }, "Story "), ...stories.map(play)),
    ];
  }

  /** The opened event with the moves before and after it. The list stays the same while one steps through it. */
  async function stepper(event: string, signal: AbortSignal): Promise<Child[]> {
    if (!moves.some(({ id }) => id === event)) {
      const params = { path: { event } };
      moves = (await answer(api.GET("/v1/events/{event}/exchange", { params, signal }))).data.moves;
    }
    const at = moves.findIndex(({ id }) => id === event);
    const here = moves[at];
    const [before, after] = [moves[at - 1], moves[at + 1]];
    const item = items.find(({ id }) => id === event);
    const go = (words: string, key: string, move: Move | undefined) =>
      h(
        "button",
        {
          type: "button",
          "data-key": key,
          "aria-disabled": !move && "true",
          title: move && `${move.title}, ${move.date.label}`,
          onclick: () => move && (openEvent(move.id), say(`${move.date.label}: ${move.title}`)),
        },
        words,
      );
    const title = here?.title ?? item?.title ?? event;
    return [
      h(
        "p",
        { class: "heading" },
        h("span", { class: "kicker" }, `${here?.date.label ?? item?.date.label ?? ""} `),
        state().embed ? h("a", { href: `${base}/events/${event}`, target: "_blank" }, title) : title,
      ),
      state().embed !== "" && h("p", { class: "text" }, item?.summary ?? ""),
      moves.length > 1 &&
        h(
          "div",
          { class: "steps", role: "group", "aria-label": "Step through the exchange" },
          go("◂ Previous move", "step previous", before),
          h("span", { class: "place" }, `Move ${at + 1} of ${moves.length}`),
          go("Next move ▸", "step next", after),
        ),
    ];
  }

  return { element, show };
}

function button(words: string, key: string, act: () => void, title = ""): HTMLElement {
  return h("button", { type: "button", class: "chip", "data-key": key, title: title || null, onclick: act }, words);
}
