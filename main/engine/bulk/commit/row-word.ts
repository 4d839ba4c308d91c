/** Whether a row's own word is still in the change that carries it: a person may have said something else since, or it was taken back alone. */
import type { PersonEntity } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { RowWhat } from '../../outbox/batch-rows.ts';
import type { HistoryRecord } from '../../outbox/history-record.ts';
import { knownChange } from '../../outbox/read-changes.ts';
import { linesAtHq } from '../../outbox/sent-part.ts';

export type RowWord = { batchId: string; number: number; changeId: string; entity: PersonEntity; what: RowWhat };

/** The newest line in which HQ took something of the row's edit, in the form it gave it, or had it already; null: none. */
export function lineWithWord(db: EngineDatabase, { changeId, entity, what }: RowWord): HistoryRecord | null {
  if (what.kind !== 'edit') return null;
  const took = ({ after, answer }: HistoryRecord) =>
    Object.entries(what.patch).some(
      ([field, value]) =>
        (field in after && sameFieldValue(entity, field, after[field], value)) ||
        [...answer.altered, ...answer.overtaken].includes(field),
    );
  return linesAtHq(db, changeId).findLast(took) ?? null;
}

/** Whether a change that is through went without the row's edit: it has another value of it, or the row was taken back before it went. */
export function wentWithoutWord(db: EngineDatabase, word: RowWord): boolean {
  const { batchId, number, changeId, what } = word;
  const lines = linesAtHq(db, changeId);
  if (what.kind !== 'edit' || lines.length === 0 || lineWithWord(db, word)) return false;
  const isOther = lines.some(({ after }) => Object.keys(what.patch).some((field) => field in after));
  const hasLeft = lines.some((line) => line.changeId === changeId && line.batchId !== batchId);
  return isOther || hasLeft || knownChange(db, `${batchId}.u${number}`);
}

/** SQL: the row's part `p` and these values say the same, so that nobody else had a hand in them. @param patch of a change, as JSON */
export const sameWord = (patch: string): string =>
  `(json_extract(p.what, '$.kind') <> 'edit' OR json_extract(p.what, '$.patch') = ${patch})`;
