/**
 * Sends one new invitation: look at the pending ones where they can be read, commit "sending", send, settle. HQ takes an address only
 * once, which is what settles a lost answer; where nothing can be read the person says, because HQ may have mailed.
 * Source: corehq/apps/api/resources/v1_0.py (`InvitationResource`), corehq/apps/registration/validation.py.
 */
import { t } from '#shared/messages/translate.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { HqRecord } from '../../hq/gateway.ts';
import type { Failure, Outcome } from '../../hq/outcome.ts';
import type { PendingInvitation } from '../../hq/pages/hq-pages.ts';
import { isFreeFor } from '../../mirror/identities.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { finishChange } from '../../outbox/history.ts';
import type { HistoryEntry } from '../../outbox/history.ts';
import { doneNote, hasBehind, knownMadeBy, withKnownMade } from '../../outbox/known-made.ts';
import type { KnownBy } from '../../outbox/known-made.ts';
import { memberOf, takeRecord } from '../../outbox/person-truth.ts';
import { readChange } from '../../outbox/read-changes.ts';
import { moveChange } from '../../outbox/transitions.ts';
import { pause } from '../pause.ts';
import { claimRecord } from '../lane-claims.ts';
import { unreadableFields } from '../read-back.ts';
import { stillQueued } from '../rebase.ts';
import { invitationBody } from '../request-body.ts';
import { markSending, settleUnanswered } from '../send-update.ts';
import { generationOf, reasonOf, settle, settleNotApplied, settleUnknown } from '../settle.ts';
import { identify, settleCreateRefused, settleExists } from '../settle-create.ts';
import { settleForbidden } from '../settle-forbidden.ts';
import { stopFor } from '../stop.ts';
import type { Stop, SyncRun } from '../sync-run.ts';
import { invitationRecord } from './invitation-steps.ts';
import { endsPages, pagesOf } from './pages-channel.ts';
import { settleAsk } from './settle-action.ts';

export async function sendInvitation(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const list = await pendingList(run);
  if (list.kind !== 'ok' && list.kind !== 'unreadable') return stopFor(run, list);
  const change = stillQueued(run.db, queued.id);
  if (!change) return null;
  const pending = list.kind === 'ok' ? find(list.value, change.patch) : undefined;
  if (pending) {
    await settleFound(run, change, pending);
    return null;
  }
  if (run.signal.aborted) return { kind: 'cancelled' };
  const sending = markSending(run, change, { reason: null });
  const body = invitationBody(sending.patch);
  const outcome = await run.gateway.createInvitation(body, { signal: run.hardStop, admit: run.signal });
  run.deps.failpoint?.('push:answered');
  if (outcome.kind === 'ok') return settleTaken(run, sending, outcome.value, outcome.status);
  if (outcome.kind === 'refused') return settleRefused(run, sending, outcome);
  if (outcome.kind === 'permission') return settleForbidden(run, sending, outcome, { personRead: false });
  return settleUnanswered(run, sending, outcome);
}

/** HQ's pending invitations; `unreadable` (nobody is signed in, no right, pages in another form) stops nothing. */
type PendingList = Outcome<PendingInvitation[]> | { kind: 'unreadable'; failure: Failure | null };

export async function pendingList(run: SyncRun): Promise<PendingList> {
  const pages = pagesOf(run);
  if (!pages) return { kind: 'unreadable', failure: null };
  const list = await pages.listInvitations({ signal: run.signal });
  if (list.kind === 'ok' || isNetwork(list)) return list;
  if (endsPages(list)) run.pagesFailure = list;
  return { kind: 'unreadable', failure: list };
}

/** Troubles that the request itself would meet as well. */
function isNetwork(failure: Failure): boolean {
  return ['not-sent', 'no-answer', 'throttled', 'not-hq', 'server-error'].includes(failure.kind);
}

export function find(list: readonly PendingInvitation[], patch: FieldValues): PendingInvitation | undefined {
  const email = emailOf(patch);
  return list.find((invitation) => invitation.email.trim().toLowerCase() === email);
}

function emailOf(patch: FieldValues): string {
  const { email } = patch;
  return typeof email === 'string' ? email.toLowerCase() : '';
}

/** The address is pending: by an earlier try of ours whose answer was lost, or by somebody else. */
export async function settleFound(
  run: SyncRun,
  change: ChangeRecord,
  pending: PendingInvitation,
  refusal: ChangeReason | null = null,
): Promise<void> {
  await claimRecord(run, change, pending.uuid);
  // Edited or taken back while another lane held the record: what it wants now has its turn in the next run.
  if (change.state === 'queued' && !isAsItWas(run, change)) return;
  const isFree = isFreeFor(run.db, change.entity, change.localId, pending.uuid);
  const ours = isFree && change.attempts > 0 && pending.role === change.patch['role'];
  const record = invitationRecord(pending);
  if (isFree && knownMadeBy(change) === 'person') settleInvited(run, change, record, { status: null, note: doneNote });
  else if (ours) settleInvited(run, change, record, { status: null, adopted: adoptedByList });
  else settleExists(run, change, record, refusal);
}

function isAsItWas(run: SyncRun, change: ChangeRecord): boolean {
  return JSON.stringify(stillQueued(run.db, change.id)?.patch) === JSON.stringify(change.patch);
}

/** Stand in the history and in the log, so that nobody takes an adoption for HQ's word. */
const adoptedByList = 'found among the pending invitations by address and role; HQ never confirmed the create';
const adoptedByRefusal = 'HQ refused the address as taken after an earlier try without an answer; taken for ours';

/** HQ's answer holds the whole invitation; its list adds since when it counts, where it can be read. */
async function settleTaken(run: SyncRun, sending: ChangeRecord, record: HqRecord, status: number): Promise<null> {
  const list = await pendingList(run);
  const listed = list.kind === 'ok' ? list.value.find(({ uuid }) => uuid === record.id) : undefined;
  settleInvited(run, sending, { ...record, ...(listed ? invitationRecord(listed) : {}) }, { status });
  return null;
}

export function settleInvited(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  answer: HistoryEntry['answer'],
): void {
  settle(run, change, 'acked', `invited ${String(answer?.status ?? answer?.adopted ?? answer?.note)}`, (now) => {
    identify(run, change, record.id);
    const written = unreadableFields(change.entity, change.patch);
    const taken = { active: null, written, generation: generationOf(run), now };
    takeRecord(run.db, change.entity, record, taken);
    finishChange(run.db, change, { outcome: 'acked', serverId: record.id, before: {}, answer: answer ?? {} }, now);
    run.pushed += 1;
  });
}

/** HQ has it, but nobody here sees which it is, and nothing waits for it: the next pull of the pending invitations shows it. */
function settleInvitedUnseen(run: SyncRun, change: ChangeRecord, by: KnownBy, refusal: ChangeReason | null): void {
  const note = by === 'person' ? doneNote : adoptedByRefusal;
  settle(run, change, 'acked', note, (now) => {
    const answer: HistoryEntry['answer'] =
      by === 'person'
        ? { status: null, note }
        : { status: refusal?.status ?? null, messages: refusal?.hqMessages ?? [], adopted: note };
    finishChange(run.db, change, { outcome: 'acked', serverId: null, before: {}, answer }, now);
    run.pushed += 1;
  });
}

/** HQ has it, and what stands behind it needs to know which it is: all of it waits for HQ's list of pending ones. */
function waitForIdentity(run: SyncRun, change: ChangeRecord, by: KnownBy, failure: Failure | null): void {
  const now = run.deps.now();
  const told = failure ?? run.pagesFailure;
  const reason: ChangeReason = told
    ? reasonOf(run, told)
    : { code: 'credential', message: t('change.which-invitation'), hqMessages: [], fields: {}, status: null, at: now };
  const moved = run.db.write('wait-for-identity', () => {
    const current = readChange(run.db, change.id);
    if (current?.state !== 'unknown') return false;
    if (knownMadeBy(current) === by && current.reason?.message === reason.message) return false;
    moveChange(run.db, change.id, 'unknown', now, { base: withKnownMade(current.base, by), reason });
    return true;
  });
  if (moved) run.changed('changes');
}

/** "Already invited" after an earlier try whose answer was lost may be that try's own work. */
export async function settleRefused(run: SyncRun, sending: ChangeRecord, refusal: Failure): Promise<Stop | null> {
  const reason = reasonOf(run, refusal);
  const aboutAddress = 'email' in reason.fields;
  if (sending.attempts <= 1 || !aboutAddress) {
    const refused = settleCreateRefused(run, sending, reason);
    if (refused && aboutAddress) await showHolder(run, refused, reason);
    return null;
  }
  settleUnknown(run, sending, refusal);
  const unknown = readChange(run.db, sending.id);
  return unknown ? reconcileInvitation(run, unknown, reason) : null;
}

/** Who has the address, where it can be seen: a pending invitation, or a member as last listed. The refusal stands without it. */
async function showHolder(run: SyncRun, refused: ChangeRecord, reason: ChangeReason): Promise<void> {
  const list = await pendingList(run);
  const pending = list.kind === 'ok' ? find(list.value, refused.patch) : undefined;
  const member = memberOf(run.db, emailOf(refused.patch));
  const record = pending ? invitationRecord(pending) : member && { ...member.snapshot, id: member.serverId };
  if (record) settleExists(run, refused, record, reason);
}

/**
 * Pending with our role → adopted. Pending otherwise → refused: somebody else invited the address; the person's word that it is done
 * counts more. Not pending, looked for twice with a pause → not sent; known to be made: gone since. Where the list cannot be read HQ's own
 * refusal of a repeated one, or the person, is the only proof; what stands behind it waits until the list can be read.
 *
 * @param refusal HQ's "already invited" to a later try of ours
 */
export async function reconcileInvitation(
  run: SyncRun,
  change: ChangeRecord,
  refusal: ChangeReason | null = null,
): Promise<Stop | null> {
  const by = refusal ? 'refused' : knownMadeBy(change);
  for (const look of [1, 2]) {
    const list = await pendingList(run);
    if (list.kind === 'unreadable') {
      if (by === null) settleAsk(run, change, 'change.ask.invitation');
      else if (hasBehind(run.db, change)) waitForIdentity(run, change, by, list.failure);
      else settleInvitedUnseen(run, change, by, refusal);
      return null;
    }
    if (list.kind !== 'ok') return stopFor(run, list);
    const pending = find(list.value, change.patch);
    if (pending) {
      await settleFound(run, change, pending, refusal);
      return null;
    }
    if (look === 1 && !(await pause(run, run.config.secondLookMs))) return { kind: 'cancelled' };
  }
  if (refusal) {
    const refused = settleCreateRefused(run, change, refusal);
    if (refused) await showHolder(run, refused, refusal);
  } else if (by !== null) settleInvitedUnseen(run, change, by, null);
  else settleNotApplied(run, change, {});
  return null;
}
