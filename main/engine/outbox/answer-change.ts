/** The person's word about a change that may have happened and must not be repeated by itself (`ask`). */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { withSentAgain } from './change-record.ts';
import { finishChange } from './history.ts';
import { needsFreshWord, withWord } from './hold-removal.ts';
import { liveChange } from './live-change.ts';
import type { RecordContext } from './record-context.ts';
import { doneNote, hasBehind, withKnownMade } from './known-made.ts';
import { moveChange } from './transitions.ts';

/**
 * Sent again, or taken as done. A create that is taken as done ends at once only where nothing stands behind it: an edit or a removal of
 * what it made needs HQ's id, so HQ is read for it first.
 * @throws AppFailure `not-found`, `wrong-state`
 */
export function answerChange(context: RecordContext, id: string, answer: 'send-again' | 'done'): void {
  const { db, now } = context;
  db.write('answer-change', () => {
    const change = liveChange(context, id, 'answer');
    if (answer === 'send-again') {
      const asked = withKnownMade(withWord(change.base, false), null);
      // What is said from now on goes behind it: HQ may have made the person as they were.
      const base = change.kind === 'create' ? withSentAgain(asked, true) : asked;
      moveChange(db, id, 'queued', now(), { base, reason: null, nextAttemptAt: null, edited: true });
    } else if (needsFreshWord(change)) {
      // It waits for the word to be sent, and was not.
      throw new AppFailure('wrong-state', t('change.not-sent'));
    } else if (change.kind === 'create' && hasBehind(db, change)) {
      moveChange(db, id, 'unknown', now(), {
        base: withKnownMade(change.base, 'person'),
        reason: null,
        nextAttemptAt: null,
      });
    } else {
      const serverId = serverIdOf(db, change.entity, change.localId);
      finishChange(db, change, { outcome: 'acked', serverId, answer: { status: null, note: doneNote } }, now());
    }
    rebuildVisible(db, change.entity, [change.localId]);
  });
}
