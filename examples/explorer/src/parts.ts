// Small pieces that several views share.

import { base, Refused, type EventItem, type Schemas } from "./api";
import { copyText, h, wait, type Child } from "./dom";
import { change, opened, state } from "./state";

/** The address behind a view, to open or to copy; and the API's own page of the record, if it has one. */
export function addressLine(address: string, page: string | null = null): HTMLElement {
  const readable = address.replaceAll("%2C", ",").replaceAll("%3A", ":");
  const copy = h("button", { type: "button", class: "copy", "aria-label": "Copy the API address" }, "Copy");
  const back = wait(2000, () => copy.replaceChildren("Copy"));
  copy.addEventListener("click", async () => {
    copy.replaceChildren((await copyText(readable, "The API address is copied.")) ? "Copied" : "Not copied");
    back();
  });
  const link = h("a", { href: readable }, readable);
  const pageLink = page && h("a", { class: "page", href: new URL(page, base).href }, "Page");
  return h("p", { class: "address" }, h("span", { class: "method" }, "GET"), link, pageLink, copy);
}

/** What stands where a view would, when the API refused or did not answer. */
export function refusal(reason: unknown): HTMLElement {
  const message = reason instanceof Error ? reason.message : String(reason);
  const address = reason instanceof Refused && reason.status > 0 && addressLine(reason.address);
  return h("div", { class: "refusal", role: "alert" }, h("p", {}, message), address);
}

export function waiting(what: string): HTMLElement {
  return h("p", { class: "waiting" }, `${what} …`);
}

/** A link out of the data, or its text alone where it leads to anything but a web page. */
export function outside(address: string | null, text: string): Child {
  return address && /^https?:\/\//i.test(address)
    ? h("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text)
    : text;
}

export function eventButton(id: string, title: string, key = `event ${id}`): HTMLElement {
  return h("button", { type: "button", class: "open", "data-key": key, onclick: () => openEvent(id) }, title);
}

export function openEvent(id: string): void {
  change(opened({ event: id }));
}

/** Opens a document beside the event it was found at, so the way back is kept. */
export function openDocument(document: string, paragraph = 0): void {
  change(opened({ event: state().event, document, paragraph }));
}

export function openClaim(claim: string): void {
  change(opened({ event: state().event, document: state().document, paragraph: state().paragraph, claim }));
}

export function badge(text: string, kind = ""): HTMLElement {
  return h("span", { class: `badge ${kind}` }, text);
}

export function section(title: string, ...children: Child[]): HTMLElement {
  return h("section", { class: "part" }, h("h3", {}, title), ...children);
}

/** `between 1 and 3 days`; the API's bounds differ where a date is uncertain. */
export function daysBetween({ min, max }: Schemas["DaysBetween"]): string {
  if (min === null || max === null) return "an unknown number of days later";
  if (min === max && min === 0) return "the same day";
  if (min === max) return `${min.toLocaleString("en")} ${Math.abs(min) === 1 ? "day" : "days"} later`;
  return `${min.toLocaleString("en")} to ${max.toLocaleString("en")} days later`;
}

export const SPOKEN_OF = new Set(["subject", "target", "mentioned"]);

/** Names of the actors who acted, each once. */
export function actedIn(event: EventItem): string[] {
  return [...new Set(event.actors.filter((actor) => !SPOKEN_OF.has(actor.role)).map((actor) => actor.name))];
}

export const inText = (slug: string) => slug.replaceAll("_", " ").replaceAll("-", " ");
