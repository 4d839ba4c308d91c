/** Whether a row's own word is still in the change that carries it: a person may have said something else since, or it was taken back alone. */
import type { PersonEntity } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { RowWhat } from '../../outbox/batch-rows.ts';
import type { HistoryRecord } from '../../outbox/history-record.ts';
import { knownChange } from '../../outbox/read-changes.ts';
import { linesAtHq } from '../../outbox/sent-part.ts';

export type RowWord = { batchId: string; number: number; changeId: string; entity: PersonEntity; what: RowWhat };

/** Whether HQ took something of the row's edit, in the form it gave it. Always so of what is no edit. */
export function tookWord(db: EngineDatabase, { batchId, number, changeId, entity, what }: RowWord): boolean {
  if (what.kind !== 'edit') return true;
  const wanted = Object.entries(what.patch);
  const lines = linesAtHq(db, changeId);
  const took = ({ after, answer }: HistoryRecord) =>
    wanted.some(
      ([field, value]) =>
        (field in after && sameFieldValue(entity, field, after[field], value)) ||
        [...answer.altered, ...answer.overtaken].includes(field),
    );
  if (lines.length === 0 || lines.some(took)) return true;
  const isOther = lines.some(({ after }) => wanted.some(([field]) => field in after));
  // What is in no line HQ may have had already, unless the row was taken back before the rest of the change went.
  const hasLeft = lines.some((line) => line.changeId === changeId && line.batchId !== batchId);
  return !isOther && !hasLeft && !knownChange(db, `${batchId}.u${number}`);
}

/** SQL: the row's part `p` and these values say the same, so that nobody else had a hand in them. @param patch of a change, as JSON */
export const sameWord = (patch: string): string =>
  `(json_extract(p.what, '$.kind') <> 'edit' OR json_extract(p.what, '$.patch') = ${patch})`;
