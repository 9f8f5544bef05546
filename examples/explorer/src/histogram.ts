// Events per month, to brush. The two fields of the filters say the same for the keyboard.

import { brushX, type D3BrushEvent } from "d3-brush";
import { scaleLinear, scaleUtc } from "d3-scale";
import { axisBottom } from "d3-axis";
import { select } from "d3-selection";
import type { Answer, Schemas } from "./api";
import { spanOf, tickText } from "./dates";
import { h, redraw, s } from "./dom";
import { addressLine } from "./parts";
import { change, state } from "./state";

const HEIGHT = 64;

interface Bin {
  value: string; // a month, or a year where months would be too many
  label: string;
  count: number;
  from: number;
  to: number;
}

/** Makes the histogram in `root`; the function it returns shows counts, made without regard to the dates asked for. */
export function histogram(root: HTMLElement): (list: Answer<Schemas["EventList"]>) => void {
  const svg = s("svg", { class: "histogram", role: "img", height: HEIGHT + 22 });
  const whole = h("button", { type: "button", class: "quiet", onclick: () => ((tails = !tails), draw()) });
  const clear = h(
    "button",
    { type: "button", class: "quiet", onclick: () => change({ date_from: "", date_to: "", view: "" }) },
    "All dates",
  );
  const below = h("div");
  const around = h("div", {}, svg);
  root.append(
    h(
      "div",
      { class: "bar" },
      h("h2", { id: "histogram-title" }, "Events by month"),
      h("div", { class: "tools" }, whole, clear),
    ),
    around,
    below,
  );

  let all: Bin[] = [];
  let tails = false; // show the few events far from the others too
  let dragging = false;
  new ResizeObserver(() => draw()).observe(around);

  return (list) => {
    const counts = list.data.facets?.month ?? list.data.facets?.year ?? [];
    all = counts.flatMap(({ value, label, count }) => {
      const span = spanOf(value);
      return span ? [{ value, label, count, from: span[0], to: span[1] }] : [];
    });
    redraw(below, addressLine(list.address));
    draw();
  };

  function draw(): void {
    if (dragging) return; // the brush in the hand would be replaced
    const { date_from, date_to } = state();
    const core = busy(all);
    whole.hidden = core.length === all.length;
    whole.textContent = tails ? "Busy years only" : "All years";
    clear.hidden = !date_from && !date_to;
    const bins = tails ? all : core;
    const [first, last] = [bins[0], bins.at(-1)];
    svg.toggleAttribute("hidden", !first);
    if (!first || !last) return;

    const width = around.clientWidth || 800;
    const x = scaleUtc([first.from, last.to], [0, width]);
    const top = Math.max(...bins.map((bin) => bin.count));
    const y = scaleLinear([0, top], [HEIGHT, 14]);
    const chosen = [spanOf(date_from)?.[0] ?? -Infinity, spanOf(date_to)?.[1] ?? Infinity] as const;
    const inside = (bin: Bin) => bin.to > chosen[0] && bin.from < chosen[1];
    const bars = bins.map((bin) =>
      s(
        "rect",
        {
          class: inside(bin) ? "bin" : "bin off",
          x: x(bin.from) + 0.5,
          width: Math.max(1, x(bin.to) - x(bin.from) - 1),
          y: y(bin.count),
          height: HEIGHT - y(bin.count),
        },
        s("title", {}, `${bin.label}: ${bin.count}`),
      ),
    );
    const scale = s("g", { class: "axis", transform: `translate(0,${HEIGHT})` });
    const ticks = x.ticks(Math.max(2, width / 70)).filter((tick) => x(tick) > 14 && x(tick) < width - 14);
    select(scale).call(
      axisBottom<Date>(x)
        .tickValues(ticks)
        .tickSizeOuter(0)
        .tickFormat((tick) => tickText(Number(tick))),
    );
    const most = bins.find((bin) => bin.count === top);
    const counts = bins.flatMap((bin) => {
      const [middle, room] = [x((bin.from + bin.to) / 2), x(bin.to) - x(bin.from)];
      if (bin !== most && (room < 18 || bin.count === 0)) return [];
      const place = { x: Math.min(width - 16, Math.max(16, middle)), y: y(bin.count) - 3, "text-anchor": "middle" };
      return [s("text", { class: "peak", ...place }, String(bin.count))];
    });
    svg.setAttribute("width", String(width));
    svg.setAttribute(
      "aria-label",
      `Events by month from ${first.label} to ${last.label}; most in ${most?.label}: ${top}. The fields From and To choose months.`,
    );
    svg.replaceChildren(scale, ...bars, ...counts, brushing(bins, x, width, chosen));
  }

  function brushing(
    bins: Bin[],
    x: (time: number) => number,
    width: number,
    chosen: readonly [number, number],
  ): SVGElement {
    const layer = s("g", { class: "brush" });
    const brush = brushX<unknown>().extent([
      [0, 0],
      [width, HEIGHT],
    ]);
    select<SVGGElement, unknown>(layer).call(brush);
    if (Number.isFinite(chosen[0]) || Number.isFinite(chosen[1])) {
      const edges = chosen.map((time) => Math.max(0, Math.min(width, x(Math.max(-8e15, Math.min(8e15, time)))))) as [
        number,
        number,
      ];
      if (edges[1] > edges[0]) select<SVGGElement, unknown>(layer).call(brush.move, edges);
    }
    brush.on("brush", (event: D3BrushEvent<unknown>) => event.sourceEvent && choose(monthsIn(bins, x, event), true));
    brush.on("end", (event: D3BrushEvent<unknown>) => event.sourceEvent && choose(monthsIn(bins, x, event), false));
    return layer;
  }

  /** The first change of a drag is a choice of its own for the Back button; those that follow replace it. */
  function choose([date_from, date_to]: readonly [string, string], drags: boolean): void {
    const how = dragging ? "replace" : "push";
    dragging = drags;
    change({ date_from, date_to, view: "" }, how);
    draw();
  }
}

function monthsIn(
  bins: Bin[],
  x: (time: number) => number,
  { selection }: D3BrushEvent<unknown>,
): readonly [string, string] {
  if (!selection) return ["", ""];
  const [left, right] = selection as [number, number];
  const touched = bins.filter((bin) => x((bin.from + bin.to) / 2) >= left && x((bin.from + bin.to) / 2) <= right);
  const nearest = bins.find((bin) => x(bin.to) > left);
  return [(touched[0] ?? nearest)?.value ?? "", (touched.at(-1) ?? nearest)?.value ?? ""];
}

/**
 * The shortest run of months that holds four fifths of all counts, and a little around it; all months where that would
 * leave out less than half of the time. A few far events would else press the others into a stripe.
 */
function busy(bins: Bin[]): Bin[] {
  const enough = 0.8 * bins.reduce((sum, bin) => sum + bin.count, 0);
  let best: [number, number] = [0, bins.length];
  let held = 0;
  let from = 0;
  bins.forEach((bin, to) => {
    held += bin.count;
    while (held - (bins[from]?.count ?? 0) >= enough) held -= bins[from++]?.count ?? 0;
    if (held >= enough && to + 1 - from < best[1] - best[0]) best = [from, to + 1];
  });
  const around = Math.ceil((best[1] - best[0]) / 4);
  const core = bins.slice(Math.max(0, best[0] - around), best[1] + around);
  return 2 * core.length < bins.length ? core : bins;
}
