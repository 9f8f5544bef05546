// A field that completes while one types: the editable combobox of the ARIA Authoring Practices.

import { h, say, wait } from "./dom";

export interface Choice {
  id: string;
  label: string;
  detail: string;
}

interface Options {
  id: string;
  label: string;
  hint: string;
  find: (text: string) => Promise<Choice[]>;
  choose: (choice: Choice) => void;
}

export function combobox({ id, label, hint, find, choose }: Options): HTMLElement {
  const list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const input = h("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: hint,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  });
  let choices: Choice[] = [];
  let at = -1;
  let asked = 0;

  const trouble = h("p", { class: "hint", role: "alert", hidden: true });
  const look = async () => {
    const mine = ++asked;
    try {
      const found = await find(input.value.trim());
      trouble.hidden = true;
      if (mine === asked && document.activeElement === input) open(found);
    } catch (reason) {
      trouble.textContent = reason instanceof Error ? reason.message : String(reason);
      trouble.hidden = false;
    }
  };
  const lookSoon = wait(150, () => void look());

  function open(found: Choice[]): void {
    choices = found;
    at = -1;
    list.replaceChildren(...found.map((choice, index) => option(choice, index)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    say(found.length ? `${found.length} suggestions` : "No suggestion");
  }

  function close(): void {
    asked++;
    choices = [];
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function option(choice: Choice, index: number): HTMLElement {
    const take = (event: Event) => {
      event.preventDefault(); // the focus stays in the field
      done(choice);
    };
    const words = [choice.label, " ", h("span", { class: "detail" }, choice.detail)];
    return h("li", { id: `${id}-${index}`, role: "option", "aria-selected": "false", onmousedown: take }, ...words);
  }

  function go(to: number): void {
    at = (to + choices.length) % choices.length;
    [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function done(choice: Choice): void {
    input.value = "";
    close();
    choose(choice);
  }

  input.addEventListener("input", lookSoon);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const chosen = choices[Math.max(0, at)];
    if (event.key === "ArrowDown" && choices.length === 0) void look();
    else if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp" && choices.length) go(at < 0 ? -1 : at - 1);
    else if (event.key === "Enter" && chosen) done(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  return h("div", { class: "combobox" }, h("label", { for: id }, label), input, list, trouble);
}
