// How a date is drawn. Solid: it was certainly under way. Hollow: it may lie here. Fading: the end is not known.
// Dashed: the source is not sure. An arrow: it goes on. A month is a hollow bar, never a dot on its first day.

import type { Schemas } from "./api";
import { DAY, startOf } from "./dates";
import { s } from "./dom";
import type { SideId } from "./sides";

type FuzzyDate = Schemas["Date"];

const SIZE = 9; // pixels, of a mark whose event has no particular weight
const FADE = 90;
const TIP = 9; // of an arrow

/** From where to where something is drawn, in pixels; infinite where open. */
export interface Extent {
  from: number;
  to: number;
}

/** What a date may mean, and the part of it that is certain. Days are whole: the end is the start of the next. */
export function extents(
  date: FuzzyDate,
  x: (time: number) => number,
  size = SIZE,
): { outer: Extent; core: Extent | null } {
  const begin = (day: string | null) => (day === null ? -Infinity : x(startOf(day)));
  const end = (day: string | null) => (day === null ? Infinity : x(startOf(day) + DAY));
  const certain = date.certain_from !== null || date.certain_to !== null;
  return {
    outer: atLeast(size, { from: begin(date.earliest), to: end(date.latest) }),
    core: certain ? { from: begin(date.certain_from), to: end(date.certain_to) } : null,
  };
}

function atLeast(width: number, { from, to }: Extent): Extent {
  const missing = (width - (to - from)) / 2;
  return missing > 0 ? { from: from - missing, to: to + missing } : { from, to };
}

/** Cuts to what is in sight. An unknown end fades out soon after the last certain day. */
export function visible(date: FuzzyDate, x: (time: number) => number, width: number, size = SIZE): Extent {
  const { outer, core } = extents(date, x, size);
  const lastKnown = core && Number.isFinite(core.to) ? core.to : outer.from;
  const firstKnown = core && Number.isFinite(core.from) ? core.from : outer.to;
  const fadesRight = outer.to === Infinity && core?.to !== Infinity;
  const fadesLeft = outer.from === -Infinity && core?.from !== -Infinity;
  // A closed end is cut a little outside, so its rounding is out of sight; the arrow of an open end stays in sight.
  return {
    from: Math.max(outer.from === -Infinity ? 1 : -size, fadesLeft ? firstKnown - FADE : outer.from),
    to: Math.min(outer.to === Infinity ? width - 1 : width + size, fadesRight ? lastKnown + FADE : outer.to),
  };
}

/** The mark of a date, its middle at height 0, as wide as `visible` says. A day has a shape by the side that moves. */
export function mark(
  date: FuzzyDate,
  x: (time: number) => number,
  width: number,
  size = SIZE,
  side: SideId = "ussr",
): SVGGElement {
  const { outer, core } = extents(date, x, size);
  const seen = visible(date, x, width, size);
  const unsure = date.uncertain || date.approximate;
  const group = s("g", { class: unsure ? "mark unsure" : "mark" });

  if (seen.to - seen.from <= size + 0.01) {
    group.append(shape((seen.from + seen.to) / 2, size / 2, side, core ? "core" : "outer"));
    return group;
  }
  const goesOn = { right: outer.to === Infinity, left: outer.from === -Infinity };
  const drawn = { from: seen.from + (goesOn.left ? TIP : 0), to: seen.to - (goesOn.right ? TIP : 0) };
  const unknownRight = goesOn.right && core?.to !== Infinity;
  const unknownLeft = goesOn.left && core?.from !== -Infinity;
  group.append(bar(drawn, size, unknownRight ? "fades-right" : unknownLeft ? "fades-left" : "outer"));
  const solid = core && { from: Math.max(core.from, drawn.from), to: Math.min(core.to, drawn.to) };
  if (solid && solid.to > solid.from) group.append(bar(atLeast(size, solid), size, "core"));
  if (goesOn.right) group.append(arrow(seen.to, 1, core?.to === Infinity));
  if (goesOn.left) group.append(arrow(seen.from, -1, core?.from === -Infinity));
  return group;
}

/** Shapes, so that sides are not told by colour alone. */
export function shape(x: number, half: number, side: SideId, look: string): SVGElement {
  if (side === "ussr") return s("circle", { class: look, cx: x, cy: 0, r: half });
  const h = half * 1.15;
  const paths: Record<Exclude<SideId, "ussr">, string> = {
    together: `M${x},${-h * 1.2} L${x + h * 1.2},0 L${x},${h * 1.2} L${x - h * 1.2},0 Z`,
    west: `M${x - half},${-half} H${x + half} V${half} H${x - half} Z`,
    usa: `M${x - half},${-half} H${x + half} V${half} H${x - half} Z`,
    uk: `M${x - half},${-half} H${x + half} V${half} H${x - half} Z`,
    france: `M${x - half},${-half} H${x + half} V${half} H${x - half} Z`,
    germany: `M${x},${-h} L${x + h},${h * 0.8} L${x - h},${h * 0.8} Z`,
    others: `M${x},${h} L${x + h},${-h * 0.8} L${x - h},${-h * 0.8} Z`,
  };
  return s("path", { class: look, d: paths[side] });
}

function bar({ from, to }: Extent, size: number, look: string): SVGRectElement {
  return s("rect", {
    class: look,
    x: from,
    y: -size / 2,
    width: to - from,
    height: size,
    rx: Math.min(size, to - from) / 2,
  });
}

function arrow(at: number, direction: 1 | -1, certain: boolean): SVGPathElement {
  const back = at - direction * TIP;
  return s("path", { class: certain ? "arrow core" : "arrow outer", d: `M${back},-7 L${at},0 L${back},7 Z` });
}
