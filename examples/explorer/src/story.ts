// A story, played step by step: its texts above the drawing, the record of each step opened.

import { answer, api, type Schemas } from "./api";
import { h, say, type Child } from "./dom";
import { change, opened, state, type State } from "./state";

type Story = Schemas["StoryDetail"];

const SECONDS = 12; // a step lasts when the story plays by itself

const stories = new Map<string, Story>();
let timer = 0;

/** All stories by title; none from an API that has no stories. */
export async function listStories(): Promise<Schemas["Story"][]> {
  return (await answer(api.GET("/v1/stories", { params: { query: { limit: 20 } } }))).data.items;
}

export async function storyOf(id: string, signal: AbortSignal): Promise<Story> {
  const story =
    stories.get(id) ?? (await answer(api.GET("/v1/stories/{story}", { params: { path: { story: id } }, signal }))).data;
  stories.set(id, story);
  return story;
}

/** Begins a story, or goes to another step of it. */
export async function playStory(id: string, n = 1): Promise<void> {
  const story = await storyOf(id, new AbortController().signal);
  const step = story.steps[n - 1];
  if (!step) return;
  change({ ...opened(recordOf(step)), story: id, step: n });
  say(`Step ${n} of ${story.steps.length}: ${step.heading}. ${step.text}`);
}

function recordOf({ record: { type, id } }: Story["steps"][number]): Partial<State> {
  if (type === "exchange" || type === "event") return { event: id };
  if (type === "claim") return { claim: id };
  const [document = "", paragraph = "0"] = id.split("/");
  return { document, paragraph: Number(paragraph) };
}

export function storyView(story: Story): Child[] {
  const at = Math.min(Math.max(1, state().step), story.steps.length);
  const step = story.steps[at - 1];
  const last = at === story.steps.length;
  const go = (n: number) => void playStory(story.id, n);
  const button = (words: string, key: string, act: () => void, off = false) =>
    h("button", { type: "button", "data-key": key, "aria-disabled": off && "true", onclick: () => off || act() }, words);
  return [
    h("p", { class: "kicker" }, `Story: ${story.title}, step ${at} of ${story.steps.length}`),
    h("p", { class: "heading" }, step?.heading ?? ""),
    h("p", { class: "text" }, step?.text ?? ""),
    h(
      "div",
      { class: "steps" },
      button("◂ Previous step", "step previous", () => go(at - 1), at === 1),
      button("Next step ▸", "step next", () => go(at + 1), last),
      button(timer ? "Pause" : "Play", "step play", () => (timer ? pause() : start())),
      button("End the story", "step end", end),
    ),
  ];
}

const redrawn: (() => void)[] = [];

/** Runs `listener` when playing begins or ends. */
export function onPlaying(listener: () => void): void {
  redrawn.push(listener);
}

function start(): void {
  timer = window.setInterval(() => {
    const { story, step } = state();
    if (!story || step >= (stories.get(story)?.steps.length ?? 0)) pause();
    else void playStory(story, step + 1);
  }, SECONDS * 1000);
  for (const listener of redrawn) listener();
}

function pause(): void {
  window.clearInterval(timer);
  timer = 0;
  for (const listener of redrawn) listener();
}

function end(): void {
  pause();
  change({ ...opened({}), story: "", step: 0 });
}
