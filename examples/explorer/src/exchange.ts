// The exchange of an event as a chain: moves from top to bottom, a curve from each move to every reply.

import type { Answer, Schemas } from "./api";
import { h, s } from "./dom";
import { kindLabel } from "./names";
import { addressLine, badge, daysBetween, eventButton, inText, section } from "./parts";
import { change, type State } from "./state";

type Move = Schemas["Move"];

const GUTTER = 72; // pixels for the curves; .chain in panel.css leaves them free

export function exchangeView({ data, address }: Answer<Schemas["Exchange"]>, scope: State["scope"]): HTMLElement {
  const titles = new Map(data.moves.map((move) => [move.id, move]));
  const list = h("ol", { class: "chain" }, ...data.moves.map((move) => moveRow(move, data, titles)));
  const curves = s("svg", { class: "curves", "aria-hidden": "true", width: GUTTER });
  const chain = h("div", { class: "exchange" }, curves, list);
  new ResizeObserver(() => draw(curves, list, data)).observe(list);
  for (const kind of ["focusin", "mouseover"]) list.addEventListener(kind, (event) => mark(curves, event.target));

  const alone = data.moves.length === 1;
  const words = alone
    ? "It answers nothing, and nothing answers it."
    : `${data.moves.length} moves, ${data.openings.length} of them openings; ${data.unanswered.length} with a recipient got no answer.`;
  return section(
    "Exchange",
    h("p", { class: "hint" }, words),
    scopeChoice(scope),
    !alone && chain,
    addressLine(address),
  );
}

function scopeChoice(scope: State["scope"]): HTMLElement {
  const one = (value: State["scope"], label: string) =>
    h(
      "label",
      {},
      h("input", {
        type: "radio",
        name: "scope",
        value,
        checked: scope === value,
        "data-key": `scope ${value}`,
        onchange: () => change({ scope: value }),
      }),
      label,
    );
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, "Show"),
    one("line", "what led here and what followed"),
    one("whole", "all that is connected"),
  );
}

function moveRow(move: Move, { event, unanswered }: Schemas["Exchange"], titles: Map<string, Move>): HTMLElement {
  const here = move.id === event;
  const movers = move.movers.map((mover) => mover.name).join(", ");
  const answers = move.answers.map((answered) => {
    const to = titles.get(answered.id);
    const words = to
      ? `${to.title}, ${daysBetween(answered.days)}`
      : `a move outside this exchange, ${daysBetween(answered.days)}`;
    return h("li", {}, h("strong", {}, inText(answered.manner)), " ", words);
  });
  return h(
    "li",
    { "data-move": move.id, "aria-current": here && "step", class: here ? "here" : "" },
    h("p", { class: "kicker" }, move.date.label, " · ", kindLabel("event", move.kind)),
    here
      ? h("p", { class: "title" }, move.title, " ", badge("shown above"))
      : eventButton(move.id, move.title, `move ${move.id}`),
    movers && h("p", { class: "meta" }, movers),
    answers.length > 0 ? h("ul", { class: "replies" }, ...answers) : h("p", { class: "meta" }, badge("opening")),
    unanswered.includes(move.id) && h("p", { class: "meta" }, badge("no answer")),
  );
}

function draw(curves: SVGSVGElement, list: HTMLElement, { event, moves }: Schemas["Exchange"]): void {
  const rows = [...list.children] as HTMLElement[];
  const height = new Map(rows.map((row) => [row.dataset.move ?? "", row.offsetTop + 14]));
  const x = GUTTER - 14;
  curves.setAttribute("height", String(list.offsetHeight));
  const edges = moves.flatMap((move, to) =>
    move.answers.flatMap(({ id }) => {
      const [from, end] = [height.get(id), height.get(move.id)];
      if (from === undefined || end === undefined) return [];
      const steps = to - moves.findIndex((one) => one.id === id);
      const bend = steps === 1 ? 0 : Math.min(x - 4, 8 + 13 * Math.sqrt(steps));
      const d = `M${x},${from} C${x - bend * 1.3},${from} ${x - bend * 1.3},${end} ${x},${end}`;
      return [
        s("path", {
          class: move.id === event || id === event ? "edge here" : "edge",
          d,
          "data-from": id,
          "data-to": move.id,
        }),
      ];
    }),
  );
  const nodes = moves.map((move) =>
    s("circle", {
      class: move.id === event ? "node here" : move.answers.length ? "node" : "node opening",
      cx: x,
      cy: height.get(move.id) ?? 0,
      r: move.id === event ? 7 : 5,
    }),
  );
  curves.replaceChildren(...edges, ...nodes);
}

/** Brings out the curves of the move under the mouse or the focus. */
function mark(curves: SVGSVGElement, target: EventTarget | null): void {
  const id = target instanceof Element ? target.closest<HTMLElement>("[data-move]")?.dataset.move : undefined;
  for (const edge of curves.querySelectorAll<SVGPathElement>(".edge")) {
    edge.classList.toggle("lit", edge.dataset.from === id || edge.dataset.to === id);
  }
}
