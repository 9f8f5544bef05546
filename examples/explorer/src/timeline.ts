// The timeline: lanes of events over an axis of days, to be dragged, zoomed and walked through. One tab stop.

import { axisTop } from "d3-axis";
import { scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent } from "d3-zoom";
import type { Answer, EventItem, Schemas } from "./api";
import { DAY, tickText, type Days } from "./dates";
import { focusKey, h, redraw, s, wait } from "./dom";
import { canvas, drawLanes, textMeasure } from "./drawing";
import { firstDay, lanesOf, type Lane } from "./lanes";
import { legend } from "./legend";
import { addressLine } from "./parts";
import { around, centred, fitting, inView, opening, viewText, zoomed } from "./sight";
import { change, state } from "./state";
import { strip } from "./strip";
import { tips } from "./tip";
import { toolbar } from "./toolbar";
import { step, type Place } from "./walking";

/** Makes the timeline in `root`; the function it returns shows an answer. */
export function timeline(root: HTMLElement): (list: Answer<Schemas["EventList"]>) => void {
  const named = { role: "group", "aria-labelledby": "timeline-title", "aria-describedby": "timeline-keys" };
  const axis = s("svg", { class: "axis", "aria-hidden": "true", height: 26 });
  const svg = s("svg", { class: "lanes", ...named });
  const frame = h("div", { class: "drawing" }, axis, svg);
  const below = h("div");
  const key = legend();
  const bar = toolbar({
    zoomBy: (factor) => look(zoomed(days, factor)),
    moveTo: (time) => look(centred(days, time)),
    fit: () => look(fitting(state(), items)),
    busiest: () => change({ view: "" }, "replace"),
  });
  const steps = strip();
  root.append(bar.element, steps.element, frame, key.element, below);
  tips(frame, svg);

  let items: EventItem[] = [];
  let lanes: Lane[] = [];
  let fit: Days = [0, DAY]; // all days asked for
  let days: Days = fit; // the days in sight
  let active = ""; // data-key of the one event that Tab reaches
  let keys = new Map<string, string>(); // data-keys of what stands for each event of each lane
  let opened = "";
  const measure = textMeasure(svg);
  const remember = wait(120, () => change({ view: viewText(days) }, "replace"));

  const zooming = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.001, 5000])
    .filter((event: MouseEvent) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.button === 0))
    .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
      if (!event.sourceEvent) return; // it was set by draw()
      const [from, to] = event.transform.rescaleX(scaleUtc(fit, [0, size().width])).domain();
      if (from && to) look([from.getTime(), to.getTime()]);
    });
  select(svg).call(zooming).on("dblclick.zoom", null);
  svg.addEventListener("keydown", pressed);
  new ResizeObserver(() => draw()).observe(frame);

  return (list) => {
    items = list.data.items;
    lanes = lanesOf(items, state().lanes, state().actor, state().event);
    fit = opening(state(), items);
    days = inView(state().view) ?? fit;
    if (opened !== state().event) follow();
    const moves = new Set(lanes.flatMap((lane) => lane.items)).size;
    const missing = list.data.total - items.length;
    const hint = h("p", { class: "hint" }, `${missing} later events are not drawn: narrow the dates to see them.`);
    const aside = items.length - moves;
    const others = h("button", { type: "button", class: "quiet", onclick: () => change({ lanes: "kind" }) }, "Show all by kind");
    const note = h("p", { class: "hint" }, `${aside} events are neither a move nor an answer, and are not drawn here. `, others);
    redraw(below, missing > 0 && hint, aside > 0 && note, addressLine(list.address));
    key.show(state().lanes);
    draw();
  };

  /** Brings the opened event into sight. */
  function follow(): void {
    opened = state().event;
    const item = items.find(({ id }) => id === opened);
    const start = item ? firstDay(item) : NaN;
    if (!Number.isFinite(start) || (start >= days[0] && start < days[1])) return;
    days = centred(days, start);
    if (state().view) remember();
  }

  function size() {
    return canvas(frame.clientWidth || 800, measure);
  }

  /** Shows these days: at once in the drawing, a moment later in the address bar. */
  function look(next: Days): void {
    days = next;
    requestAnimationFrame(draw);
    remember();
  }

  function draw(): void {
    const on = size();
    const x = scaleUtc(days, [0, on.width]);
    const all = x.ticks(Math.max(2, Math.round(on.width / 80)));
    const ticks = all.filter((tick) => on.gutter > 0 || x(tick) > 16).filter((tick) => x(tick) < on.width - 16); // or their labels stick out
    const places = ticks.map((tick) => x(tick));
    const scale = s("g", { transform: `translate(${on.gutter},25)` });
    const drawnScale = axisTop<Date>(x).tickValues(ticks).tickSizeOuter(0);
    select(scale).call(drawnScale.tickFormat((tick) => tickText(tick.getTime())));
    axis.replaceChildren(scale);
    const drawing = { lanes, opened: state().event, days, x, ticks: places, arrows: state().lanes === "side" };
    const drawn = drawLanes({ ...drawing, zoomTo: ({ items }) => look(around(items)) }, on);
    keys = drawn.keys;
    for (const element of [axis, svg]) element.setAttribute("width", String(on.whole));
    svg.setAttribute("height", String(drawn.height));
    redraw(svg, ...drawn.content);
    setZoom(on.width);
    rove();
    bar.show(items, days);
    steps.show(items, days);
  }

  /** Tells d3-zoom where we are, so that the next wheel or drag goes on from here. */
  function setZoom(width: number): void {
    const k = (fit[1] - fit[0]) / (days[1] - days[0]);
    const left = scaleUtc(fit, [0, width])(days[0]);
    zooming.extent(() => [[0, 0], [width, 1]]); // prettier-ignore
    select(svg).call(zooming.transform, zoomIdentity.scale(k).translate(-left, 0));
  }

  /** Lets Tab reach one event only: the one last used, else the chosen one, else the first in sight. */
  function rove(): void {
    const events = [...svg.querySelectorAll<SVGGElement>(".event")];
    const last = events.find((event) => event.dataset.key === active);
    const reached = last ?? events.find((event) => event.classList.contains("chosen")) ?? events[0];
    for (const event of events) event.setAttribute("tabindex", event === reached ? "0" : "-1");
    active = reached?.dataset.key ?? "";
  }

  function pressed(event: KeyboardEvent): void {
    const here = placeOf(event.target);
    if (!here || event.altKey || event.metaKey || event.ctrlKey) return;
    const start = firstDay(here.item);
    const next = step(event.key, lanes, here, (item) => keys.get(`${here.lane.id}/${item.id}`) ?? item.id);
    if (next) walkTo(next);
    else if (event.key === "Enter" || event.key === " ") (event.target as Element).dispatchEvent(new MouseEvent("click"));
    else if (event.key === "+" || event.key === "-")
      look(zoomed(days, event.key === "+" ? 2 : 0.5, Number.isFinite(start) ? start : undefined));
    else return;
    event.preventDefault();
  }

  function placeOf(target: EventTarget | null): Place | null {
    const event = target instanceof Element ? target.closest<SVGGElement>(".event") : null;
    const [laneId, itemId] = (event?.dataset.key ?? "").split("/");
    const lane = lanes.find(({ id }) => id === laneId);
    const item = lane?.items.find(({ id }) => id === itemId?.replace(/^\+/, "")); // of a cluster: its first
    return lane && item ? { lane, item } : null;
  }

  function walkTo({ lane, item }: Place): void {
    const start = firstDay(item);
    if (Number.isFinite(start) && (start < days[0] || start >= days[1])) {
      look(centred(days, start));
      draw(); // at once, for there must be something to focus
    }
    active = keys.get(`${lane.id}/${item.id}`) ?? "";
    rove();
    focusKey(svg, active);
  }
}
