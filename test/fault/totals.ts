/** Adds up what the runs did, and says it. */
import type { Verdict } from './run-script.ts';
import type { Done } from './worker.ts';

export type Totals = {
  runs: number;
  failedRuns: number;
  operations: number;
  acknowledged: number;
  decisions: number;
  kills: number;
  requests: number;
  faults: Record<string, number>;
  violations: number;
  naive: { runs: number; acknowledged: number; lost: number; doubled: number; overwritten: number };
};

export function emptyTotals(): Totals {
  return {
    runs: 0,
    failedRuns: 0,
    operations: 0,
    acknowledged: 0,
    decisions: 0,
    kills: 0,
    requests: 0,
    faults: {},
    violations: 0,
    naive: { runs: 0, acknowledged: 0, lost: 0, doubled: 0, overwritten: 0 },
  };
}

export function addTo(totals: Totals, { roster, naive }: Done): void {
  totals.runs += 1;
  totals.failedRuns += roster.violations.length > 0 ? 1 : 0;
  for (const key of ['operations', 'acknowledged', 'decisions', 'kills', 'requests'] as const)
    totals[key] += roster[key];
  totals.violations += roster.violations.length;
  for (const [kind, used] of Object.entries(roster.faults)) totals.faults[kind] = (totals.faults[kind] ?? 0) + used;
  if (!naive) return;
  totals.naive.runs += 1;
  totals.naive.acknowledged += naive.acknowledged;
  for (const kind of ['lost', 'doubled', 'overwritten'] as const) totals.naive[kind] += count(naive, kind);
}

function count({ violations }: Verdict, wanted: 'lost' | 'doubled' | 'overwritten'): number {
  return violations.filter(({ kind }) => kind === wanted).length;
}

/** @returns whether all is well */
export function printTotals(totals: Totals, { seed, seconds }: { seed: number; seconds: number }): boolean {
  const { naive } = totals;
  const struck = Object.values(totals.faults).reduce((sum, used) => sum + used, 0);
  const share = (part: number) => `${part} (${((100 * part) / Math.max(1, naive.acknowledged)).toFixed(1)} %)`;
  const isTooKind = naive.runs > 0 && (naive.lost === 0 || naive.doubled === 0);
  const lines = [
    '',
    `runs            ${totals.runs}`,
    `operations      ${totals.operations}`,
    `saved edits     ${totals.acknowledged} acknowledged edits and new workers`,
    `decisions       ${totals.decisions}`,
    `kills           ${totals.kills} (SIGKILL)`,
    `requests        ${totals.requests} at HQ`,
    `faults          ${struck}`,
    ...Object.entries(totals.faults)
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([kind, used]) => `  ${kind.padEnd(14)}${used}`),
    `naive client    ${naive.runs} runs, ${naive.acknowledged} edits: lost ${share(naive.lost)}, doubled ${share(naive.doubled)}, others' values written over ${naive.overwritten}`,
    ...(isTooKind ? ['the faults are too kind: the naive client came through'] : []),
    `violations      ${totals.violations} in ${totals.failedRuns} runs`,
    `seed            ${seed}`,
    `time            ${seconds.toFixed(1)} s`,
  ];
  console.log(lines.join('\n'));
  return totals.runs > 0 && totals.violations === 0 && !isTooKind;
}
