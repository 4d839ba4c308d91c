/** Sends one edit: read, compare, commit "sending", send, read back, settle. */
import { adminRole, roleProblem } from '#shared/domain/rules/access-rules.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import { fixedByProfile, withoutFixed } from '#shared/domain/rules/custom-data-rules.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { takeRecord } from '../outbox/person-truth.ts';
import { moveChange } from '../outbox/transitions.ts';
import type { Move } from '../outbox/transitions.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { Failure, Outcome } from '../hq/outcome.ts';
import { idAtHq } from '../mirror/identities.ts';
import { profileFacts } from '../mirror/project-facts.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { freshAccess } from './access-guard.ts';
import { withTaken } from './known-taken.ts';
import { readPerson } from './read-back.ts';
import { rebaseChange, stillQueued } from './rebase.ts';
import { updateBody } from './request-body.ts';
import { generationOf, reasonOf, settleDeleted, settleNotSent, settleRejected, settleUnknown } from './settle.ts';
import { settleRefused, settleUpdated } from './settle-update.ts';
import { settleForbidden } from './settle-forbidden.ts';
import { stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export async function sendUpdate(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const serverId = idAtHq(run.db, queued.entity, queued.localId);
  if (serverId === null) {
    settleDeleted(run, queued);
    return null;
  }
  const before = await readPerson(run, queued.entity, serverId);
  if (before.kind === 'gone') {
    settleDeleted(run, queued);
    return null;
  }
  if (before.kind === 'permission') return settleForbidden(run, queued, before, { personRead: false });
  if (before.kind !== 'ok') return stopFor(run, before);
  const change = refresh(run, queued, before.value);
  if (!change) return null;
  const against = await roleGuard(run, change, before.value);
  if (against.kind === 'permission') return settleForbidden(run, change, against, { personRead: true });
  if (against.kind !== 'ok') return stopFor(run, against);
  if (!stillQueued(run.db, change.id)) return null;
  if (against.value !== null) {
    settleRejected(run, change, ownRefusal(against.value, run.deps.now()));
    return null;
  }
  if (run.signal.aborted) return { kind: 'cancelled' };
  const { patch, fixed } = underProfile(run, change);
  const sending = markSending(run, change, { patch, base: withTaken(change.base, null) });
  const body = updateBody(change.entity, patch, before.value, fixed);
  const outcome = await sendBody(run, change.entity, serverId, body);
  run.deps.failpoint?.('push:answered');
  return settleOutcome(run, sending, serverId, outcome);
}

/** A worker's edit without what the profile it gives fixes (HQ would refuse the whole), and those values. */
function underProfile({ db }: SyncRun, { entity, patch }: ChangeRecord): { patch: FieldValues; fixed: FieldValues } {
  if (entity !== 'mobile-worker' || !('profile' in patch)) return { patch, fixed: {} };
  const facts = profileFacts(db);
  return { patch: withoutFixed(patch, facts), fixed: fixedByProfile(entity, patch, facts) };
}

/** Why a web user's role must stay, from HQ's own data; null when it may change, or does not. */
async function roleGuard(
  run: SyncRun,
  { entity, patch }: ChangeRecord,
  record: HqRecord,
): Promise<Outcome<string | null>> {
  const role = patch['role'];
  if (entity !== 'web-user' || role === undefined) return { kind: 'ok', status: 200, value: null, serverTime: null };
  const facts = await freshAccess(run, record.id, record);
  return facts.kind === 'ok' ? { ...facts, value: roleProblem(facts.value, role === adminRole) } : facts;
}

/** Refused before anything was sent, at its field. */
function ownRefusal(message: string, at: number): ChangeReason {
  return { code: 'validation', message, hqMessages: [], fields: { role: [message] }, status: null, at };
}

/** HQ's present values are the truth from here on, and the change is measured anew. Null when it is not to be sent any more. */
function refresh(run: SyncRun, queued: ChangeRecord, record: HqRecord): ChangeRecord | null {
  const { db } = run;
  const now = run.deps.now();
  const { change, moved } = db.write('refresh', () => {
    takeRecord(db, queued.entity, record, { active: null, written: {}, generation: generationOf(run), now });
    // The person may have discarded or edited it while HQ was being asked.
    const current = stillQueued(db, queued.id);
    const rebased = current !== null && rebaseChange(db, current, now);
    rebuildVisible(db, queued.entity, [queued.localId]);
    return { change: stillQueued(db, queued.id), moved: rebased };
  });
  // Single fields that HQ has already leave the change with a line of their own.
  if (moved || !change) run.changed(queued.entity, 'changes', 'history');
  return change;
}

/** Committed before the first byte leaves: after a crash nothing that was sent looks unsent. */
export function markSending(
  run: SyncRun,
  change: ChangeRecord,
  move: Pick<Move, 'patch' | 'base' | 'reason'> = {},
): ChangeRecord {
  const { db, deps } = run;
  const now = deps.now();
  deps.failpoint?.('push:before-sending');
  const sending = db.write('sending', () =>
    moveChange(db, change.id, 'sending', now, {
      ...move,
      attempts: change.attempts + 1,
      sentAt: now,
      nextAttemptAt: null,
    }),
  );
  deps.failpoint?.('push:sending');
  run.changed('changes');
  return sending;
}

async function sendBody(
  run: SyncRun,
  entity: PersonEntity,
  serverId: string,
  body: Record<string, Json>,
): Promise<Outcome<HqRecord>> {
  const options = { signal: run.hardStop, admit: run.signal };
  if (entity === 'web-user') return run.gateway.updateWebUser(serverId, body, options);
  return run.gateway.updateMobileWorker(serverId, body, options);
}

async function settleOutcome(
  run: SyncRun,
  sending: ChangeRecord,
  serverId: string,
  outcome: Outcome<HqRecord>,
): Promise<Stop | null> {
  switch (outcome.kind) {
    case 'ok':
      return settleTaken(run, sending, serverId, outcome);
    case 'refused':
      return settleAfterRefusal(run, sending, serverId, outcome);
    case 'gone':
      settleDeleted(run, sending);
      return null;
    case 'permission':
      return settleForbidden(run, sending, outcome, { personRead: true });
    default:
      return settleUnanswered(run, sending, outcome);
  }
}

/** What an answer that is neither yes nor a reasoned no means, for every kind of write. */
export function settleUnanswered(run: SyncRun, sending: ChangeRecord, failure: Failure): Stop | null {
  switch (failure.kind) {
    case 'not-sent':
    case 'credential':
    case 'session-over':
    case 'login':
    case 'permission':
    case 'plan':
    case 'cut-off':
    case 'throttled':
      // HQ turns these away before it looks at the body.
      settleNotSent(run, sending, failure);
      return stopFor(run, failure);
    case 'no-answer':
      // Settled at once by reading, where HQ can be reached.
      settleUnknown(run, sending, failure);
      return failure.cause === 'cancelled' ? { kind: 'cancelled' } : null;
    case 'server-error':
    case 'bad-reply':
    case 'not-hq':
      settleUnknown(run, sending, failure);
      return stopFor(run, failure);
    case 'refused':
    case 'gone':
      settleRejected(run, sending, reasonOf(run, failure));
      return null;
  }
}

async function settleTaken(
  run: SyncRun,
  sending: ChangeRecord,
  serverId: string,
  { status, value }: Extract<Outcome<HqRecord>, { kind: 'ok' }>,
): Promise<Stop | null> {
  const after = await readPerson(run, sending.entity, serverId);
  if (after.kind === 'ok') {
    settleUpdated(run, sending, after.value, status, value);
    return null;
  }
  if (after.kind === 'gone') {
    settleDeleted(run, sending, status);
    return null;
  }
  settleUnknown(run, sending, after, status);
  return stopFor(run, after);
}

async function settleAfterRefusal(
  run: SyncRun,
  sending: ChangeRecord,
  serverId: string,
  refusal: Failure,
): Promise<Stop | null> {
  const after = await readPerson(run, sending.entity, serverId);
  if (after.kind === 'ok') {
    settleRefused(run, sending, after.value, refusal);
    return null;
  }
  if (after.kind === 'gone') {
    settleDeleted(run, sending);
    return null;
  }
  // What part of it was taken is seen by the next pull; HQ's words are not to be lost meanwhile.
  settleRejected(run, sending, reasonOf(run, refusal));
  return stopFor(run, after);
}
