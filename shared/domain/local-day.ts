/** A calendar day of this computer's time zone, as a date field or the command line gives it. */

/** ms since 1970, both inclusive. A day in which the clocks are changed has 23 or 25 hours, so its end is told by the next day's midnight. */
export type DaySpan = { from: number; to: number };

/** @returns null for what is no day written like 2026-11-22, or a day no month has */
export function localDay(text: string): DaySpan | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]) - 1, Number(match[3])];
  const first = new Date(year, month, day);
  // A 30th of February would be counted on into March.
  if (first.getMonth() !== month || first.getDate() !== day) return null;
  return { from: first.getTime(), to: new Date(year, month, day + 1).getTime() - 1 };
}
