/**
 * A create whose answer was lost may be at HQ already, and a pull may have brought it in as a row of its own, under HQ's id. Until it is
 * known whether the two are one person the row's changes wait for the create: sent before it they would make the record look like
 * somebody else's.
 */
import { z } from 'zod';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { usernameKey } from '../mirror/username-key.ts';
import type { ChangeRecord } from './change-record.ts';
import { changeRecordSchema } from './change-record.ts';

/** Creates of this account that were sent and are not settled. */
const openCreates = `SELECT * FROM changes c WHERE c.state IN ('queued', 'sending', 'unknown') AND c.kind = 'create' AND c.attempts > 0
  AND lower(c.author) = lower(?)`;

/** Rows of the name, without those one of whose changes the create waits for itself: neither would ever go. */
const sameName: Partial<Record<PersonEntity, string>> = {
  'mobile-worker': `SELECT p.local_id AS localId FROM mobile_workers p WHERE p.username_key = ? AND p.local_id <> ?
    AND NOT ${neededOf('mobile-worker')}`,
  invitation: `SELECT p.local_id AS localId FROM invitations p WHERE p.email_key = ? AND p.local_id <> ?
    AND NOT ${neededOf('invitation')}`,
};

function neededOf(entity: PersonEntity): string {
  return `EXISTS (SELECT 1 FROM change_deps d JOIN changes n ON n.id = d.needs_change_id
    WHERE d.change_id = ? AND n.entity = '${entity}' AND n.local_id = p.local_id)`;
}

export type Twin = Pick<ChangeRecord, 'entity' | 'localId'> & { create: string };

const foundSchema = z.array(z.object({ localId: z.string() }));

/** Rows that may be the person of an unsettled create of this account, with the create's id. */
export function readTwins(db: EngineDatabase, author: string): Twin[] {
  const creates = db.statement(openCreates).all(author);
  return creates
    .map((row) => changeRecordSchema.parse(row))
    .flatMap((create) => {
      const sql = sameName[create.entity];
      if (sql === undefined) return [];
      const rows = db.statement(sql).all(nameOf(create), create.localId, create.id);
      return foundSchema.parse(rows).map(({ localId }) => ({ entity: create.entity, localId, create: create.id }));
    });
}

/** As the visible tables keep it for comparing. */
function nameOf({ entity, patch }: ChangeRecord): string {
  const name = patch[entity === 'invitation' ? 'email' : 'username'];
  if (typeof name !== 'string') return '';
  return entity === 'invitation' ? name.toLowerCase() : usernameKey(name);
}

/** Whether the create is still to be settled. */
export function isOpenCreate(change: Pick<ChangeRecord, 'state' | 'attempts'> | null): boolean {
  return change !== null && change.attempts > 0 && ['queued', 'sending', 'unknown'].includes(change.state);
}
