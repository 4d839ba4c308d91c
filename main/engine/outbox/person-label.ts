/** What people call a person: username (or e-mail) and name, from the visible row. */
import { z } from 'zod';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';

const labelSchema = z.object({ key: z.string(), name: z.string(), server_id: z.string().nullable() });

const labelQueries: Record<PersonEntity, string> = {
  'mobile-worker': 'SELECT username AS key, name, server_id FROM mobile_workers WHERE local_id = ?',
  'web-user': 'SELECT username AS key, name, server_id FROM web_users WHERE local_id = ?',
  invitation: "SELECT email AS key, '' AS name, server_id FROM invitations WHERE local_id = ?",
};

/** @param values of a change of this person: names somebody who has no visible row (any more) */
export function personLabel(
  db: EngineDatabase,
  entity: PersonEntity,
  localId: string,
  values: FieldValues,
): { key: string; name: string; serverId: string | null } {
  const row = db.statement(labelQueries[entity]).get(localId);
  const label = row === undefined ? null : labelSchema.parse(row);
  const named = values[entity === 'invitation' ? 'email' : 'username'];
  return {
    key: label?.key ?? (typeof named === 'string' ? named : localId),
    name: label?.name ?? '',
    serverId: label?.server_id ?? null,
  };
}
