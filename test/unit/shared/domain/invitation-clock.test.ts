import { expect, it } from 'vitest';
import { isExpired } from '#practice/invitations.ts';
import { daysLeft, firstDayAlive, lastDayOf, msOfDayLeft } from '#shared/domain/invitation-clock.ts';

const at = (text: string): number => Date.parse(text);

it('lasts a calendar month by days in UTC, shorter months cut it off', () => {
  expect(lastDayOf('2026-01-31T23:59:00Z')).toBe(at('2026-02-28T00:00:00Z'));
  expect(lastDayOf('2026-12-15T10:00:00Z')).toBe(at('2027-01-15T00:00:00Z'));
  expect(lastDayOf('no date')).toBeNull();
  expect(daysLeft('2026-05-04T23:00:00Z', at('2026-05-04T23:30:00Z'))).toBe(31);
  expect(daysLeft('2026-05-04T01:00:00Z', at('2026-06-04T23:59:00Z'))).toBe(0);
  expect(daysLeft('2026-05-04T01:00:00Z', at('2026-06-05T00:00:00Z'))).toBe(-1);
  expect(daysLeft(null, 0)).toBeNull();
});

it('a day ends at midnight UTC, when one day less is left', () => {
  expect(msOfDayLeft(at('2026-05-04T23:59:59Z'))).toBe(1_000);
  expect(msOfDayLeft(at('2026-05-04T00:00:00Z'))).toBe(86_400_000);
  const now = at('2026-05-04T17:11:00Z');
  const left = (time: number): number => daysLeft('2026-05-01T09:00:00Z', time) ?? 0;
  expect(left(now) - left(now + msOfDayLeft(now))).toBe(1);
});

it('agrees with HQ on every day of two years', () => {
  for (let day = at('2027-01-01T12:00:00Z'); day < at('2029-01-01T12:00:00Z'); day += 86_400_000) {
    const first = firstDayAlive(day);
    for (let age = 26; age < 34; age += 1) {
      const invitedOn = new Date(day - age * 86_400_000).toISOString();
      const over = isExpired({ invited_on: invitedOn }, new Date(day));
      expect((daysLeft(invitedOn, day) ?? 0) < 0).toBe(over);
      expect(invitedOn < first).toBe(over);
    }
  }
});
