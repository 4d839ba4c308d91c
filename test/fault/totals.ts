/** Adds up what the runs did, and says it. */
import { FAULT_KINDS } from '#practice/options.ts';
import type { Verdict } from './run-script.ts';
import type { Done } from './worker.ts';

export type Totals = {
  runs: number;
  failedRuns: number;
  operations: number;
  acknowledged: number;
  actions: number;
  mails: number;
  pagePosts: number;
  decisions: number;
  givenUp: number;
  kills: number;
  restarts: number;
  batches: number;
  sheets: number;
  waysBack: number;
  batchEnds: number;
  requests: number;
  faults: Record<string, number>;
  violations: number;
  /** Of the scripts that failed. */
  failedSeeds: number[];
  naive: { runs: number; acknowledged: number; lost: number; doubled: number; overwritten: number };
};

export function emptyTotals(): Totals {
  return {
    runs: 0,
    failedRuns: 0,
    operations: 0,
    acknowledged: 0,
    actions: 0,
    mails: 0,
    pagePosts: 0,
    decisions: 0,
    givenUp: 0,
    kills: 0,
    restarts: 0,
    batches: 0,
    sheets: 0,
    waysBack: 0,
    batchEnds: 0,
    requests: 0,
    faults: {},
    violations: 0,
    failedSeeds: [],
    naive: { runs: 0, acknowledged: 0, lost: 0, doubled: 0, overwritten: 0 },
  };
}

const counted = [
  'operations',
  'acknowledged',
  'actions',
  'mails',
  'pagePosts',
  'decisions',
  'givenUp',
  'kills',
  'restarts',
  'batches',
  'sheets',
  'waysBack',
  'batchEnds',
  'requests',
] as const;

/** @param seed of the script */
export function addTo(totals: Totals, { roster, naive }: Done, seed: number): void {
  totals.runs += 1;
  if (roster.violations.length > 0) {
    totals.failedRuns += 1;
    totals.failedSeeds.push(seed);
  }
  for (const key of counted) totals[key] += roster[key];
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

/** From so many runs on each kind of fault has had its chance many times over: one that never struck is a fault of the suite. */
const enoughRuns = 50;

/** From so many edits on the shares below mean something; with fewer, one of each has to do. */
const enoughNaiveEdits = 500;

/**
 * What the naive client must come to at least, as shares of its edits: about a quarter of what runs of 50 and of 200 measured
 * (lost 1.9 to 3.6 %, doubled 7.9 to 10.3 %, written over 2.3 to 2.6 %), so that chance does not fail a run and weaker faults do.
 */
const naiveFloors = { lost: 0.005, doubled: 0.02, overwritten: 0.005 } as const;

/** Whether the faults broke nothing of Roster's, all of them struck, and the naive client broke by them. */
export function isGood(totals: Totals): boolean {
  return totals.runs > 0 && totals.violations === 0 && complaints(totals).length === 0;
}

/** What is wrong with the suite itself, a sentence each: faults that never struck, or too kind to prove anything. */
export function complaints(totals: Totals): string[] {
  const idle = idleFaults(totals);
  const kind = tooKind(totals);
  return [
    ...(idle.length > 0 ? [`never struck: ${idle.join(', ')}`] : []),
    ...(kind.length > 0 ? [`the faults are too kind, the naive client came through: ${kind.join(', ')}`] : []),
  ];
}

function idleFaults({ runs, faults }: Totals): string[] {
  return runs < enoughRuns ? [] : FAULT_KINDS.filter((kind) => (faults[kind] ?? 0) === 0);
}

/** Of what the naive client did too little. */
function tooKind({ naive }: Totals): string[] {
  if (naive.runs === 0) return [];
  return (['lost', 'doubled', 'overwritten'] as const).filter((kind) => {
    const share = naive.acknowledged < enoughNaiveEdits ? 0 : naiveFloors[kind];
    return naive[kind] < Math.max(1, share * naive.acknowledged);
  });
}

function failed({ failedSeeds }: Totals): string {
  return failedSeeds.length === 0 ? '' : ` (seeds ${failedSeeds.join(', ')})`;
}

/** One line while a long run goes on. */
export function printProgress({ runs, operations, kills, violations }: Totals, of: number, seconds: number): void {
  const done = `${runs} of ${of} runs, ${operations} operations, ${kills} kills, ${violations} violations`;
  console.log(`${done}, ${seconds.toFixed(0)} s`);
}

/** Every kind of fault, also one that never struck. */
function faultRows({ faults }: Totals): [string, string][] {
  return FAULT_KINDS.toSorted().map((kind) => [`· ${kind}`, `${faults[kind] ?? 0}`]);
}

/** What was done, one thing a row. */
function rows(totals: Totals): [string, string][] {
  const { naive } = totals;
  const struck = Object.values(totals.faults).reduce((sum, used) => sum + used, 0);
  const share = (part: number) => `${part} (${((100 * part) / Math.max(1, naive.acknowledged)).toFixed(1)} %)`;
  return [
    ['runs', `${totals.runs}`],
    ['operations', `${totals.operations}`],
    ['saved', `${totals.acknowledged} acknowledged, ${totals.actions} of them actions and invitations`],
    ['decisions', `${totals.decisions}`],
    [
      'batches',
      `${totals.batches} for many at once, ${totals.sheets} from workbooks; ${totals.batchEnds} times one was taken back, discarded or sent again; ${totals.waysBack} rows of workbooks that HQ had went back`,
    ],
    ['given up', `${totals.givenUp} in the end (where HQ shows no reason, that is a violation)`],
    ['mails', `${totals.mails} sent by HQ; ${totals.pagePosts} changes over its pages`],
    ['kills', `${totals.kills} (SIGKILL), each followed by a start`],
    ['restarts', `${totals.restarts} (closed in order)`],
    ['requests', `${totals.requests} at HQ`],
    ['faults', `${struck}`],
    ...faultRows(totals),
    [
      'naive client',
      `${naive.runs} runs, ${naive.acknowledged} edits: lost ${share(naive.lost)}, doubled ${share(naive.doubled)}, others' values written over ${naive.overwritten}`,
    ],
    ['violations', `${totals.violations} in ${totals.failedRuns} runs${failed(totals)}`],
  ];
}

export function printTotals(totals: Totals, { seed, seconds }: { seed: number; seconds: number }): void {
  const lines = [...rows(totals), ['seed', `${seed}`], ['time', `${seconds.toFixed(1)} s`]];
  console.log(['', ...lines.map(([name = '', value = '']) => name.padEnd(18) + value)].join('\n'));
  for (const complaint of complaints(totals)) console.log(complaint);
}

/** The same as a page of the documentation. @param command what was typed */
export function reportOf(
  totals: Totals,
  told: { command: string; seed: number; seconds: number; runs: number },
): string {
  const lines = [['seed', `${told.seed}`], ...rows(totals), ['duration', `${Math.ceil(told.seconds / 60)} min`]];
  return [
    '# The last long run of the fault suite',
    '',
    ...(totals.runs < told.runs ? [`Broken off after ${totals.runs} of ${told.runs} runs.`, ''] : []),
    'Written by the run itself; what the words mean is in [`test/fault/README.md`](../test/fault/README.md).',
    '',
    '```sh',
    told.command,
    '```',
    '',
    '| | |',
    '| --- | --- |',
    ...lines.map(([name = '', value = '']) => `| ${name} | ${value} |`),
    '',
  ].join('\n');
}
