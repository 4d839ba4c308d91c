/** HQ's own way back after a removed membership: online only, at once, and never kept to be sent later. */
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { failureToError } from '../hq/outcome-error.ts';
import type { OpenAccount } from '../open-account.ts';
import type { HistoryRecord } from '../outbox/history-record.ts';
import { undoState } from '../outbox/undo-state.ts';

/** @throws AppFailure `wrong-state`; `credential` without a session; HQ's failure */
export async function undoRemoval(
  { context, session, loop, notify }: OpenAccount,
  line: HistoryRecord,
  changeId: string,
): Promise<MethodOutput<'history.undo'>> {
  const { db } = context;
  const { can, why } = undoState(db, line);
  if (!can) throw new AppFailure('wrong-state', why);
  const address = line.answer.undoAddress;
  const pages = loop.status().workOffline ? null : session.pages();
  if (!pages || address === null || line.serverId === null)
    throw new AppFailure('credential', t('history.undo.offline'));
  const restored = await pages.undoRemoval({ address }, { id: line.serverId, email: line.key });
  if (restored.kind !== 'ok') {
    const { code, message, details } = failureToError(restored, context.account);
    throw new AppFailure(code, message, details);
  }
  db.write('undo-removal', () => {
    db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(changeId, line.seq);
  });
  loop.restored(line.serverId);
  notify(['history']);
  return { change: null, left: {}, how: 'restore' };
}
