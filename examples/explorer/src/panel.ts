// The panel: the record that is open, else what was found, else what the data set is.

import { givenUp, onlyNewest, type Schemas } from "./api";
import { claimView } from "./claim";
import { documentView } from "./document";
import { focusKey, h, redraw, type Child } from "./dom";
import { eventView } from "./event";
import { outside, refusal } from "./parts";
import { searchView } from "./search";
import { change, opened, state, type State } from "./state";

export function panel(root: HTMLElement, dataset: Promise<Schemas["Dataset"]>) {
  const newest = onlyNewest();
  let shown = "";
  let opener = ""; // data-key of what was used to open the record

  root.addEventListener("keydown", (event) => event.key === "Escape" && isOpen(state()) && close(opener));

  return async (chosen: State, byUser: boolean): Promise<void> => {
    const wanted = [
      chosen.event,
      chosen.document,
      chosen.paragraph,
      chosen.claim,
      chosen.scope,
      isOpen(chosen) ? "" : chosen.q,
    ].join(" ");
    if (wanted === shown) return;
    shown = wanted;
    if (byUser && !root.contains(document.activeElement)) opener = keyOf(document.activeElement) || opener;
    root.setAttribute("aria-busy", "true");
    const signal = newest.next();
    try {
      redraw(root, back(chosen, opener), ...(await view(chosen, signal, dataset)));
    } catch (reason) {
      if (givenUp(reason)) return;
      redraw(root, back(chosen, opener), refusal(reason));
    }
    root.removeAttribute("aria-busy");
    window.document.body.classList.toggle("reading", isOpen(chosen) || Boolean(chosen.q));
    if (isOpen(chosen) || chosen.q) settle(root, chosen, byUser);
  };
}

function view(chosen: State, signal: AbortSignal, dataset: Promise<Schemas["Dataset"]>): Promise<Child[]> {
  if (chosen.claim) return claimView(chosen, signal);
  if (chosen.document) return documentView(chosen, signal);
  if (chosen.event) return eventView(chosen, signal);
  if (chosen.q) return searchView(chosen, signal);
  return dataset.then(about);
}

const isOpen = ({ event, document, claim }: State) => Boolean(event || document || claim);

/** The ways back: from a claim to the document, from a document to the event, and out. */
function back(chosen: State, opener: string): Child {
  const { event, document, paragraph } = chosen;
  const to = (words: string, part: Partial<State>) =>
    h("button", { type: "button", class: "quiet", "data-key": words, onclick: () => change(part) }, words);
  return (
    isOpen(chosen) &&
    h(
      "nav",
      { class: "ways", "aria-label": "Record" },
      event && (document || chosen.claim) && to("◂ Event", opened({ event })),
      document && chosen.claim && to("◂ Document", opened({ event, document, paragraph })),
      chosen.q && to("◂ Search", opened({})),
      h("button", { type: "button", class: "quiet", "data-key": "close", onclick: () => close(opener) }, "Close ×"),
    )
  );
}

function close(opener: string): void {
  change(opened({}));
  focusKey(document.body, opener);
}

const keyOf = (element: Element | null) =>
  (element instanceof HTMLElement || element instanceof SVGElement ? element.dataset.key : "") ?? "";

/** Shows what was opened: its heading, or the paragraph asked for. After a choice the focus goes there, too. */
function settle(root: HTMLElement, { document, claim, paragraph }: State, byUser: boolean): void {
  const atParagraph = Boolean(document && !claim && paragraph);
  if (window.document.activeElement?.closest(".strip")) return; // who steps on stays at the buttons
  const target = root.querySelector<HTMLElement>(`[data-key="${atParagraph ? `paragraph ${paragraph}` : "heading"}"]`);
  if (byUser) target?.focus({ preventScroll: true });
  const scrollsItself = getComputedStyle(root).position === "sticky";
  if (scrollsItself) root.scrollTo(0, atParagraph && target ? target.offsetTop - 16 : 0);
  else if (byUser || atParagraph) (atParagraph ? target : root)?.scrollIntoView({ block: "start" });
}

function singular(things: string): string {
  return things.replace(/ies$/, "y").replace(/s$/, "");
}

function about(dataset: Schemas["Dataset"]): Child[] {
  const counted = Object.entries(dataset.counts).map(
    ([things, count]) => `${count.toLocaleString("en")} ${count === 1 ? singular(things) : things}`,
  );
  return [
    h("p", { class: "kicker" }, `Release ${dataset.release}`),
    h("h2", { "data-key": "heading", tabindex: -1 }, "About this data set"),
    ...dataset.collections.map(({ description }) => description && h("p", { class: "summary" }, description)),
    h("p", { class: "meta" }, counted.join(" · ")),
    h(
      "p",
      { class: "hint" },
      "Open an event in the drawing or the table, or search. Drag over the months to choose some; Ctrl and the wheel zoom.",
    ),
  ];
}

export function licence(root: HTMLElement, dataset: Schemas["Dataset"]): void {
  const each = dataset.collections.map(({ attribution, licence_name, licence_url }) =>
    h("p", {}, `${attribution}. Licence: `, outside(licence_url, licence_name)),
  );
  redraw(root, ...each, h("p", {}, "How to cite: ", dataset.cite_as));
}
