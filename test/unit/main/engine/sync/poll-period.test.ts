import { describe, expect, it } from 'vitest';
import { pollPeriod } from '#engine/sync/poll-period.ts';
import { defaultSyncConfig } from '#engine/sync/sync-config.ts';

const minutes = (people: number, activeWorkers: number | null) =>
  pollPeriod(defaultSyncConfig, { people, activeWorkers }) / 60_000;

describe('the time between two listings', () => {
  it.each([
    [6, 5],
    [130, 100],
    [5_000, 4_000],
  ])('is five minutes with %i people', (people, active) => {
    expect(minutes(people, active)).toBe(5);
  });

  it('grows with a project of more than 5,000 people', () => {
    expect(minutes(20_000, 18_000)).toBe(20);
  });

  it.each([
    [0, 50],
    [1, 1_050],
    [2, 2_050],
  ])('leaves most of the day to the person where %i workers have %i calls', (active, calls) => {
    const period = minutes(active + 2, active);
    expect(((24 * 60) / period) * 4).toBeLessThanOrEqual(calls / 3);
    expect(period).toBeLessThan(9 * 60);
  });

  it('is that of the smallest project while nobody knows the size', () => {
    expect(minutes(3, null)).toBe(minutes(3, 1));
  });
});
