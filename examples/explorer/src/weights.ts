// How much hangs on an event: what answers it, what is claimed about it, what is part of it.

import type { EventItem } from "./api";

export const weightOf = ({ answered_by, claims, parts }: EventItem) =>
  answered_by.length + (claims?.length ?? 0) + parts;

/** `31 links: 12 answers, 19 claims`; empty where nothing hangs on it. */
export function weightWords({ answered_by, claims, parts }: EventItem): string {
  const counts = [
    [answered_by.length, "answer"],
    [claims?.length ?? 0, "claim"],
    [parts, "part"],
  ] as const;
  const some = counts.filter(([count]) => count > 0);
  return some.map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`).join(", ");
}

/** Pixels of a mark: the weightiest fortieth are the largest, the next tenth larger than the others. */
export function sizesOf(items: EventItem[]): (item: EventItem) => number {
  const weights = items.map(weightOf).sort((a, b) => b - a);
  const large = Math.max(4, weights[Math.floor(weights.length / 40)] ?? 0);
  const middle = Math.max(2, weights[Math.floor(weights.length / 8)] ?? 0);
  return (item) => (weightOf(item) >= large ? 17 : weightOf(item) >= middle ? 13 : 9);
}

/** Whether a mark of this size is larger than others: its label is bold. */
export const isWeighty = (size: number) => size > 9;
