// Dates as people write them, as the EDTF that the API takes.

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const two = (text: string) => text.padStart(2, "0");

/**
 * `February 1954`, `26 March 1954`, `March 26, 1954`, `26.3.1954` and `3/1954` as EDTF; all else stays as it is, for the
 * API to take or to refuse. With dots or slashes the day stands before the month, as in Europe.
 */
export function edtfOf(text: string): string {
  const words = text.trim().replaceAll(",", " ").replace(/\s+/g, " ");
  const numbers = /^(?:(\d{1,2})[./] ?)?(\d{1,2})[./] ?(\d{4})$/.exec(words);
  if (numbers) return [numbers[3], two(numbers[2] ?? ""), ...(numbers[1] ? [two(numbers[1])] : [])].join("-");
  const named = /^(?:(\d{1,2})\.? )?([a-z]{3,})\.?(?: (\d{1,2}))? (\d{4})$/i.exec(words);
  const name = named?.[2]?.toLowerCase() ?? "";
  const month = MONTHS.findIndex((short) => name.startsWith(short) && isMonth(name)) + 1;
  if (!named || !month) return text.trim();
  const day = named[1] ?? named[3];
  return [named[4], two(String(month)), ...(day ? [two(day)] : [])].join("-");
}

/** Whether a word is the English name of a month, or the beginning of one. */
function isMonth(word: string): boolean {
  const names = new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" });
  return MONTHS.some((_, month) => names.format(Date.UTC(2000, month, 1)).toLowerCase().startsWith(word)) || word === "sept";
}
