/** A change as the Changes screen and the command line show it. */
import { z } from 'zod';
import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import { jsonSchema } from '#shared/domain/entities.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { waitsFor } from './lanes.ts';
import { readConflicts } from './read-changes.ts';

/** Pseudo-fields of a clash about the whole record, not one value. */
export const deletedField = '*deleted*';
export const existsField = '*exists*';

const labelSchema = z.object({ key: z.string(), name: z.string(), server_id: z.string().nullable() });

const labelQueries: Record<PersonEntity, string> = {
  'mobile-worker': 'SELECT username AS key, name, server_id FROM mobile_workers WHERE local_id = ?',
  'web-user': 'SELECT username AS key, name, server_id FROM web_users WHERE local_id = ?',
  invitation: "SELECT email AS key, '' AS name, server_id FROM invitations WHERE local_id = ?",
};

export function viewChange(db: EngineDatabase, change: ChangeRecord): ChangeView {
  const row = db.statement(labelQueries[change.entity]).get(change.localId);
  const label = row === undefined ? null : labelSchema.parse(row);
  const username = change.patch['username'];
  return {
    id: change.id,
    seq: change.seq,
    batchId: change.batchId,
    entity: change.entity,
    localId: change.localId,
    serverId: label?.server_id ?? null,
    key: label?.key ?? (typeof username === 'string' ? username : change.localId),
    name: label?.name ?? '',
    kind: change.kind,
    action: change.action,
    state: change.state,
    fields: viewFields(db, change),
    createdAt: change.createdAt,
    updatedAt: change.updatedAt,
    sentAt: change.sentAt,
    attempts: change.attempts,
    nextAttemptAt: change.nextAttemptAt,
    reason: change.reason,
    waitsFor: waitsFor(db, change),
    can: allowed(change),
  };
}

function viewFields(db: EngineDatabase, change: ChangeRecord): ChangeField[] {
  const theirs = change.state === 'conflict' ? readConflicts(db, change.id) : new Map<string, unknown>();
  const problems = change.reason?.fields ?? {};
  const fields = Object.entries(change.patch).map(([field, yours]): ChangeField => {
    const view: ChangeField = { field, was: change.base[field] ?? null, yours, problems: problems[field] ?? [] };
    if (theirs.has(field)) view.theirs = jsonSchema.parse(theirs.get(field));
    return view;
  });
  // Problems of what is no field of the patch (a password) still have to be seen somewhere.
  for (const [field, found] of Object.entries(problems)) {
    if (!(field in change.patch)) fields.push({ field, was: null, yours: null, problems: found });
  }
  return fields;
}

/** What the person may do with it now; the handlers refuse the rest with `wrong-state`. */
export function allowed(change: Pick<ChangeRecord, 'state' | 'kind'>): ChangeView['can'] {
  const sealed = change.state === 'sending' || change.state === 'unknown';
  return {
    retry: change.state !== 'sending',
    edit: !sealed && change.state !== 'ask' && (change.kind === 'create' || change.kind === 'update'),
    discard: !sealed,
  };
}
