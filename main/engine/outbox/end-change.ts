import type { FieldValues } from '#shared/domain/entities.ts';
import { serverIdOf } from '../mirror/identities.ts';
import type { ChangeRecord } from './change-record.ts';
import { rejectDependants } from './dependants.ts';
import { answerOf, finishChange, writeHistory } from './history.ts';
import type { HistoryEntry } from './history.ts';
import { readLane } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { remeasureBehind, standsWithout } from './remeasure-behind.ts';
import { readReplacedUnder } from './replaced-changes.ts';

/**
 * Ends a change that will not be sent; call inside a write and rebuild the visible row. Edits behind a create go with it: there is nobody
 * they could be for. Others are measured from `stands` on.
 *
 * @param stands what HQ has instead of the change's values, by field and guard
 */
export function endChange(
  context: RecordContext,
  change: ChangeRecord,
  answer: HistoryEntry['answer'] = {},
  stands: FieldValues = change.base,
): void {
  const { db, now } = context;
  const serverId = serverIdOf(db, change.entity, change.localId);
  rejectDependants(db, change.id, now());
  if (change.kind === 'create') {
    finishChange(db, change, { outcome: 'discarded', serverId, answer }, now());
    for (const later of readLane(db, change.entity, change.localId).filter(({ seq }) => seq > change.seq)) {
      // What had given way to it does not come back either.
      for (const kept of readReplacedUnder(db, later.id))
        writeHistory(db, kept, { outcome: 'discarded', serverId, answer: answerOf(kept) }, now());
      finishChange(db, later, { outcome: 'discarded', serverId, answer: answerOf(later) }, now());
    }
    return;
  }
  remeasureBehind(context, change, standsWithout(change, stands));
  finishChange(db, change, { outcome: 'discarded', serverId, answer }, now());
}
