/** The person's word about a change that may have happened and must not be repeated by itself (`ask`). */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { finishChange } from './history.ts';
import { needsFreshWord, withWord } from './hold-removal.ts';
import { liveChange } from './live-change.ts';
import { readLane } from './read-changes.ts';
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
      const base = withWord(change.base, false);
      moveChange(db, id, 'queued', now(), { base, reason: null, nextAttemptAt: null, edited: true });
    } else if (needsFreshWord(change)) {
      // It waits for the word to be sent, and was not.
      throw new AppFailure('wrong-state', t('change.not-sent'));
    } else if (change.kind === 'create' && readLane(db, change.entity, change.localId).length > 1) {
      // HQ's id is not known, so what waits behind would be for nobody.
      throw new AppFailure('wrong-state', t('change.behind-unseen'));
    } else {
      const serverId = serverIdOf(db, change.entity, change.localId);
      finishChange(db, change, { outcome: 'acked', serverId, answer: { status: null, note: doneNote } }, now());
    }
    rebuildVisible(db, change.entity, [change.localId]);
  });
}
