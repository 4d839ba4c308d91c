/** HQ's rules for new invitations as far as the mirror can tell; HQ has the last word when it is sent. */
import { z } from 'zod';
import { idFields } from '#shared/domain/fields.ts';
import { invitationProblems } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { namesakes } from '../mirror/namesakes.ts';
import { usernameKey } from '../mirror/username-key.ts';
import { refuseTableau } from './approved-request.ts';
import { completeGroups, normalise } from './coalesce.ts';
import { isById } from './given-by-id.ts';
import type { RecordContext } from './record-context.ts';
import { recordFacts } from './record-facts.ts';
import { refuse } from './refuse.ts';

const rowsSchema = z.array(z.object({ removal: z.string().nullable() }));
const invitedSchema = z.array(z.object({ server_id: z.string().nullable() }));

/**
 * Somebody of an address, and the change by which they are going to be removed: one that is on its way, or one that the invitation which
 * asks waits for already. That one may wait for the person: until it is done or taken back the address is going to be free.
 */
const removalOf = `(SELECT c.id FROM changes c WHERE c.entity = ? AND c.local_id = p.local_id AND c.kind = 'delete'
  AND (c.state IN ('queued', 'sending', 'unknown')
    OR EXISTS (SELECT 1 FROM change_deps d JOIN changes n ON n.id = d.change_id
      WHERE d.needs_change_id = c.id AND n.entity = 'invitation' AND n.local_id = ?))) AS removal`;

/**
 * Whether an address is a member, invited, or waits to be invited.
 * @param own local id of the invitation that asks
 * @returns HQ's words against inviting it, and the removals that have to come first
 */
export function emailUse(
  db: EngineDatabase,
  email: string,
  own: string | null,
): { problem: string | null; needs: string[] } {
  const members = db
    .statement(`SELECT ${removalOf} FROM web_users p WHERE p.email_key = ? OR p.username_key = ?`)
    .all('web-user', own, email, usernameKey(email));
  const invited = db
    .statement(`SELECT ${removalOf}, p.server_id FROM invitations p WHERE p.email_key = ? AND p.local_id IS NOT ?`)
    .all('invitation', own, email, own);
  const removals = rowsSchema.parse([...members, ...invited]).map(({ removal }) => removal);
  const needs = removals.filter((removal) => removal !== null);
  if (needs.length === removals.length) return { problem: null, needs };
  // HQ's words do not say which of the two, nor that an invitation counts whose time is over.
  const atHq = invitedSchema.parse(invited).some(({ server_id: id }) => id !== null);
  const wayOut = members.length === 0 && atHq ? [t('rule.email.invited')] : [];
  return { problem: [t('rule.email.taken'), ...wayOut].join(' '), needs };
}

/**
 * The values of an invitation as they will be sent: normalised, checked. `own`: its local id once it has one.
 * @throws AppFailure `validation` (details.fields)
 */
export function checkedInvitation(
  context: RecordContext,
  values: FieldValues,
  own: string | null,
): { patch: FieldValues; needs: string[] } {
  const { db } = context;
  const patch = withOnlyOne(db, completeGroups('invitation', normalise('invitation', values), {}));
  let needs: string[] = [];
  const taken = (email: string) => {
    const use = emailUse(db, email, own);
    needs = use.needs;
    return use.problem;
  };
  refuse(invitationProblems(patch, recordFacts(context), taken));
  if (isById(patch)) refuseTableau(patch, 'rule.tableau.by-form');
  return { patch, needs };
}

/** Of several of a name this account may give just one: then that one is meant. An empty id says nothing. */
function withOnlyOne(db: EngineDatabase, given: FieldValues): FieldValues {
  const ids: readonly string[] = Object.values(idFields);
  const values = Object.fromEntries(Object.entries(given).filter(([key, value]) => value !== '' || !ids.includes(key)));
  const { role } = values;
  if (typeof role !== 'string' || role === '' || 'role_id' in values) return values;
  const own = namesakes(db).roles.filter(({ name, assignable }) => name === role && assignable !== false);
  const [one, another] = own;
  return one && !another ? { ...values, role_id: one.id } : values;
}
