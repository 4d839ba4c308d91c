/**
 * Deletions of access requests: see unqueued-requests.ts. One without an answer is settled by HQ's list of who waits to be let in, in the
 * next run or when a person reads it.
 */
import type { AccessRequest } from '#shared/domain/access-request.ts';
import { deleteRequestAction } from '#shared/domain/history.ts';
import type { EngineDatabase } from '../db/database.ts';
import { writeHistory } from '../outbox/history.ts';
import type { HistoryAnswer } from '../outbox/history.ts';
import { pagesOf } from './actions/pages-channel.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { RequestDeletion } from './meta.ts';
import type { SyncRun } from './sync-run.ts';
import { unqueuedRequests } from './unqueued-requests.ts';

export const requestDeletions = unqueuedRequests<RequestDeletion>(
  (db) => readMeta(db, 'requestDeletions'),
  (db, deletions) => writeMeta(db, 'requestDeletions', deletions),
  (deletion, state) => ({ ...deletion, state }),
);

/** HQ has the request no more: its line in the history, in one transaction with the list. `outcome` `converged`: it was gone before. */
export function finishRequestDeletion(
  db: EngineDatabase,
  { changeId, author, createdAt, request }: Omit<RequestDeletion, 'state'>,
  { outcome, answer, now }: { outcome: 'acked' | 'converged'; answer: HistoryAnswer; now: number },
): void {
  db.write('delete-access-request', () => {
    forgetRequest(db, request.id);
    const told = readMeta(db, 'accessRequests');
    if (told)
      writeMeta(db, 'accessRequests', { ...told, requests: told.requests.filter((one) => one.id !== request.id) });
    const localId = `access-request-${request.id}`;
    const line = { id: changeId, author, entity: 'invitation', localId, kind: 'action' } as const;
    const person = { key: request.email, name: request.name };
    const change = { ...line, action: deleteRequestAction, base: {}, patch: {}, createdAt };
    writeHistory(db, change, { outcome, serverId: null, person, answer }, now);
  });
}

/** What HQ's list says of each deletion without an answer. @returns whether there was one */
export function settleByList(db: EngineDatabase, list: readonly AccessRequest[], now: number): boolean {
  const open = requestDeletions.unknown(db);
  for (const deletion of open) {
    if (list.some(({ id }) => id === deletion.request.id)) forgetRequest(db, deletion.request.id);
    else {
      const answer = { status: null, read: 'after-lost-answer' } as const;
      finishRequestDeletion(db, deletion, { outcome: 'acked', answer, now });
    }
  }
  return open.length > 0;
}

/** Reads HQ's list where a deletion has no answer. Without a session, or where it cannot be read, the next run asks. */
export async function settleRequestDeletions(run: SyncRun): Promise<void> {
  const { db, deps, signal } = run;
  if (requestDeletions.unknown(db).length === 0) return;
  const list = await pagesOf(run)?.listAccessRequests({ signal });
  if (list?.kind !== 'ok') return;
  if (settleByList(db, list.value, deps.now())) run.changed('history');
}

/** Of all deletions of one request: a person may have asked again while the first had no answer. */
function forgetRequest(db: EngineDatabase, id: string): void {
  requestDeletions.forget(db, ({ request }) => request.id === id);
}
