/**
 * Deletions of access requests that are on their way: written down before the request to HQ, so that one whose answer is lost (a kill, the
 * network) is settled by HQ's list of who waits to be let in. None is ever sent again by itself.
 *
 * - `sending`: a request is under way in this process.
 * - `unknown`: no answer came; HQ may have done it. The next list tells, in the next run or when a person reads it.
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

/** Committed before the request leaves. */
export function beginRequestDeletion(db: EngineDatabase, deletion: Omit<RequestDeletion, 'state'>): void {
  const others = readMeta(db, 'requestDeletions').filter(({ request }) => request.id !== deletion.request.id);
  writeMeta(db, 'requestDeletions', [...others, { ...deletion, state: 'sending' }]);
}

/** HQ did nothing. */
export function dropRequestDeletion(db: EngineDatabase, id: string): void {
  const deletions = readMeta(db, 'requestDeletions');
  const left = deletions.filter(({ request }) => request.id !== id);
  if (left.length < deletions.length) writeMeta(db, 'requestDeletions', left);
}

/** No answer came. */
export function leaveRequestDeletion(db: EngineDatabase, id: string): void {
  const deletions = readMeta(db, 'requestDeletions');
  writeMeta(
    db,
    'requestDeletions',
    deletions.map((deletion) => (deletion.request.id === id ? { ...deletion, state: 'unknown' } : deletion)),
  );
}

/** First thing when an account is opened: nothing is under way, whatever was has no answer. */
export function sealRequestDeletions(db: EngineDatabase): void {
  const deletions = readMeta(db, 'requestDeletions');
  if (deletions.some(({ state }) => state === 'sending'))
    writeMeta(
      db,
      'requestDeletions',
      deletions.map((deletion) => ({ ...deletion, state: 'unknown' })),
    );
}

/** HQ has the request no more: its line in the history, in one transaction with the list. `outcome` `converged`: it was gone before. */
export function finishRequestDeletion(
  db: EngineDatabase,
  { changeId, author, createdAt, request }: Omit<RequestDeletion, 'state'>,
  { outcome, answer, now }: { outcome: 'acked' | 'converged'; answer: HistoryAnswer; now: number },
): void {
  db.write('delete-access-request', () => {
    dropRequestDeletion(db, request.id);
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
  const open = readMeta(db, 'requestDeletions').filter(({ state }) => state === 'unknown');
  for (const deletion of open) {
    if (list.some(({ id }) => id === deletion.request.id)) dropRequestDeletion(db, deletion.request.id);
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
  if (!readMeta(db, 'requestDeletions').some(({ state }) => state === 'unknown')) return;
  const list = await pagesOf(run)?.listAccessRequests({ signal });
  if (list?.kind !== 'ok') return;
  if (settleByList(db, list.value, deps.now())) run.changed('history');
}
