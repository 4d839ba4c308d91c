/**
 * A run of the fault suite as data: what a person, another admin, the network, HQ and the power switch do, in order. The seed decides
 * it; a script can be saved, shortened and played again.
 */
import { z } from 'zod';
import { FAULT_KINDS } from '#practice/options.ts';
import { seededRandom } from '../helpers/test-deps.ts';

/** Which request to kill the engine at, and whether HQ still does what it was asked. */
export const killMoments = ['hq-applies', 'hq-does-not'] as const;

const number = z.int().min(0);
/** `n` numbers the steps of a run for good: ids and values are made of it, so that a shortened script does the same things. */
const stepSchema = z.discriminatedUnion('do', [
  /** Someone edits: `fields` are places in the list of fields, `who` in that of people. */
  z.object({ n: number, do: z.literal('edit'), who: number, fields: z.array(number).min(1) }),
  z.object({ n: number, do: z.literal('create'), fields: z.array(number) }),
  /** Somebody is deactivated, removed, mailed …: `action` is a place in the list of what can be done to such people. */
  z.object({ n: number, do: z.literal('act'), who: number, action: number }),
  z.object({ n: number, do: z.literal('invite') }),
  /** The person signs in to HQ's pages; HQ ends all sessions. */
  z.object({ n: number, do: z.literal('session'), what: z.enum(['sign-in', 'end']) }),
  /** Time passes; `wait` false: the next steps happen meanwhile. */
  z.object({ n: number, do: z.literal('pass'), ms: number, wait: z.boolean() }),
  /** The Sync button. */
  z.object({ n: number, do: z.literal('press'), what: z.enum(['sync', 'pull', 'push']) }),
  z.object({
    n: number,
    do: z.literal('fault'),
    kind: z.enum(FAULT_KINDS),
    where: z.enum(['api', 'pages']),
    times: z.int().min(1),
    after: number,
    method: z.enum(['GET', 'PUT', 'POST', 'PATCH']).nullable(),
    ms: z.int(),
  }),
  /** Another admin edits or removes somebody at HQ. */
  z.object({ n: number, do: z.literal('admin'), who: number, field: number, remove: z.boolean() }),
  /** The person decides about a waiting change. */
  z.object({ n: number, do: z.literal('decide'), which: number, how: z.enum(['retry', 'discard', 'theirs']) }),
  /** SIGKILL now, at the n-th failpoint from now, or when HQ has the n-th request that matches. */
  z.object({ n: number, do: z.literal('kill') }),
  z.object({ n: number, do: z.literal('kill-at-failpoint'), count: z.int().min(1) }),
  z.object({
    n: number,
    do: z.literal('kill-at-request'),
    where: z.enum(['api', 'pages']),
    method: z.enum(['GET', 'PUT', 'POST']),
    after: number,
    moment: z.enum(killMoments),
  }),
  /** Roster is closed in order and started again. */
  z.object({ n: number, do: z.literal('restart') }),
  /** The computer's clock is set `skew` off. */
  z.object({ n: number, do: z.literal('clock'), skew: z.int() }),
]);
export type Step = z.infer<typeof stepSchema>;

export const scriptSchema = z.object({ seed: z.int(), size: z.int().min(1), steps: z.array(stepSchema) });
export type Script = z.infer<typeof scriptSchema>;

/** The kinds of trouble of a bad network and a bad HQ, each as likely; `401` beside them, because it stops a queue until the key is back. */
const faultKinds = [
  'drop-before',
  'drop-after',
  'delay',
  '500-before',
  '500-after',
  '429',
  'html-200',
  'cut-body',
  'stale-list',
  'short-list',
  'empty-list',
  'edit-meanwhile',
  'clock-skew',
  '401',
] as const;

/** Lists of REST's resources, and records edited by their address, are REST's alone. */
const onlyRest: ReadonlySet<string> = new Set(['stale-list', 'short-list', 'empty-list', 'edit-meanwhile']);

/** Longer than an exchange may take: to the engine an answer that late is none. */
export const tooLongMs = 460_000;
/** Within what HQ's lists are known to lag. */
const staleMs = 50_000;
/** An hour: a computer that woke up with a wrong clock, or a server behind. */
const hourMs = 3_600_000;

/** Weights of the steps; half of all are edits. */
const weights: readonly [Step['do'], number][] = [
  ['edit', 65],
  ['create', 4],
  ['act', 7],
  ['invite', 2],
  ['session', 1.5],
  ['pass', 11],
  ['press', 2],
  ['fault', 8],
  ['admin', 4.5],
  ['decide', 3],
  ['kill', 0.5],
  ['kill-at-failpoint', 0.7],
  ['kill-at-request', 0.5],
  ['restart', 0.4],
  ['clock', 0.4],
];

/** @param length steps, besides what calms things down in the end */
export function makeScript(seed: number, length: number): Script {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const steps = Array.from({ length }, (_, n) => makeStep(n, draw(random), below, pick));
  // A few people only, so that edits meet each other; sometimes more than one page of lanes.
  return { seed, size: pick([4, 8, 12]), steps };
}

function draw(random: () => number): Step['do'] {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [kind, weight] of weights) {
    left -= weight;
    if (left < 0) return kind;
  }
  return 'edit';
}

type Below = (limit: number) => number;
type Pick = <T>(items: readonly T[]) => T;

function makeStep(n: number, kind: Step['do'], below: Below, pick: Pick): Step {
  switch (kind) {
    case 'edit': {
      const fields = Array.from({ length: pick([1, 1, 1, 2, 3]) }, () => below(60));
      return { n, do: kind, who: below(1_000), fields };
    }
    case 'create':
      return { n, do: kind, fields: Array.from({ length: pick([0, 1, 2, 3]) }, () => below(60)) };
    case 'act':
      return { n, do: kind, who: below(1_000), action: below(120) };
    case 'invite':
      return { n, do: kind };
    case 'session':
      return { n, do: kind, what: pick(['sign-in', 'sign-in', 'end'] as const) };
    case 'pass':
      return { n, do: kind, ms: pick([500, 2_000, 20_000, 60_000, 400_000]), wait: below(2) === 0 };
    case 'press':
      return { n, do: kind, what: pick(['sync', 'sync', 'pull', 'push'] as const) };
    case 'fault':
      return makeFault(n, below, pick);
    case 'admin':
      return { n, do: kind, who: below(1_000), field: below(60), remove: below(15) === 0 };
    case 'decide':
      return { n, do: kind, which: below(100), how: pick(['retry', 'retry', 'discard', 'theirs'] as const) };
    case 'kill-at-failpoint':
      return { n, do: kind, count: 1 + below(40) };
    case 'kill-at-request': {
      const where = pick(['api', 'api', 'api', 'pages'] as const);
      const method = where === 'pages' ? ('POST' as const) : pick(['GET', 'PUT', 'PUT', 'POST'] as const);
      return { n, do: kind, where, method, after: below(3), moment: pick(killMoments) };
    }
    case 'clock':
      return { n, do: kind, skew: pick([-24 * hourMs, -hourMs, 0, hourMs]) };
    case 'kill':
    case 'restart':
      return { n, do: kind };
  }
}

function makeFault(n: number, below: Below, pick: Pick): Step {
  const kind = pick(faultKinds);
  const where = onlyRest.has(kind) ? ('api' as const) : pick(['api', 'api', 'api', 'pages'] as const);
  const ms = { delay: tooLongMs, 'stale-list': staleMs, 'clock-skew': pick([-hourMs, hourMs]) } as const;
  return {
    n,
    do: 'fault',
    kind,
    where,
    times: kind === '429' ? pick([1, 2, 6]) : pick([1, 1, 2]),
    after: below(4),
    // Lists are read with GET; where anything may be struck, reads are by far the most.
    method: kind.endsWith('-list')
      ? 'GET'
      : where === 'pages'
        ? pick(['GET', 'POST', 'POST'] as const)
        : pick(['GET', 'PUT', 'PUT', 'PUT', 'POST', 'PATCH', null] as const),
    ms: kind in ms ? ms[kind as keyof typeof ms] : 0,
  };
}
