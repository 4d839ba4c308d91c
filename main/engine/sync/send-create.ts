/** Sends one new mobile worker: open the password, commit "sending", send, read back, settle. */
import { withoutFixed } from '#shared/domain/rules/custom-data-rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { lacksPassword } from '../outbox/lacks-password.ts';
import { recordOf, usernameHolder } from '../outbox/person-truth.ts';
import { openSecret } from '../outbox/secrets.ts';
import type { Failure } from '../hq/outcome.ts';
import { profileFacts } from '../mirror/project-facts.ts';
import { readPerson } from './read-back.ts';
import { reconcileChange, reconcileCreate } from './reconcile.ts';
import { createBody } from './request-body.ts';
import { markSending, settleUnanswered } from './send-update.ts';
import { reasonOf, settleRejected, settleUnknown } from './settle.ts';
import { settleCreated, settleCreatedUnread, settleCreateRefused, settleExists, usernameOf } from './settle-create.ts';
import { settleForbidden } from './settle-forbidden.ts';
import { stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';
import { readChange } from '../outbox/read-changes.ts';
import { moveChange } from '../outbox/transitions.ts';

export async function sendCreate(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  // What cannot be opened stays where it is: that one was typed has to be known at the next try, too.
  if (lacksPassword(run.secretKey, change)) {
    settleRejected(run, change, passwordLost(run));
    return null;
  }
  const username = usernameOf(change.patch);
  const holder = usernameHolder(run.db, username, change.localId);
  if (holder !== null) return settleKnownUsername(run, change, holder);
  // The profile, or what it fixes, may have been given or learned since it was saved: sent beside it, HQ would drop both in silence.
  const patch = withoutFixed(change.patch, profileFacts(run.db));
  const sending = markSending(run, change, { patch });
  const body = createBody(sending.patch, openSecret(run.secretKey, sending.id, sending.secret));
  const outcome = await run.gateway.createMobileWorker(body, { signal: run.hardStop, admit: run.signal });
  run.deps.failpoint?.('push:answered');
  if (outcome.kind === 'ok') return settleTaken(run, sending, outcome.value.id, outcome.status);
  if (outcome.kind === 'refused') return settleRefusedCreate(run, sending, outcome);
  if (outcome.kind === 'permission') return settleForbidden(run, sending, outcome, { personRead: false });
  return settleUnanswered(run, sending, outcome);
}

/** The mirror has somebody of that name: our own earlier try, brought in by a pull, or somebody else. */
async function settleKnownUsername(run: SyncRun, change: ChangeRecord, holder: string): Promise<Stop | null> {
  if (change.attempts > 0) return reconcileChange(run, markDoubted(run, change));
  const record = recordOf(run.db, change.entity, holder);
  if (record) settleExists(run, change, { ...record.snapshot, id: record.serverId });
  else settleRejected(run, change, takenHere(run, usernameOf(change.patch)));
  return null;
}

/** Somebody else of the name waits here to be created. */
function takenHere(run: SyncRun, username: string): ChangeReason {
  const message = t('rule.username.taken', { username });
  const fields = { username: [message] };
  return { code: 'validation', message, hqMessages: [], fields, status: null, at: run.deps.now() };
}

/** Committed before HQ is read: what is edited meanwhile goes behind the create instead of into values that HQ may have already. */
function markDoubted(run: SyncRun, change: ChangeRecord): ChangeRecord {
  const doubted = run.db.write('doubted', () =>
    moveChange(run.db, change.id, 'unknown', run.deps.now(), { nextAttemptAt: null }),
  );
  run.changed('changes');
  return doubted;
}

/** HQ says 201 with nothing but the id: what it kept is read. */
export async function settleTaken(
  run: SyncRun,
  sending: ChangeRecord,
  id: string,
  status: number,
): Promise<Stop | null> {
  const after = await readPerson(run, sending.entity, id);
  if (after.kind === 'ok') {
    settleCreated(run, sending, after.value, { confirmed: true, status });
    return null;
  }
  settleCreatedUnread(run, sending, id, after);
  return stopFor(run, after);
}

/**
 * "Already taken" after an earlier try whose answer was lost may be that try's own work: HQ is read before it is called refused.
 * Source: corehq/apps/users/validation.py `validate_mobile_username`.
 */
async function settleRefusedCreate(run: SyncRun, sending: ChangeRecord, refusal: Failure): Promise<Stop | null> {
  const aboutUsername = refusal.kind === 'refused' && 'username' in refusal.fields;
  const reason = reasonOf(run, refusal);
  if (sending.attempts <= 1 || !aboutUsername) {
    const refused = settleCreateRefused(run, sending, reason);
    return refused && aboutUsername ? showHolder(run, refused, reason) : null;
  }
  settleUnknown(run, sending, refusal);
  const unknown = readChange(run.db, sending.id);
  return unknown ? reconcileCreate(run, unknown, reason) : null;
}

/** Who has the name, where HQ shows it: it may show nobody, because it keeps the names of deleted workers. */
async function showHolder(run: SyncRun, refused: ChangeRecord, reason: ChangeReason): Promise<Stop | null> {
  const found = await run.gateway.findMobileWorker(usernameOf(refused.patch), { signal: run.signal });
  if (found.kind !== 'ok') return unseen(run, found);
  if (found.value === null) return null;
  const holder = await readPerson(run, refused.entity, found.value.id);
  if (holder.kind !== 'ok') return unseen(run, holder);
  settleExists(run, refused, holder.value, reason);
  return null;
}

/** The refusal stands without it; only a pause that HQ asks for is kept. */
function unseen(run: SyncRun, failure: Failure): Stop | null {
  return failure.kind === 'throttled' ? stopFor(run, failure) : null;
}

function passwordLost(run: SyncRun): ChangeReason {
  const message = t('change.password-lost');
  return {
    code: 'validation',
    message,
    hqMessages: [],
    fields: { password: [message] },
    status: null,
    at: run.deps.now(),
  };
}
