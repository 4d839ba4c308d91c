import { afterEach, describe, expect, it, vi } from 'vitest';
import { localDay } from '#shared/domain/local-day.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const hourMs = 3_600_000;
const hours = (day: string) => {
  const span = localDay(day);
  return span ? (span.to + 1 - span.from) / hourMs : null;
};

describe('a day of this computer', () => {
  it('has the hours it has where the clocks change', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(hours('2026-11-22')).toBe(24);
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(localDay('2026-10-25')).toEqual({
      from: Date.parse('2026-10-25T00:00:00+02:00'),
      to: Date.parse('2026-10-26T00:00:00+01:00') - 1,
    });
  });

  it('begins with its first hour where there is no midnight', () => {
    vi.stubEnv('TZ', 'Africa/Cairo');
    expect(localDay('2026-04-24')?.from).toBe(Date.parse('2026-04-24T01:00:00+03:00'));
    expect(localDay('2026-04-23')?.to).toBe(Date.parse('2026-04-24T01:00:00+03:00') - 1);
  });

  it.each(['', '2026-1', '2026-02-30', '2026-13-01', '2026-11-22T00:00:00', 'today'])('is not %j', (text) => {
    expect(localDay(text)).toBeNull();
  });
});
