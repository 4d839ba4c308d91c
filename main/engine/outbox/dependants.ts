/** Changes of other people that wait for one that will not happen. */
import { z } from 'zod';
import { t } from '#shared/messages/translate.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { EngineDatabase } from '../db/database.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { readChange } from './read-changes.ts';
import { moveChange } from './transitions.ts';

const rowsSchema = z.array(z.object({ id: z.string() }));

/** They need a person's look again; call it inside the write that takes the change back. */
export function rejectDependants(db: EngineDatabase, changeId: string, now: number): void {
  const rows = rowsSchema.parse(
    db.statement('SELECT change_id AS id FROM change_deps WHERE needs_change_id = ?').all(changeId),
  );
  const message = t('change.needs-gone');
  const reason: ChangeReason = { code: 'wrong-state', message, hqMessages: [], fields: {}, status: null, at: now };
  for (const { id } of rows) {
    const change = readChange(db, id);
    // Only what has not been sent can be waiting.
    if (change?.state !== 'queued') continue;
    moveChange(db, id, 'rejected', now, { reason });
    rebuildVisible(db, change.entity, [change.localId]);
  }
}
