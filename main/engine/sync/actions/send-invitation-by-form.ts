/**
 * Sends one new invitation through HQ's own form, for what REST cannot say (a role by its id) and where REST may not be used: look at the
 * pending ones, read the form, commit "sending", post, settle. As over REST HQ takes an address only once, which settles a lost answer.
 * Source: corehq/apps/users/views/__init__.py (`InviteWebUserView.post`).
 */
import { t } from '#shared/messages/translate.ts';
import { givenTableau } from '../../outbox/approved-request.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { stillQueued } from '../rebase.ts';
import { markSending } from '../send-update.ts';
import { settleRejected } from '../settle.ts';
import { stopFor } from '../stop.ts';
import type { Stop, SyncRun } from '../sync-run.ts';
import { formChanges } from './invitation-form-changes.ts';
import { invitationRecord } from './invitation-steps.ts';
import { pagesOf, waitForPages } from './pages-channel.ts';
import { settlePageFailure } from './send-action.ts';
import { filled, profilesFor } from './send-approval.ts';
import { find, pendingList, settleFound, settleInvited, settleRefused } from './send-invitation.ts';
import { settleForbiddenByRule } from './settle-action.ts';

export async function sendInvitationByForm(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const list = await pendingList(run);
  const pages = pagesOf(run);
  if (list.kind === 'unreadable') return settleUnreadable(run, queued, list.failure);
  if (list.kind !== 'ok') return stopFor(run, list);
  if (!pages) return null;
  const pending = find(list.value, queued.patch);
  const form = pending ? null : await pages.newInvitation({ signal: run.signal });
  if (form && form.kind !== 'ok') return settlePageFailure(run, queued, form);
  const profiles = await profilesFor(run, queued.patch);
  if (!Array.isArray(profiles)) return settlePageFailure(run, queued, profiles);
  const change = stillQueued(run.db, queued.id);
  if (!change) return null;
  if (pending || !form) {
    if (pending) await settleFound(run, change, pending);
    return null;
  }
  const tableau = givenTableau(change.patch);
  const wanted =
    tableau.length > 0 ? withoutTableau(tableau) : formChanges(filled(change.patch), { form: form.value, profiles });
  if ('problem' in wanted) {
    settleRejected(run, change, { ...wanted.problem, at: run.deps.now() });
    return null;
  }
  if (run.signal.aborted) return { kind: 'cancelled' };
  const sending = markSending(run, change, { reason: null });
  const { email } = sending.patch;
  const options = { signal: run.hardStop, admit: run.signal };
  const outcome = await pages.invite(typeof email === 'string' ? email : '', wanted.values, options);
  run.deps.failpoint?.('push:answered');
  switch (outcome.kind) {
    case 'ok':
      settleInvited(run, sending, invitationRecord(outcome.value), { status: outcome.status });
      return null;
    case 'refused':
      if (outcome.status !== 0) return settleRefused(run, sending, outcome);
      settleForbiddenByRule(run, sending, outcome.messages.join(' '));
      return null;
    default:
      return settlePageFailure(run, sending, outcome);
  }
}

function settleUnreadable(
  run: SyncRun,
  queued: ChangeRecord,
  failure: Parameters<typeof settlePageFailure>[2] | null,
): Promise<Stop | null> | null {
  if (failure) return settlePageFailure(run, queued, failure);
  waitForPages(run, queued);
  return null;
}

/** The form, as it is filled in here, has no place for it: it would be lost without a word. */
function withoutTableau(fields: readonly string[]) {
  const message = t('rule.tableau.by-form');
  const told = Object.fromEntries(fields.map((field) => [field, [message]]));
  return { problem: { code: 'validation' as const, message, hqMessages: [], fields: told, status: null } };
}
