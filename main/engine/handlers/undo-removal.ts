/** HQ's own way back after a removed membership: online only, at once, and never kept to be sent later. */
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { failureToError } from '../hq/outcome-error.ts';
import type { OpenAccount } from '../open-account.ts';
import type { HistoryRecord } from '../outbox/history-record.ts';
import { undoState } from '../outbox/undo-state.ts';
import { finishWayBack, waysBack } from '../sync/ways-back.ts';

/**
 * Gives the membership back and writes a line of the history about it; the same command sent twice is done once.
 * @throws AppFailure `wrong-state`; `credential` without a session; HQ's failure
 */
export async function undoRemoval(
  { context, record, session, loop, notify }: OpenAccount,
  line: HistoryRecord,
  changeId: string,
): Promise<MethodOutput<'history.undo'>> {
  const { db } = context;
  const done = { change: null, left: {}, how: 'restore' } as const;
  // The same command sent twice: it is done.
  if (line.undoneBy === changeId) return done;
  const { can, why } = undoState(db, line);
  if (!can) throw new AppFailure('wrong-state', why);
  const address = line.answer.undoAddress;
  const pages = loop.status().workOffline ? null : session.pages();
  if (!pages || address === null || line.serverId === null)
    throw new AppFailure('credential', t('history.undo.offline'));
  const createdAt = record.now();
  const way = { changeId, author: record.author, createdAt };
  waysBack.begin(db, { ...way, line: line.seq });
  const restored = await pages.undoRemoval({ address }, { id: line.serverId, email: line.key });
  if (restored.kind !== 'ok') {
    waysBack.failed(db, changeId, restored.kind);
    // Ours, from what HQ's lists have now, as the refusal above is from what is known here: HQ was not asked to do it.
    if (restored.kind === 'refused' && restored.status === 0)
      throw new AppFailure('wrong-state', restored.messages.join(' '));
    const { code, message, details } = failureToError(restored, context.account);
    throw new AppFailure(code, message, details);
  }
  finishWayBack(db, line, way, { status: restored.status }, record.now());
  loop.restored(line.serverId);
  notify(['history']);
  return done;
}
