// Days of the API as numbers for d3 and back. Date.parse and Date.UTC are not used: they read year 33 as 1933 and
// "-0044" as 2044, and make 2 March of 30 February.

export const DAY = 86_400_000;

/** From the first moment of a day to that of the day after the last. */
export type Days = [number, number];

const FURTHEST = 8.64e15; // what a Date can hold: some 270,000 years each way

/** The first moment (UTC, in ms) of a day such as `1954-03-26` or `-000043-03-15`. */
export function startOf(day: string): number {
  const found = /^([+-]?\d{4,})-(\d\d)-(\d\d)$/.exec(day);
  if (!found) throw new RangeError(`${day} is not a day`);
  return moment(Number(found[1]), Number(found[2]), Number(found[3]));
}

function moment(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const time = date.getTime();
  return Number.isNaN(time) ? Math.sign(year) * FURTHEST : time;
}

/** The day that holds this moment, as the API writes it in a filter (EDTF): `1954-03-26`, `-0043-03-15`. */
export function dayOf(time: number): string {
  const date = new Date(Math.max(-FURTHEST, Math.min(FURTHEST, time)));
  return `${yearText(date.getUTCFullYear())}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

function yearText(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, "0");
  if (digits.length > 4) return `Y${year}`;
  return year < 0 ? `-${digits}` : digits;
}

const two = (number: number) => String(number).padStart(2, "0");

/** First moment of a plain EDTF year, month or day, and of what follows it; null for any other EDTF. */
export function spanOf(edtf: string): Days | null {
  const found = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(edtf.trim());
  if (!found) return null;
  const year = Number(found[1]);
  const month = found[2] ? Number(found[2]) : null;
  const day = found[3] ? Number(found[3]) : null;
  if (month === null) return [moment(year, 1, 1), moment(year + 1, 1, 1)];
  if (month < 1 || month > 12) return null;
  if (day === null) return [moment(year, month, 1), moment(year, month + 1, 1)];
  return day < 1 || day > 31 ? null : [moment(year, month, day), moment(year, month, day) + DAY];
}

/** A moment in words, as coarse as asked: `1954`, `March 1954`, `26 March 1954`, `44 BC`. */
export function inWords(time: number, unit: "year" | "month" | "day", short = false): string {
  const date = new Date(time);
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    year: "numeric",
    ...(unit !== "year" && { month: short ? "short" : "long" }),
    ...(unit === "day" && { day: "numeric" }),
    ...(date.getUTCFullYear() < 1 && { era: "short" }),
  }).format(date);
}

/** `1 February 1954 to 31 March 1954`. */
export const daysInWords = ([from, to]: Days) => `${inWords(from, "day")} to ${inWords(to - 1, "day")}`;

/** What stands at a tick of an axis: the coarsest unit that begins there. */
export function tickText(time: number): string {
  const date = new Date(time);
  if (date.getUTCDate() !== 1) return inDays.format(date);
  return date.getUTCMonth() === 0 ? inWords(time, "year") : inMonths.format(date);
}

const inDays = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const inMonths = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short" });
