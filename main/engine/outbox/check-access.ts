/** What the mirror knows of who may lose access or role; HQ is asked again when it is sent (sync/access-guard.ts). */
import { z } from 'zod';
import { accessProblem, adminRole, roleProblem, takesAccess } from '#shared/domain/rules/access-rules.ts';
import type { AccessFacts } from '#shared/domain/rules/access-rules.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { isSelf, readFact, webUserFacts } from '../mirror/page-facts.ts';
import type { ActionInput } from './action-input.ts';
import type { RecordContext } from './record-context.ts';

const webUserSchema = z.object({
  server_id: z.string().nullable(),
  username: z.string(),
  status: z.string(),
  is_admin: z.number(),
});

/** Why an action on a web user cannot be, null when nothing is known against it. */
export function webUserProblem(context: RecordContext, { entity, localId, action }: ActionInput): string | null {
  if (entity !== 'web-user') return null;
  const { db } = context;
  const found = webUserOf(db, localId);
  // HQ leaves both buttons out then. Source: corehq/apps/users/views/__init__.py (`ListWebUsersView`, its rows' addresses).
  const sso = found.server_id !== null && webUserFacts(readFact(db, 'web-user-facts', found.server_id))?.ssoControlled;
  if (sso === true && action !== 'remove') return t('rule.access.sso');
  if (!takesAccess.has(action)) return null;
  return accessProblem(action, accessFacts(context, localId, found));
}

/**
 * Why a web user cannot get another role, at its field. Going back to the role HQ has needs no rule.
 * @param truth HQ's values as last read
 */
export function roleProblems(
  context: RecordContext,
  localId: string,
  { role }: FieldValues,
  truth: FieldValues | null,
): FieldProblems {
  if (role === undefined || sameFieldValue('web-user', 'role', role, truth?.['role'])) return {};
  const problem = roleProblem(accessFacts(context, localId, webUserOf(context.db, localId)), role === adminRole);
  return problem === null ? {} : { role: [problem] };
}

function webUserOf(db: EngineDatabase, localId: string): z.infer<typeof webUserSchema> {
  const row = db
    .statement('SELECT server_id, username, status, is_admin FROM web_users WHERE local_id = ?')
    .get(localId);
  return webUserSchema.parse(row);
}

function accessFacts(
  { db, author }: RecordContext,
  localId: string,
  found: z.infer<typeof webUserSchema>,
): AccessFacts {
  const activeAdmin = found.is_admin === 1 && found.status !== 'deactivated';
  return {
    self: isSelf(db, found.server_id, found.username, author),
    activeAdmin,
    // A look at all web users: in a bulk change of all of them, one for each would take an hour.
    otherActiveAdmins: activeAdmin ? otherActiveAdmins(db, localId) : null,
  };
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
