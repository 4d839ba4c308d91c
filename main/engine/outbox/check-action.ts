/** HQ's rules for actions as far as the mirror can tell; HQ is asked again when the action is sent. */
import { z } from 'zod';
import { accessProblem, takesAccess } from '#shared/domain/rules/access-rules.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { readFact, webUserFacts } from '../mirror/page-facts.ts';
import { visibleTables } from '../mirror/tables.ts';
import { readPersonalId } from './personal-id.ts';
import type { ActionInput } from './record-action.ts';
import type { RecordContext } from './record-change.ts';

/** @throws AppFailure `validation` */
export function checkAction(context: RecordContext, input: ActionInput): void {
  const problem = problemOf(context, input);
  if (problem !== null) throw new AppFailure('validation', problem);
}

function problemOf(context: RecordContext, input: ActionInput): string | null {
  switch (input.action) {
    case 'email-password-reset':
      return resetProblem(context, input);
    case 'link':
    case 'unlink':
      return linkProblem(context, input);
    default:
      return webUserProblem(context, input);
  }
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

const webUserSchema = z.object({
  server_id: z.string().nullable(),
  username: z.string(),
  email: z.string(),
  status: z.string(),
  is_admin: z.number(),
});

function webUserProblem({ db, author }: RecordContext, { entity, localId, action }: ActionInput): string | null {
  if (entity !== 'web-user') return null;
  const row = db
    .statement('SELECT server_id, username, email, status, is_admin FROM web_users WHERE local_id = ?')
    .get(localId);
  const found = webUserSchema.parse(row);
  // HQ leaves both buttons out then. Source: corehq/apps/users/views/__init__.py (`ListWebUsersView`, its rows' addresses).
  const sso = found.server_id !== null && webUserFacts(readFact(db, 'web-user-facts', found.server_id))?.ssoControlled;
  if (sso === true && action !== 'remove') return t('rule.access.sso');
  if (!takesAccess.has(action)) return null;
  return accessProblem(action, {
    self: found.username.toLowerCase() === author.toLowerCase(),
    activeAdmin: found.is_admin === 1 && found.status !== 'deactivated',
    otherActiveAdmins: otherActiveAdmins(db, localId),
  });
}

const countSchema = z.object({ n: z.number().int() });

/** Admins beside this one who have access and will keep it: those who wait to lose it here do not count. */
function otherActiveAdmins(db: EngineDatabase, localId: string): number {
  const row = db
    .statement(
      `SELECT count(*) AS n FROM web_users w
       WHERE w.is_admin = 1 AND w.status <> 'deactivated' AND w.local_id <> ? AND instr(w.waiting, 'remove') = 0
         AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.entity = 'web-user' AND c.local_id = w.local_id
           AND json_extract(c.patch, '$.role') IS NOT NULL)`,
    )
    .get(localId);
  return countSchema.parse(row).n;
}

const workerSchema = z.object({ email: z.string(), status: z.string() });

/** Source: corehq/apps/users/views/mobile/users.py (`send_password_reset_email`). */
function resetProblem({ db }: RecordContext, { entity, localId }: ActionInput): string | null {
  const row = db.statement(`SELECT email, status FROM ${visibleTables[entity]} WHERE local_id = ?`).get(localId);
  const { email, status } = workerSchema.parse(row);
  if (email === '') return t('rule.reset.no-email');
  return status === 'deactivated' ? t('rule.reset.inactive') : null;
}
