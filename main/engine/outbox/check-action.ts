/** HQ's rules for actions as far as the mirror can tell; HQ is asked again when the action is sent. */
import { z } from 'zod';
import { aboutPassword } from '#shared/domain/action.ts';
import { passwordProblems } from '#shared/domain/rules.ts';
import { workerAccessProblem } from '#shared/domain/rules/worker-access-rules.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { visibleTables } from '../mirror/tables.ts';
import { webUserProblem } from './check-access.ts';
import { isUnconfirmed } from './is-unconfirmed.ts';
import { refuse } from './refuse.ts';
import { personalIdAhead, readPersonalId } from './personal-id.ts';
import type { ActionInput } from './action-input.ts';
import type { RecordContext } from './record-context.ts';

/** @throws AppFailure `validation` */
export function checkAction(context: RecordContext, input: ActionInput): void {
  const problem = passwordProblem(context, input) ?? problemOf(context, input);
  if (problem !== null) throw new AppFailure('validation', problem);
}

function problemOf(context: RecordContext, input: ActionInput): string | null {
  switch (input.action) {
    case 'email-password-reset':
      return resetProblem(context, input);
    case 'link':
    case 'unlink':
      return linkProblem(context, input);
    case 'reactivate':
      return reactivateProblem(context, input);
    default:
      return webUserProblem(context, input);
  }
}

/** @throws AppFailure `validation` (details.fields), `invalid-input` */
export function checkPassword({ db, strongPasswords }: RecordContext, { localId, password = '' }: ActionInput): void {
  const found =
    password === '' ? [t('rule.password.required')] : passwordProblems(password, strongPasswords?.() ?? null);
  refuse(found.length > 0 ? { password: found } : {});
  // The password of somebody who waits to be created is part of that change.
  if (serverIdOf(db, 'mobile-worker', localId) === null)
    throw new AppFailure('validation', t('rule.password.not-at-hq'));
}

/** HQ's page for it is closed while the worker logs in with PersonalID; an unlinking that goes first opens it. */
function passwordProblem({ db }: RecordContext, { localId, action }: ActionInput): string | null {
  if (!aboutPassword.has(action) || personalIdAhead(db, localId) !== 'active') return null;
  return t('rule.password.personal-id-active');
}

/**
 * A link begins on the worker's device: where there is none, there is nothing to switch. Of a worker that HQ does not have yet nothing is
 * known: by the time the link's turn comes the device may have begun it, and HQ says so when it is sent.
 */
function linkProblem({ db, usesPersonalId }: RecordContext, { localId }: ActionInput): string | null {
  if (usesPersonalId() === false) {
    return `${t('capability.flag-personal-id.why')} ${t('capability.flag-personal-id.how')}`;
  }
  return readPersonalId(db, localId) === 'not-linked' ? t('rule.personal-id.not-linked') : null;
}

function reactivateProblem(context: RecordContext, input: ActionInput): string | null {
  if (input.entity !== 'mobile-worker') return webUserProblem(context, input);
  return workerAccessProblem(input.action, { unconfirmed: isUnconfirmed(context.db, input.localId) });
}

const workerSchema = z.object({ email: z.string(), status: z.string() });

/** Source: corehq/apps/users/views/mobile/users.py (`send_password_reset_email`). */
function resetProblem({ db }: RecordContext, { entity, localId }: ActionInput): string | null {
  const row = db.statement(`SELECT email, status FROM ${visibleTables[entity]} WHERE local_id = ?`).get(localId);
  const { email, status } = workerSchema.parse(row);
  if (email === '') return t('rule.reset.no-email');
  return status === 'deactivated' ? t('rule.reset.inactive') : null;
}
