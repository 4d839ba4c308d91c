/**
 * Sends what waits: up to four people at once, each person's changes one after the other. First what an earlier run left open
 * (`unknown`) is settled by reading, then what is queued is sent; what HQ failed with before comes last: it may fail again, and so many
 * failures end a run that good changes behind them would never have their turn.
 */
import { approvedRequest } from '../outbox/approved-request.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { beforeAll, hasDependencies, runnableHeads } from '../outbox/lanes.ts';
import type { HeadPlace, HeadQuery } from '../outbox/lanes.ts';
import { pausedWith } from '../outbox/paused.ts';
import { readChange, readLane } from '../outbox/read-changes.ts';
import { isOpenCreate, readTwins } from '../outbox/twins.ts';
import { pagesOf, waitForPages, waitsForSession } from './actions/pages-channel.ts';
import { sendAction } from './actions/send-action.ts';
import { sendApproval } from './actions/send-approval.ts';
import { sendInvitationUpdate } from './actions/send-invitation-update.ts';
import { sendInvitation } from './actions/send-invitation.ts';
import { sendInvitationByForm } from './actions/send-invitation-by-form.ts';
import { channelOf, whereOf } from './channel-of.ts';
import { rightsNow } from './missing-right.ts';
import { reconcileChange } from './reconcile.ts';
import { laneKey } from './lane-claims.ts';
import { sendCreate } from './send-create.ts';
import { sendUpdate } from './send-update.ts';
import { putOffUnread } from './settle.ts';
import type { Stop, SyncRun } from './sync-run.ts';

type Pass = { states: readonly ('queued' | 'unknown')[]; putOff: boolean };
const sendPass: Pass = { states: ['queued'], putOff: false };
const passes: readonly Pass[] = [
  { states: ['unknown'], putOff: false },
  sendPass,
  { states: ['unknown', 'queued'], putOff: true },
];

/** Heads fetched at once: a few rounds of the lanes. */
const headsAtOnce = 16;

/** A run's way through the outbox, shared by the lanes. */
type Progress = {
  /** Changes that had their one try in this run, or could not even be read. */
  sent: Set<string>;
  /** By lane: the create that may have made the same record at HQ. */
  twins: ReadonlyMap<string, string>;
  /** A lane was left out because of another that may be about the same record, and has its turn after it. */
  passedOver: boolean;
  stop: Stop | null;
  /** Failures of HQ in a row. */
  serverFailures: number;
};

/** @param sent changes that had their one try in this run already; those of this push are added */
export async function push(run: SyncRun, sent = new Set<string>()): Promise<Stop | null> {
  run.phase('pushing');
  await run.rightsAsked();
  const linked = hasDependencies(run.db);
  const progress: Progress = {
    sent,
    twins: new Map(readTwins(run.db, run.account.username).map((twin) => [laneKey(twin), twin.create])),
    passedOver: false,
    stop: null,
    serverFailures: 0,
  };
  for (const pass of passes) {
    await goThrough(run, pass, progress);
    if (progress.stop) return progress.stop;
  }
  // What waited for somebody else's change, or for what may be the same record, may stand at a place that was gone through already.
  for (let tried = -1; (linked || progress.passedOver) && tried < progress.sent.size;) {
    tried = progress.sent.size;
    progress.passedOver = false;
    await goThrough(run, sendPass, progress);
    if (progress.stop) return progress.stop;
  }
  return null;
}

function goThrough(run: SyncRun, pass: Pass, progress: Progress): Promise<void> {
  const next = headReader(run, pass, progress);
  return allLanes(Array.from({ length: run.config.lanes }, () => work(run, next, progress)));
}

/** Waits for every lane, also after a fault in one: the next run must not find requests of this one still under way. */
async function allLanes(lanes: Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(lanes);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Gives the next head nobody works on, null at the end. */
function headReader(run: SyncRun, pass: Pass, progress: Progress): () => ChangeRecord | null {
  let after = beforeAll;
  let buffer: ChangeRecord[] = [];
  return () => {
    for (;;) {
      const head = buffer.shift();
      if (head) {
        after = head;
        const current = ready(run, head, progress);
        if (current) return current;
        continue;
      }
      buffer = runnableHeads(run.db, pass.states, headQuery(run, pass.putOff, after));
      if (buffer.length === 0) return null;
    }
  };
}

function headQuery(run: SyncRun, putOff: boolean, after: HeadPlace): HeadQuery {
  return {
    author: run.account.username,
    now: run.deps.now(),
    ignoreWaits: run.manual,
    putOff,
    after,
    limit: headsAtOnce,
  };
}

/** As it is by now (the person may have edited or discarded it since it was looked up), if this run may work on it. */
function ready(run: SyncRun, head: ChangeRecord, progress: Progress): ChangeRecord | null {
  // Those wait instead of being refused one by one. Asked each time: a refusal on the way (settle-forbidden.ts) can have told it.
  if (progress.sent.has(head.id) || rightsNow(whereOf(run))(head) !== null) return null;
  const current = readChange(run.db, head.id);
  if (current?.state !== head.state || pausedWith(run.db, current) !== null) return null;
  const key = laneKey(current);
  if (hasOpenTwin(run, key, progress)) {
    progress.passedOver = true;
    return null;
  }
  if (!run.claims.isHeld(key)) return current;
  // Held by a lane of its own it is drained there.
  if (!run.claims.claim(key, key)) progress.passedOver = true;
  return null;
}

/** Whether a create that may be this very person at HQ is still to be settled (outbox/twins.ts). */
function hasOpenTwin(run: SyncRun, key: string, progress: Progress): boolean {
  const create = progress.twins.get(key);
  return create !== undefined && isOpenCreate(readChange(run.db, create));
}

async function work(run: SyncRun, next: () => ChangeRecord | null, progress: Progress): Promise<void> {
  for (;;) {
    if (run.signal.aborted) progress.stop ??= { kind: 'cancelled' };
    if (progress.stop) return;
    const head = next();
    if (!head) return;
    const key = laneKey(head);
    run.claims.claim(key, key);
    try {
      await drainLane(run, head, progress);
    } catch (error) {
      // The other lanes settle what they have sent and begin nothing more.
      progress.stop ??= { kind: 'cancelled' };
      throw error;
    } finally {
      run.claims.release(key);
    }
  }
}

/** One person's changes in order, as far as they go. */
async function drainLane(run: SyncRun, head: ChangeRecord, progress: Progress): Promise<void> {
  let change: ChangeRecord | null = head;
  while (change && !progress.stop && !run.signal.aborted) {
    const before = run.pushed;
    const stop: Stop | null = await step(run, change, progress);
    if (stop) note(run, change, stop, progress);
    else if (run.pushed > before) progress.serverFailures = 0;
    change = following(run, change, progress);
  }
}

/** One request's worth: settle what is open, or send what is queued (once a run). */
async function step(run: SyncRun, change: ChangeRecord, progress: Progress): Promise<Stop | null> {
  if (change.state === 'unknown') return reconcileChange(run, change);
  progress.sent.add(change.id);
  if ((waitsForSession(run, change) || channelOf(whereOf(run), change) === 'pages') && !pagesOf(run)) {
    waitForPages(run, change);
    return null;
  }
  return sendChange(run, change);
}

function sendChange(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  const invitation = change.entity === 'invitation';
  switch (change.kind) {
    case 'create':
      if (approvedRequest(change) !== null) return sendApproval(run, change);
      if (!invitation) return sendCreate(run, change);
      return channelOf(whereOf(run), change) === 'pages'
        ? sendInvitationByForm(run, change)
        : sendInvitation(run, change);
    case 'update':
      return invitation ? sendInvitationUpdate(run, change) : sendUpdate(run, change);
    case 'delete':
    case 'action':
      return sendAction(run, change);
  }
}

/** Failures of HQ's own stop the run only when they come in a row: one bad change must not hold up the others. */
function note(run: SyncRun, change: ChangeRecord, stop: Stop, progress: Progress): void {
  if (stop.kind !== 'failed') {
    progress.stop ??= stop;
    return;
  }
  progress.sent.add(change.id);
  putOffUnread(run, change);
  run.problem = stop.error;
  progress.serverFailures += 1;
  if (progress.serverFailures >= run.config.serverFailures) progress.stop ??= stop;
}

/** What comes next in the lane now: the same change where an answer was lost, or the one behind it. */
function following(run: SyncRun, done: ChangeRecord, progress: Progress): ChangeRecord | null {
  const head = readLane(run.db, done.entity, done.localId)[0];
  // Only what this account made is sent, as in `runnableHeads`: never as somebody else.
  if (!head || head.author.toLowerCase() !== run.account.username.toLowerCase()) return null;
  // Looked at already, and reading did not settle it.
  if (head.id === done.id && head.state === 'unknown' && done.state === 'unknown') return null;
  if (head.state === 'unknown') return head;
  if (head.state !== 'queued' || progress.sent.has(head.id) || pausedWith(run.db, head) !== null) return null;
  const due = head.nextAttemptAt === null || head.nextAttemptAt <= run.deps.now();
  return due || run.manual ? head : null;
}
