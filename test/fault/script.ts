/**
 * A run of the fault suite as data: what a person, another admin, the network, HQ and the power switch do, in order. The seed decides
 * it; a script can be saved, shortened and played again.
 */
import { z } from 'zod';
import { FAULT_KINDS } from '#practice/options.ts';
import { personActionSchema } from '#shared/domain/action.ts';
import { seededRandom } from '../helpers/test-deps.ts';
import { makeSheet, workbook } from './sheet-scene.ts';

/** Which request to kill the engine at, and whether HQ still does what it was asked. */
export const killMoments = ['hq-applies', 'hq-does-not'] as const;

const number = z.int().min(0);
/** A place in the list of people, or the one made last here. */
const who = z.union([number, z.literal('newest')]);
/** `n` numbers the steps of a run for good: ids and values are made of it, so that a shortened script does the same things. */
const stepSchema = z.discriminatedUnion('do', [
  /** Someone edits: `fields` are places in the list of fields, `who` in that of people. */
  z.object({ n: number, do: z.literal('edit'), who, fields: z.array(number).min(1) }),
  /** Another location, `location` being a place in the list of them; sometimes another group instead, or role. */
  z.object({ n: number, do: z.literal('move'), who, location: number }),
  z.object({ n: number, do: z.literal('create'), fields: z.array(number) }),
  /** Somebody is deactivated, removed, mailed …: `action` is what is done, or a place in the list of what can be done to such people. */
  z.object({ n: number, do: z.literal('act'), who, action: z.union([number, personActionSchema]) }),
  z.object({ n: number, do: z.literal('invite') }),
  /** Another role for somebody invited. */
  z.object({ n: number, do: z.literal('edit-invitation'), who: number, role: number }),
  /** A line of the history is taken back, among those where that is offered. */
  z.object({ n: number, do: z.literal('undo'), which: number }),
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
  z.object({ n: number, do: z.literal('admin'), who, field: number, remove: z.boolean() }),
  /** Another admin gives a web user another role, or profile. */
  z.object({ n: number, do: z.literal('admin-gives'), who: number, what: z.enum(['role', 'profile']), place: number }),
  /** An edit of a web user with a profile (`profile` being a place in the list of them), and with a field where one is named. */
  z.object({ n: number, do: z.literal('profile'), who: number, profile: number, fields: z.array(number) }),
  /** One edit, move or action for several people at once: `who` is the place of the first; `place`: what to, as in `edit` and `move`. */
  z.object({
    n: number,
    do: z.literal('many'),
    entity: z.enum(['mobile-worker', 'web-user']),
    who: number,
    count: z.int().min(1),
    what: z.enum(['edit', 'move', 'deactivate', 'reactivate']),
    place: number,
  }),
  /** A batch is taken back, discarded or sent again; 0 is the latest. */
  z.object({ n: number, do: z.literal('end-batch'), which: number, how: z.enum(['undo', 'discard', 'retry']) }),
  /** A workbook in which the same is typed for several workers: into a file written now, or into the last one. */
  z.object({
    n: number,
    do: z.literal('sheet'),
    who: number,
    count: z.int().min(1),
    place: number,
    isOld: z.boolean(),
  }),
  z.object({ n: number, do: z.literal('end-sheet'), which: number, how: z.enum(['undo', 'discard', 'retry']) }),
  /** The person decides about a waiting change; `value`: by a value of its own. */
  z.object({ n: number, do: z.literal('decide'), which: number, how: z.enum(['retry', 'discard', 'theirs', 'value']) }),
  /** A decision is taken back; 0 is the latest. */
  z.object({ n: number, do: z.literal('unresolve'), which: number }),
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

/** Lists of REST's resources, and records edited by their address, are REST's alone. */
const onlyRest: ReadonlySet<string> = new Set(['stale-list', 'short-list', 'empty-list', 'edit-meanwhile']);

/** Trouble that stays for a while, so that trying again at once is no help. */
const lasting: ReadonlySet<string> = new Set(['429', 'drop-before', '500-before', 'html-200', '401', '403']);

/** Longer than an exchange may take: to the engine an answer that late is none. */
export const tooLongMs = 460_000;
/** Within what HQ's lists are known to lag. */
const staleMs = 50_000;
/** An hour: a computer that woke up with a wrong clock, or a server behind. */
const hourMs = 3_600_000;

/** How likely each scene is; half of all are edits. */
const weights: readonly [Scene, number][] = [
  ['edit', 56],
  ['move', 6],
  ['create', 2.5],
  ['act', 7],
  ['invite', 1.5],
  ['edit-invitation', 1.5],
  ['undo', 2.5],
  ['session', 1.5],
  ['pass', 9],
  ['press', 2],
  ['fault', 9],
  ['admin', 4],
  ['decide', 3],
  ['unresolve', 0.7],
  ['kill', 0.5],
  ['kill-at-failpoint', 0.7],
  ['kill-at-request', 0.5],
  ['restart', 0.4],
  ['clock', 0.4],
  ['life', 0.5],
  ['clash', 1.3],
  ['too-many', 0.5],
  ['mailed', 0.5],
  ['admin-gives', 1],
  ['profile', 1.5],
  ['many', 3],
  ['end-batch', 1],
  ['sheet', 1],
  ['end-sheet', 0.5],
  ['workbook', 3],
  ['batch', 1],
  ['guarded', 1],
];

type SceneName = 'life' | 'clash' | 'too-many' | 'mailed' | 'batch' | 'workbook' | 'guarded';
/** One step, or several that go together: chance alone would seldom bring them in this order. */
type Scene = Step['do'] | SceneName;

/** @param length steps, besides what calms things down in the end */
export function makeScript(seed: number, length: number): Script {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const steps: Step[] = [];
  while (steps.length < length) steps.push(...makeScene(steps.length, draw(random), below, pick));
  // A few people only, so that edits meet each other; sometimes more than one page of lanes.
  return { seed, size: pick([4, 8, 12]), steps: steps.slice(0, length) };
}

function draw(random: () => number): Scene {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [scene, weight] of weights) {
    left -= weight;
    if (left < 0) return scene;
  }
  return 'edit';
}

export type Below = (limit: number) => number;
export type Pick = <T>(items: readonly T[]) => T;

/** @param n number of the first step */
function makeScene(n: number, scene: Scene, below: Below, pick: Pick): Step[] {
  switch (scene) {
    case 'life':
      return life(n, below, pick);
    case 'clash':
      return clash(n, below, pick);
    case 'too-many':
      return tooMany(n);
    case 'mailed':
      return mailed(n, below, pick);
    case 'batch':
      return batch(n, below, pick);
    case 'workbook':
      return workbook(n, below, pick);
    case 'guarded':
      return guarded(n, below, pick);
    default:
      return [makeStep(n, scene, below, pick)];
  }
}

/** Made here, edited, linked and deactivated, sometimes removed: one lane, begun without an id of HQ's. */
function life(n: number, below: Below, pick: Pick): Step[] {
  const who = 'newest';
  const lane: Step[] = [
    { n, do: 'create', fields: [below(60)] },
    { n: n + 1, do: 'edit', who, fields: [below(60), below(60)] },
    { n: n + 2, do: 'move', who, location: below(60) },
    { n: n + 3, do: 'act', who, action: 'link' },
    { n: n + 4, do: 'act', who, action: 'deactivate' },
  ];
  return pick([lane, [...lane, { n: n + 5, do: 'act', who, action: 'remove' }]]);
}

/** The same field here and at HQ; the person decides, and sometimes thinks again. */
function clash(n: number, below: Below, pick: Pick): Step[] {
  const place = below(60);
  const who = below(1_000);
  const steps: Step[] = [
    { n, do: 'edit', who, fields: [place] },
    { n: n + 1, do: 'admin', who, field: place, remove: false },
    { n: n + 2, do: 'press', what: 'sync' },
    { n: n + 3, do: 'pass', ms: 20_000, wait: true },
    { n: n + 4, do: 'decide', which: 0, how: pick(['retry', 'theirs', 'value', 'value']) },
  ];
  return pick([steps, [...steps, { n: n + 5, do: 'unresolve', which: 0 }]]);
}

/** HQ says 429, and Roster is killed and started again at once: the pause is to be remembered. */
function tooMany(n: number): Step[] {
  return [
    { n, do: 'fault', kind: '429', where: 'api', times: 1, after: 0, method: null, ms: 0 },
    { n: n + 1, do: 'press', what: 'sync' },
    { n: n + 2, do: 'pass', ms: 500, wait: true },
    { n: n + 3, do: 'kill' },
    { n: n + 4, do: 'pass', ms: 500, wait: true },
  ];
}

/** What mails is asked for, and the answer is lost, sometimes with Roster itself: HQ has mailed. */
function mailed(n: number, below: Below, pick: Pick): Step[] {
  const strike = { n: n + 1, where: 'api', method: 'POST', after: 0 } as const;
  return [
    { n, do: 'act', who: 3 * below(300) + 1, action: 'email-password-reset' },
    pick<Step>([
      { ...strike, do: 'fault', kind: 'drop-after', times: 1, ms: 0 },
      { ...strike, do: 'fault', kind: '500-after', times: 1, ms: 0 },
      { ...strike, do: 'kill-at-request', moment: 'hq-applies' },
    ]),
    { n: n + 2, do: 'press', what: 'push' },
    { n: n + 3, do: 'pass', ms: 60_000, wait: true },
  ];
}

/** Many at once, taken back before it is sent, while it is, or after that, sometimes behind an edit of one's own. */
function batch(n: number, below: Below, pick: Pick): Step[] {
  const many = makeMany(n + 1, below, pick);
  return [
    makeStep(n, 'edit', below, pick),
    many,
    pick<Step>([
      { n: n + 2, do: 'edit', who: below(1_000), fields: [many.place] },
      { n: n + 2, do: 'kill' },
      { n: n + 2, do: 'pass', ms: 2_000, wait: false },
      { n: n + 2, do: 'fault', kind: '500-before', where: 'api', times: 1, after: 0, method: null, ms: 0 },
    ]),
    { n: n + 3, do: 'end-batch', which: 0, how: pick(['undo', 'undo', 'discard'] as const) },
  ];
}

/** A web user's role moves at HQ, while an action or another role waits here; the person decides. */
function guarded(n: number, below: Below, pick: Pick): Step[] {
  const who = 3 * below(300);
  const ours = pick<Step>([
    { n, do: 'act', who, action: 'deactivate' },
    { n, do: 'act', who, action: 'reactivate' },
    { n, do: 'act', who, action: 'remove' },
    { n, do: 'move', who, location: 3 * below(20) },
  ]);
  return [
    ours,
    { n: n + 1, do: 'admin-gives', who, what: 'role', place: below(60) },
    { n: n + 2, do: 'press', what: pick(['sync', 'push'] as const) },
    { n: n + 3, do: 'pass', ms: 20_000, wait: true },
    { n: n + 4, do: 'decide', which: 0, how: pick(['retry', 'theirs', 'discard'] as const) },
  ];
}

function makeMany(n: number, below: Below, pick: Pick): Extract<Step, { do: 'many' }> {
  const entity = pick(['mobile-worker', 'mobile-worker', 'web-user'] as const);
  const what = pick(['edit', 'edit', 'edit', 'move', 'deactivate', 'reactivate'] as const);
  return { n, do: 'many', entity, who: below(1_000), count: 2 + below(3), what, place: below(60) };
}

function makeStep(n: number, kind: Step['do'], below: Below, pick: Pick): Step {
  switch (kind) {
    case 'edit': {
      const fields = Array.from({ length: pick([1, 1, 1, 2, 3]) }, () => below(60));
      return { n, do: kind, who: below(1_000), fields };
    }
    case 'move':
      return { n, do: kind, who: below(1_000), location: below(60) };
    case 'create':
      return { n, do: kind, fields: Array.from({ length: pick([0, 1, 2, 3]) }, () => below(60)) };
    case 'act':
      return { n, do: kind, who: below(1_000), action: below(120) };
    case 'invite':
      return { n, do: kind };
    case 'edit-invitation':
      return { n, do: kind, who: below(1_000), role: below(60) };
    case 'undo':
    case 'unresolve':
      return { n, do: kind, which: below(20) };
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
    case 'admin-gives': {
      const what = pick(['role', 'role', 'profile'] as const);
      return { n, do: kind, who: 3 * below(300), what, place: below(60) };
    }
    case 'profile':
      return { n, do: kind, who: 3 * below(300), profile: below(60), fields: pick([[], [below(60)]]) };
    case 'many':
      return makeMany(n, below, pick);
    case 'end-batch':
      return { n, do: kind, which: below(3), how: pick(['undo', 'undo', 'discard', 'retry'] as const) };
    case 'sheet':
      return makeSheet(n, below, pick);
    case 'end-sheet':
      return { n, do: kind, which: below(3), how: pick(['undo', 'undo', 'discard', 'retry'] as const) };
    case 'decide':
      return { n, do: kind, which: below(100), how: pick(['retry', 'discard', 'theirs', 'value'] as const) };
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

/** Every kind the practice HQ knows, each as likely. */
function makeFault(n: number, below: Below, pick: Pick): Step {
  const kind = pick(FAULT_KINDS);
  const where = onlyRest.has(kind) ? ('api' as const) : pick(['api', 'api', 'api', 'pages'] as const);
  const ms = { delay: tooLongMs, 'stale-list': staleMs, 'clock-skew': pick([-hourMs, hourMs]) } as const;
  return {
    n,
    do: 'fault',
    kind,
    where,
    times: lasting.has(kind) ? pick([1, 2, 6]) : pick([1, 1, 2]),
    after: below(4),
    // Lists are read with GET; where anything may be struck, reads are by far the most.
    method: kind.endsWith('-list')
      ? 'GET'
      : where === 'pages'
        ? pick(['GET', 'POST', 'POST'] as const)
        : pick(['GET', 'PUT', 'PUT', 'POST', 'PATCH', 'PATCH', null] as const),
    ms: kind in ms ? ms[kind as keyof typeof ms] : 0,
  };
}
