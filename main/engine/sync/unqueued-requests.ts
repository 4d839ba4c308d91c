/**
 * Requests that are sent at once and never queued (HQ's way back after a removal, the deletion of an access request): noted before they
 * leave, so that one whose answer is lost (a kill, the network) is settled by reading HQ. None is ever sent again by itself.
 *
 * - `sending`: a request is under way in this process.
 * - `unknown`: no answer came; HQ may have done it. Reading tells.
 */
import type { EngineDatabase } from '../db/database.ts';
import type { Failure } from '../hq/outcome.ts';

interface Noted {
  changeId: string;
  state: 'sending' | 'unknown';
}

/** After these HQ may have done it all the same. */
const doubtful: ReadonlySet<Failure['kind']> = new Set(['no-answer', 'server-error', 'bad-reply', 'not-hq']);

export interface UnqueuedRequests<Request extends Noted> {
  /** Committed before the request leaves. */
  begin(db: EngineDatabase, request: Omit<Request, 'state'>): void;
  /** HQ did not do it: forgotten; or no answer tells: left to be settled by reading. */
  failed(db: EngineDatabase, changeId: string, kind: Failure['kind']): void;
  /** It is settled. */
  forget(db: EngineDatabase, isSettled: (request: Request) => boolean): void;
  /** First thing when an account is opened: nothing is under way, whatever was has no answer. */
  seal(db: EngineDatabase): void;
  /** Those that only reading can settle. */
  unknown(db: EngineDatabase): Request[];
}

/** @param restate gives the same request another state (a type parameter cannot be spread back into itself) */
export function unqueuedRequests<Request extends Noted>(
  read: (db: EngineDatabase) => Request[],
  write: (db: EngineDatabase, requests: Request[]) => void,
  restate: (request: Omit<Request, 'state'>, state: Noted['state']) => Request,
): UnqueuedRequests<Request> {
  const leave = (db: EngineDatabase, isMeant: (request: Request) => boolean) => {
    const requests = read(db);
    const left = requests.map((request) => (isMeant(request) ? restate(request, 'unknown') : request));
    if (requests.some((request) => request.state === 'sending' && isMeant(request))) write(db, left);
  };
  const forget = (db: EngineDatabase, isSettled: (request: Request) => boolean) => {
    const requests = read(db);
    const left = requests.filter((request) => !isSettled(request));
    if (left.length < requests.length) write(db, left);
  };
  return {
    begin: (db, request) => write(db, [...read(db), restate(request, 'sending')]),
    failed: (db, changeId, kind) => {
      // An earlier try of the same command may still be in doubt: only reading settles that one.
      const isMeant = (request: Request) => request.changeId === changeId && request.state === 'sending';
      if (doubtful.has(kind)) leave(db, isMeant);
      else forget(db, isMeant);
    },
    forget,
    seal: (db) => leave(db, () => true),
    unknown: (db) => read(db).filter(({ state }) => state === 'unknown'),
  };
}
