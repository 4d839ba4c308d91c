/** How often HQ's lists are read without being asked for. */
import { callsPerDay } from '../hq/rest-budget.ts';
import type { SyncConfig } from './sync-config.ts';

/** Lists of a pull that HQ counts: groups, web users, active and deactivated workers. Locations and pages are not counted. */
const countedLists = 4;
/**
 * Part of the day's budget that listings may take by themselves: most is left to what the person does, which takes some three calls a
 * change. HQ's windows fade out (hq/window-count.ts), so of the whole two thirds are there day after day.
 */
const pollShare = 1 / 3;
const dayMs = 86_400_000;

/**
 * Milliseconds between two listings nobody asked for. Every list is at least one call; a project with a handful of workers has few calls
 * a day, a large one many pages.
 * @param activeWorkers HQ's N; null while it is not known
 */
export function pollPeriod(
  config: Pick<SyncConfig, 'pollMs' | 'pollPeople' | 'pageSize'>,
  project: { people: number; activeWorkers: number | null },
): number {
  const { pollMs, pollPeople, pageSize } = config;
  const bySize = pollMs * Math.max(1, project.people / pollPeople);
  const calls = countedLists + Math.floor(project.people / pageSize);
  return Math.max(bySize, (dayMs * calls) / (callsPerDay(project.activeWorkers) * pollShare));
}
