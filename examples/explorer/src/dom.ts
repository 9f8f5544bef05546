// Elements without a framework. Text from the API only ever becomes text nodes, never HTML.

export type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: never) => void);
type Attributes = Record<string, Attribute>;

/** An HTML element: `h("button", { type: "button", onclick: close }, "Close")`. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
  return element;
}

/**
 * Puts new content into `root`. If the focus was in it, it goes to the new element with the same `data-key`, so
 * redrawing never throws a keyboard user back to the top of the page.
 */
export function redraw(root: Element, ...children: Child[]): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement || focused instanceof SVGElement ? focused.dataset.key : undefined;
  const inside = key !== undefined && root.contains(focused);
  root.replaceChildren(...children.filter((child): child is Node | string => child != null && child !== false));
  if (inside) focusKey(root, key);
}

/** Moves the focus to the element in `root` with this `data-key`. */
export function focusKey(root: Element, key: string): void {
  root.querySelector<HTMLElement | SVGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** The element with this id; it stands in index.html. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

/** Tells a screen reader, without moving the focus. */
export function say(text: string): void {
  byId("status").textContent = text;
}

/** Copies a text; says so, and what else to do where a page may not copy (without HTTPS, or in some frames). */
export async function copyText(text: string, copied: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say(copied);
    return true;
  } catch {
    say("This page may not copy here: select the text and copy it.");
    return false;
  }
}

export function wait(milliseconds: number, act: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, milliseconds);
  };
}
