/** Numbers and moments in the way of the person's system. */
const numbers = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** Milliseconds since 1970 → the time of day when it is today's, else day and time, with the year when it is another. */
export function formatMoment(at: number, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return clock.format(then);
  return (then.getFullYear() === today.getFullYear() ? day : full).format(then);
}

/** Milliseconds since 1970 → the day alone. */
export function formatDay(at: number): string {
  return date.format(at);
}

/** HQ's dates (ISO text) in the person's way; what is no date is shown as it came. */
export function formatDate(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : date.format(at);
}
