/** A planned row as changes of ours, in the order in which they are sent. */
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { beforeOf } from '../../outbox/change-many.ts';
import { recordManyAction } from '../../outbox/many-action.ts';
import { knownChange } from '../../outbox/read-changes.ts';
import { recordAction } from '../../outbox/record-action.ts';
import { recordCreate, recordEdit } from '../../outbox/record-change.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { recordInvitation } from '../../outbox/record-invitation.ts';
import { rowIntent } from '../plan/row-intent.ts';
import type { RowIntent } from '../plan/row-intent.ts';
import type { RowPart } from './sheet-batch.ts';

export type RowToRecord = {
  planned: PlannedRow;
  batchId: string;
  /** Number of the row's first part within the batch; ids of changes come from it. */
  first: number;
  /** The row's password as it is sent; null: the row gives none. */
  password: string | null;
  /** HQ's pages cannot be reached now: what has no way back is asked about again. */
  held: boolean;
};

/** What of the row only HQ's importer does, by the names of columns. */
export function importerColumns({ outcome, entity, changes, mail, flags }: PlannedRow): string[] {
  const only = rowIntent({ outcome, entity, changes }).importerOnly;
  if (entity !== 'mobile-worker') return only;
  // A worker who is there is mailed, and somebody is told by SMS, at the importer's word only.
  const mails = mail !== null && (outcome === 'update' || mail.kind === 'invitation');
  return [
    ...only,
    ...(mails ? ['send_confirmation_email'] : []),
    ...(flags.includes('texts') ? ['send_confirmation_sms'] : []),
  ];
}

/**
 * Call it inside a write, in a part of it that can be taken back.
 * @throws AppFailure `validation`, `wrong-state`, `not-found` for a row that cannot be recorded
 */
export function recordRow(context: RecordContext, row: RowToRecord): RowPart[] {
  const { planned } = row;
  const only = importerColumns(planned);
  if (only.length > 0) throw new AppFailure('validation', t('batch.importer-only', { columns: only.join(', ') }));
  const intent = rowIntent(planned);
  switch (planned.outcome) {
    case 'invite':
      return [invitation(context, row, intent.values)];
    case 'create':
      return created(context, row, intent);
    case 'remove':
      return [removal(context, row, whom(planned))];
    case 'update':
      return updated(context, row, intent, whom(planned));
    default:
      return [];
  }
}

type Whom = { entity: PersonEntity; localId: string };

function whom({ entity, localId }: PlannedRow): Whom {
  if (entity === null || localId === null) throw new AppFailure('not-found', t('change.person-not-found'));
  return { entity, localId };
}

const whole = { what: { kind: 'whole' }, before: {}, outcome: 'changed' } as const;

function idOf({ batchId, first }: RowToRecord, index: number): string {
  return `${batchId}.${first + index}`;
}

function invitation(context: RecordContext, row: RowToRecord, values: FieldValues): RowPart {
  const { batchId, held } = row;
  const made = recordInvitation(context, { changeId: idOf(row, 0), values, batchId, held });
  return { ...whole, ...made, entity: 'invitation' };
}

function created(context: RecordContext, row: RowToRecord, { values, access }: RowIntent): RowPart[] {
  const { batchId, password } = row;
  const entity = 'mobile-worker';
  const made = recordCreate(context, {
    changeId: idOf(row, 0),
    values,
    password: password ?? '',
    batchId,
    asGiven: true,
  });
  const create: RowPart = { ...whole, ...made, entity };
  return access === 'deactivate'
    ? [create, acted(context, row, 1, { entity, localId: made.localId }, access)]
    : [create];
}

function removal(context: RecordContext, row: RowToRecord, { entity, localId }: Whom): RowPart {
  const { batchId } = row;
  const held = entity !== 'mobile-worker' && row.held;
  const changeId = idOf(row, 0);
  const carried = recordAction(context, { changeId, entity, localId, action: 'remove', batchId, held });
  return { ...whole, entity, localId, changeId: knownChange(context.db, changeId) ? changeId : carried };
}

/** Access is given before the rest and taken behind it: HQ may refuse to edit who has none. */
function updated(context: RecordContext, row: RowToRecord, intent: RowIntent, person: Whom): RowPart[] {
  const { values, access, password } = intent;
  const parts: RowPart[] = [];
  if (access === 'reactivate') parts.push(acted(context, row, parts.length, person, access));
  if (Object.keys(values).length > 0) parts.push(edited(context, row, parts.length, person, values));
  if (password) parts.push(newPassword(context, row, parts.length, person));
  if (access === 'deactivate') parts.push(acted(context, row, parts.length, person, access));
  return parts;
}

function edited(context: RecordContext, row: RowToRecord, index: number, person: Whom, patch: FieldValues): RowPart {
  const { db } = context;
  const { entity, localId } = person;
  const what = { kind: 'edit', patch } as const;
  const before = beforeOf(db, entity, localId, what);
  const changeId = idOf(row, index);
  const carried = recordEdit(context, { changeId, entity, localId, patch, batchId: row.batchId, asGiven: true });
  // An edit that changes nothing of what waits leaves no trace of its own.
  return { ...person, what, before, outcome: 'changed', changeId: knownChange(db, changeId) ? changeId : carried };
}

function acted(
  context: RecordContext,
  row: RowToRecord,
  index: number,
  person: Whom,
  action: 'deactivate' | 'reactivate',
): RowPart {
  const { batchId } = row;
  const what = { kind: 'act', action } as const;
  const before = beforeOf(context.db, person.entity, person.localId, what);
  const changeId = idOf(row, index);
  return { ...person, what, before, ...recordManyAction(context, { ...person, changeId, batchId, action }, before) };
}

function newPassword(context: RecordContext, row: RowToRecord, index: number, person: Whom): RowPart {
  const { batchId, password } = row;
  if (password === null) throw new AppFailure('validation', t('batch.password-lost'));
  const changeId = idOf(row, index);
  recordAction(context, { ...person, changeId, action: 'set-password', batchId, password });
  return { ...whole, ...person, changeId };
}
