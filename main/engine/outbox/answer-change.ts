/** The person's word about a change that may have happened and must not be repeated by itself (`ask`). */
import { serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { finishChange } from './history.ts';
import { liveChange } from './live-change.ts';
import type { RecordContext } from './record-change.ts';
import { moveChange } from './transitions.ts';

/** Stands in the history, so that nobody takes it for HQ's word. */
const doneNote = 'taken as done by the person; HQ never confirmed it';

/** @throws AppFailure `not-found`, `wrong-state` */
export function answerChange(context: RecordContext, id: string, answer: 'send-again' | 'done'): void {
  const { db, now } = context;
  db.write('answer-change', () => {
    const change = liveChange(context, id, 'answer');
    if (answer === 'send-again') {
      moveChange(db, id, 'queued', now(), { reason: null, nextAttemptAt: null });
    } else {
      const serverId = serverIdOf(db, change.entity, change.localId);
      finishChange(db, change, { outcome: 'acked', serverId, answer: { status: null, note: doneNote } }, now());
    }
    rebuildVisible(db, change.entity, [change.localId]);
  });
}
