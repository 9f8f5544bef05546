// A box beside what is pointed at or has the focus, at once and with all words, where an SVG title is slow. The arrows
// of this event are brought out.

import { h } from "./dom";

/** Shows the names of the `.event` elements in `svg` in a box in `around`, which has a place of its own. */
export function tips(around: HTMLElement, svg: SVGSVGElement): void {
  const tip = h("p", { class: "tip", hidden: true, "aria-hidden": "true" });
  around.append(tip);
  const show = ({ target }: Event) => {
    const event = target instanceof Element ? target.closest<SVGGElement>(".event") : null;
    tip.hidden = !event;
    const key = event?.dataset.key ?? "";
    for (const line of svg.querySelectorAll<SVGElement>(".answers, .sign"))
      line.classList.toggle("lit", line.dataset.from === key || line.dataset.to === key);
    if (!event) return;
    tip.textContent = event.getAttribute("aria-label");
    const [box, frame] = [event.getBoundingClientRect(), around.getBoundingClientRect()];
    const right = frame.width - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(right, box.left - frame.left))}px`;
    tip.style.top = `${box.bottom - frame.top + 4}px`;
  };
  const hide = () => (tip.hidden = true);
  svg.addEventListener("pointerover", show);
  svg.addEventListener("focusin", show);
  for (const type of ["pointerleave", "focusout", "pointerdown"]) svg.addEventListener(type, hide);
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}
