/**
 * Finds out what really happened to a change that was sent without an answer: by reading HQ, never by guessing and never by sending
 * again blindly (design D7).
 */
import { isGuarded } from '#shared/merge/guards.ts';
import { mergeThreeWay } from '#shared/merge/three-way.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import { approvedRequest } from '../outbox/approved-request.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { idAtHq, isFreeFor, serverIdOf } from '../mirror/identities.ts';
import { reconcileApproval } from './actions/send-approval.ts';
import { reconcileAction } from './actions/send-action.ts';
import { reconcileInvitationUpdate } from './actions/send-invitation-update.ts';
import { reconcileInvitation } from './actions/send-invitation.ts';
import { claimRecord } from './lane-claims.ts';
import { measuredFromOurs, takenStatus } from './known-taken.ts';
import { missingFields, readPerson, unreadableFields } from './read-back.ts';
import { pause } from './pause.ts';
import { settleClash, settleDeleted, settleNotApplied, settleRejected } from './settle.ts';
import { looksLikeOurs, settleCreated, settleExists, usernameOf } from './settle-create.ts';
import { settleUpdated } from './settle-update.ts';
import { guardedTruth } from '../outbox/person-truth.ts';
import { settleForbidden } from './settle-forbidden.ts';
import { stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export async function reconcileChange(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  const invitation = change.entity === 'invitation';
  switch (change.kind) {
    case 'create':
      if (approvedRequest(change) !== null) return reconcileApproval(run, change);
      return invitation ? reconcileInvitation(run, change) : reconcileCreate(run, change);
    case 'update':
      return invitation ? reconcileInvitationUpdate(run, change) : reconcileUpdate(run, change);
    case 'delete':
    case 'action':
      return reconcileAction(run, change);
  }
}

/**
 * All as wanted → done; all as before → not applied, may be sent again; else field by field, as any edit. Where HQ had said yes only the
 * look at what became of it is made up for. "As before" may also be ours, taken and set back by somebody since, and no reading tells which:
 * a guarded field is asked about then, unless HQ is read so soon that nobody had the time.
 */
async function reconcileUpdate(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  const serverId = idAtHq(run.db, change.entity, change.localId);
  const found = serverId === null ? null : await readPerson(run, change.entity, serverId);
  if (!found || found.kind === 'gone') {
    settleDeleted(run, change);
    return null;
  }
  if (found.kind === 'permission') return settleForbidden(run, change, found, { personRead: false });
  if (found.kind !== 'ok') return stopFor(run, found);
  const record = found.value;
  const missing = missingFields(change.entity, change.patch, record);
  const untold = unreadableFields(change.entity, change.patch);
  const taken = takenStatus(change);
  if (taken !== null || (Object.keys(missing).length === 0 && Object.keys(untold).length === 0)) {
    settleUpdated(run, change, record, taken);
    return null;
  }
  const guarded = isReadSoon(change, run.deps.now()) ? [] : Object.keys(change.patch).filter(isGuarded);
  const base = measuredFromOurs(change, guarded);
  const merged = mergeThreeWay(change.entity, base, change.patch, guardedTruth(run.db, change, record));
  if (merged.conflicts.length > 0) settleClash(run, change, record, merged.conflicts);
  else settleNotApplied(run, change, { record, patch: merged.patch, base: merged.base });
  return null;
}

/**
 * How soon after a request its lost answer is made up for by reading, ms: a failure that HQ or the line tells at once, with the tries of the
 * reading. In that time somebody else's way back is as unlikely as between the look before a request and the request.
 */
const soonMs = 30_000;

/** A clock that was set back since tells nothing about the time between. */
function isReadSoon({ sentAt }: ChangeRecord, now: number): boolean {
  return sentAt !== null && Math.abs(now - sentAt) <= soonMs;
}

/**
 * There and ours → adopted. There and somebody else's → a person decides: another name, or none. Not there, looked for twice with
 * a pause (HQ may still be at work on a slow request) → may be sent again; HQ takes a username only once, so nothing can come twice.
 *
 * @param refusal HQ's "already taken" to an earlier try of ours. Nobody of that name there then means that HQ keeps the name of somebody
 *   deleted, or of a try that failed half way, for ever: asking again cannot help, the person needs HQ's words.
 *   Source: corehq/apps/users/util.py `is_username_available`.
 */
export async function reconcileCreate(
  run: SyncRun,
  change: ChangeRecord,
  refusal: ChangeReason | null = null,
): Promise<Stop | null> {
  const known = serverIdOf(run.db, change.entity, change.localId);
  for (const look of [1, 2]) {
    const found = known === null ? await find(run, change) : ({ kind: 'ok', value: { id: known } } as const);
    if (found.kind !== 'ok') return stopFor(run, found);
    if (found.value) return adopt(run, change, found.value.id, refusal);
    if (look === 1 && !(await pause(run, run.config.secondLookMs))) return { kind: 'cancelled' };
  }
  settleAbsent(run, change, refusal);
  return null;
}

function settleAbsent(run: SyncRun, change: ChangeRecord, refusal: ChangeReason | null): void {
  if (refusal) settleRejected(run, change, refusal);
  else settleNotApplied(run, change, {});
}

function find(run: SyncRun, change: ChangeRecord) {
  return run.gateway.findMobileWorker(usernameOf(change.patch), { signal: run.signal });
}

async function adopt(
  run: SyncRun,
  change: ChangeRecord,
  id: string,
  refusal: ChangeReason | null,
): Promise<Stop | null> {
  await claimRecord(run, change, id);
  const found = await readPerson(run, change.entity, id);
  if (found.kind === 'gone') {
    settleAbsent(run, change, refusal);
    return null;
  }
  if (found.kind === 'permission') return settleForbidden(run, change, found, { personRead: false });
  if (found.kind !== 'ok') return stopFor(run, found);
  if (serverIdOf(run.db, change.entity, change.localId) === id) {
    settleCreated(run, change, found.value, { confirmed: true, status: null });
  } else if (
    isFreeFor(run.db, change.entity, change.localId, id) &&
    looksLikeOurs(change, found.value, run.account.project)
  ) {
    settleCreated(run, change, found.value, { confirmed: false, status: null });
  } else {
    settleExists(run, change, found.value, refusal);
  }
  return null;
}
