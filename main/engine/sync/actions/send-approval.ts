/**
 * Approves one access request through the form that HQ's page opens for it: read the form, commit "sending", post, look who is invited or a
 * member now, settle. HQ mails, so an answer that never came is settled only by somebody to be seen; else the person says. Nothing is sent
 * for a request that is gone: HQ would make an invitation of it.
 * Source: corehq/apps/users/views/__init__.py (`InviteWebUserView.post`).
 */
import type { FieldValues } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Failure } from '../../hq/outcome.ts';
import type { AccessApproval } from '../../hq/pages/hq-pages.ts';
import { isFreeFor } from '../../mirror/identities.ts';
import { approvedRequest } from '../../outbox/approved-request.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { finishChange } from '../../outbox/history.ts';
import type { HistoryEntry } from '../../outbox/history.ts';
import { knownProfiles } from '../../outbox/invitation-form-values.ts';
import type { Profile } from '../../outbox/invitation-form-values.ts';
import { doneNote, knownMadeBy } from '../../outbox/known-made.ts';
import { takeRecord } from '../../outbox/person-truth.ts';
import { claimRecord } from '../lane-claims.ts';
import { readMeta, writeMeta } from '../meta.ts';
import { pause } from '../pause.ts';
import { unreadableFields } from '../read-back.ts';
import { stillQueued } from '../rebase.ts';
import { markSending } from '../send-update.ts';
import { generationOf, reasonOf, settle, settleRejected } from '../settle.ts';
import { identify, settleCreateRefused } from '../settle-create.ts';
import { stopFor } from '../stop.ts';
import type { Stop, SyncRun } from '../sync-run.ts';
import { formChanges, profilesAtHq } from './invitation-form-changes.ts';
import { invitationRecord } from './invitation-steps.ts';
import { endsPages, pagesOf, waitForPages } from './pages-channel.ts';
import { settlePageFailure } from './send-action.ts';
import { settleAsk, settleForbiddenByRule } from './settle-action.ts';

/** Stand in the history: no invitation came of it, or HQ's answer never came. */
const memberNote = 'the person has an account at HQ and became a member at once';
const readNote = 'found at HQ by its address after a lost answer';

export async function sendApproval(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const id = approvedRequest(queued) ?? '';
  const pages = pagesOf(run);
  if (!pages) return null;
  const form = await pages.readAccessRequest(id, { signal: run.signal });
  if (form.kind === 'gone') return settleRequestGone(run, queued);
  if (form.kind !== 'ok') return settlePageFailure(run, queued, form);
  const profiles = await profilesFor(run, queued.patch);
  if (!Array.isArray(profiles)) return settlePageFailure(run, queued, profiles);
  const change = stillQueued(run.db, queued.id);
  if (!change) return null;
  const wanted = formChanges(filled(change.patch), { form: form.value, profiles });
  if ('problem' in wanted) {
    settleRejected(run, change, { ...wanted.problem, at: run.deps.now() });
    return null;
  }
  if (run.signal.aborted) return { kind: 'cancelled' };
  const sending = markSending(run, change, { reason: null });
  const request = { id, email: emailOf(sending) };
  const outcome = await pages.approveAccessRequest(request, wanted.values, { signal: run.hardStop, admit: run.signal });
  run.deps.failpoint?.('push:answered');
  switch (outcome.kind) {
    case 'ok':
      await settleAdmitted(run, sending, outcome.value, { status: outcome.status });
      return null;
    case 'gone':
      forgetRequest(run, sending);
      settleForbiddenByRule(run, sending, t('access-request.gone'));
      return null;
    case 'refused':
      if (outcome.status === 0) settleForbiddenByRule(run, sending, outcome.messages.join(' '));
      else settleCreateRefused(run, sending, reasonOf(run, outcome));
      return null;
    default:
      return settlePageFailure(run, sending, outcome);
  }
}

/** Somebody invited or a member under the address → done. Nobody, looked for twice with a pause → the person says: HQ may have mailed. */
export async function reconcileApproval(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  const byPerson = knownMadeBy(change) === 'person';
  for (const look of [1, 2]) {
    const pages = pagesOf(run);
    if (!pages) {
      waitForPages(run, change);
      return null;
    }
    const found = await pages.findAdmitted(emailOf(change), { signal: run.signal });
    if (found.kind !== 'ok') return settleUnseen(run, change, found);
    if (found.value) {
      await settleAdmitted(run, change, found.value, { status: null, note: byPerson ? doneNote : readNote });
      return null;
    }
    if (look === 1 && !(await pause(run, run.config.secondLookMs))) return { kind: 'cancelled' };
  }
  if (byPerson) settleAdmittedUnseen(run, change, { status: null, note: doneNote });
  else settleAsk(run, change, 'change.ask.approval');
  return null;
}

/** The lists could not be read: without a session or the right nobody knows when they can be. */
function settleUnseen(run: SyncRun, change: ChangeRecord, failure: Failure): Stop | null {
  if (endsPages(failure)) run.pagesFailure = failure;
  else if (failure.kind !== 'permission') return stopFor(run, failure);
  settleAsk(run, change, 'change.ask.approval');
  return null;
}

/** Approved by an earlier try, or by somebody else, or deleted: what an earlier try made is ours, of the rest nothing is sent. */
async function settleRequestGone(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const pages = pagesOf(run);
  if (queued.attempts > 0 && pages) {
    const found = await pages.findAdmitted(emailOf(queued), { signal: run.signal });
    if (found.kind !== 'ok') return settlePageFailure(run, queued, found);
    if (found.value) {
      await settleAdmitted(run, queued, found.value, { status: null, note: readNote });
      return null;
    }
  }
  const change = stillQueued(run.db, queued.id);
  if (!change) return null;
  forgetRequest(run, change);
  settleForbiddenByRule(run, change, t('access-request.gone'));
  return null;
}

async function settleAdmitted(
  run: SyncRun,
  change: ChangeRecord,
  { invitation, member }: AccessApproval,
  answer: NonNullable<HistoryEntry['answer']>,
): Promise<void> {
  if (member) {
    settleAdmittedUnseen(run, change, { ...answer, note: [answer.note, memberNote].filter(Boolean).join('; ') });
    return;
  }
  await claimRecord(run, change, invitation.uuid);
  if (change.state === 'queued' && !stillQueued(run.db, change.id)) return;
  // Made by another change of this computer's: this one brought nothing of its own.
  if (!isFreeFor(run.db, change.entity, change.localId, invitation.uuid)) {
    settleAdmittedUnseen(run, change, answer);
    return;
  }
  settle(run, change, 'acked', `approved ${answer.status ?? ''}`.trim(), (now) => {
    identify(run, change, invitation.uuid);
    const written = unreadableFields(change.entity, change.patch);
    const record = invitationRecord(invitation);
    takeRecord(run.db, change.entity, record, { active: null, written, generation: generationOf(run), now });
    finish(run, change, invitation.uuid, answer, now);
  });
}

/** No invitation is to be seen for it: the member comes with the next pull of the web users. */
function settleAdmittedUnseen(run: SyncRun, change: ChangeRecord, answer: NonNullable<HistoryEntry['answer']>): void {
  settle(run, change, 'acked', `approved ${answer.status ?? ''}`.trim(), (now) =>
    finish(run, change, null, answer, now),
  );
}

function finish(
  run: SyncRun,
  change: ChangeRecord,
  serverId: string | null,
  answer: HistoryEntry['answer'],
  now: number,
): void {
  finishChange(run.db, change, { outcome: 'acked', serverId, before: {}, answer: answer ?? {} }, now);
  forgetRequest(run, change);
  run.pushed += 1;
}

/** HQ does not list it any more: neither does Roster. */
function forgetRequest(run: SyncRun, change: ChangeRecord): void {
  const told = readMeta(run.db, 'accessRequests');
  const id = approvedRequest(change);
  if (told) writeMeta(run.db, 'accessRequests', { ...told, requests: told.requests.filter((one) => one.id !== id) });
}

/** HQ's present ones where a profile is to be given. */
export async function profilesFor(run: SyncRun, patch: FieldValues): Promise<Profile[] | Failure> {
  const pages = pagesOf(run);
  if (!pages || !patch['profile']) return knownProfiles(run.db);
  const profiles = await profilesAtHq(pages, { signal: run.signal });
  return profiles.kind === 'ok' ? profiles.value : profiles;
}

/** What is empty is left as the form has it, which is empty. */
export function filled(patch: FieldValues): FieldValues {
  const given = Object.entries(patch).filter(
    ([key, value]) =>
      key !== 'email' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(given);
}

function emailOf({ patch }: Pick<ChangeRecord, 'patch'>): string {
  return typeof patch['email'] === 'string' ? patch['email'] : '';
}
