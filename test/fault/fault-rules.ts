/** Steps of a script as rules of the practice HQ's faults. */
import type { Step } from './script.ts';

/** A `delay` this short is the suite's own: the engine is killed while HQ holds its request. */
export const killMs = 1;

/** Where a fault strikes. */
const routes = { api: '/api/', pages: '/settings/users/' } as const;

export function faultRule({ kind, where, times, after, method, ms }: Extract<Step, { do: 'fault' }>): object {
  const match = { path: pathOf(kind, where), ...(method === null || kind === 'edit-meanwhile' ? {} : { method }) };
  return { match, kind, times, after, ...(ms === 0 ? {} : { ms }) };
}

function pathOf(kind: string, where: keyof typeof routes): string {
  if (['stale-list', 'short-list', 'empty-list'].includes(kind)) return String.raw`re:/api/(user|web-user)/v1/\?`;
  if (kind === 'edit-meanwhile') return 're:/api/(user|web-user)/v1/[0-9a-f]{32}/';
  return routes[where];
}

/** The engine is killed at the request; HQ does what it was asked or does not. */
export function killRules({ where, method, after, moment }: Extract<Step, { do: 'kill-at-request' }>): object[] {
  const rule = { match: { method, path: routes[where] }, after, times: 1 };
  const rules: object[] = [{ ...rule, kind: 'delay', ms: killMs }];
  if (moment === 'hq-does-not') rules.push({ ...rule, kind: 'drop-before' });
  return rules;
}
