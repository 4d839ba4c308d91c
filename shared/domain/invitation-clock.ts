/**
 * How long an invitation can still be accepted, by HQ's own clock: to the end of the day one calendar month after the day it was sent, in
 * UTC. (HQ's page counts 31 days and its mail says 30; what counts is this.) Source: corehq/apps/users/models.py, `Invitation.is_expired`.
 */
const dayMs = 86_400_000;

/** The last day an invitation can be accepted on, ms of its midnight UTC; null for what is no date. */
export function lastDayOf(invitedOn: string | null): number | null {
  const at = invitedOn === null ? Number.NaN : Date.parse(invitedOn);
  return Number.isNaN(at) ? null : monthLater(dayOf(at));
}

/** Whole days left, 0 on the last day, negative once it is over; null where HQ has not told the date. */
export function daysLeft(invitedOn: string | null, now: number): number | null {
  const last = lastDayOf(invitedOn);
  return last === null ? null : Math.round((last - dayOf(now)) / dayMs);
}

/** Whole days since it was sent, by days in UTC; null where HQ has not told the date. */
export function daysSince(invitedOn: string | null, now: number): number | null {
  const at = invitedOn === null ? Number.NaN : Date.parse(invitedOn);
  return Number.isNaN(at) ? null : Math.round((dayOf(now) - dayOf(at)) / dayMs);
}

/** What was sent before this day (`YYYY-MM-DD`) is over on the day of `now`. */
export function firstDayAlive(now: number): string {
  const today = dayOf(now);
  // The longest month has 31 days; a month that ends early is why the days are tried one by one.
  let day = today - 32 * dayMs;
  while (monthLater(day) < today) day += dayMs;
  return new Date(day).toISOString().slice(0, 10);
}

/** How long HQ's day still lasts, ms: days are counted in UTC. */
export function msOfDayLeft(now: number): number {
  return dayOf(now) + dayMs - now;
}

function dayOf(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

/** A month from the 31st ends on the last day of a shorter month. */
function monthLater(day: number): number {
  const date = new Date(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay));
}
