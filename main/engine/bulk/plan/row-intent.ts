/** A planned row as what would have to be recorded for it, one by one; the commit makes changes of it. */
import { accountConfirmation, fieldDefinition, userDataPrefix } from '#shared/domain/fields.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';

export type RowIntent = {
  /** Field values of the registry, for an edit, a new invitation or a new worker. */
  values: FieldValues;
  /** A worker's access: `deactivate`, `reactivate`; null: as it is. */
  access: 'deactivate' | 'reactivate' | null;
  /** The row's password (`rowSecretId`) is to be set. */
  password: boolean;
  /** Fields that only HQ's importer can set. */
  importerOnly: string[];
};

/** Of a row that creates, invites or updates. */
export function rowIntent({ outcome, entity, changes }: Pick<PlannedRow, 'outcome' | 'entity' | 'changes'>): RowIntent {
  const intent: RowIntent = { values: {}, access: null, password: false, importerOnly: [] };
  const kind: PersonEntity = entity ?? 'invitation';
  for (const [field, { to }] of Object.entries(changes)) {
    if (field === 'password') intent.password = true;
    else if (field === 'is_active') intent.access = to === false ? 'deactivate' : 'reactivate';
    else if (isRecorded(kind, field, outcome === 'create')) intent.values[field] = to;
    else intent.importerOnly.push(field);
  }
  return intent;
}

function isRecorded(entity: PersonEntity, field: string, isNew: boolean): boolean {
  if (field.startsWith(userDataPrefix)) return true;
  const definition = fieldDefinition(entity, field);
  return (
    definition !== undefined &&
    (definition.editable || isNew || entity === 'invitation' || field === accountConfirmation)
  );
}
