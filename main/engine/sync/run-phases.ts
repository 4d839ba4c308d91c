/** The phases of one run in their order: checking → pull (with rebase) → push with settle; the push first where the last pull ended in a pause. */
import { sealInterrupted } from '../outbox/transitions.ts';
import { handshake } from './handshake.ts';
import { readMeta, writeMeta } from './meta.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { settleRequestDeletions } from './request-deletions.ts';
import type { Stop, SyncRun, SyncWhat } from './sync-run.ts';
import { settleWaysBack } from './ways-back.ts';

export type RunHooks = {
  /** HQ answered as the one of this account. */
  onReached: () => void;
  /** Once HQ has let a run through that reads lists: what else is to be known of the connection. */
  onConnected?: ((signal: AbortSignal) => Promise<void>) | undefined;
};

/** @returns why the run ended before its end, null when it did not */
export async function runPhases(run: SyncRun, what: SyncWhat, hooks: RunHooks): Promise<Stop | null> {
  const { db, deps } = run;
  run.phase('checking');
  // No other run is under way: whatever still says "sending" was left so by a fault while it was being settled.
  if (sealInterrupted(db) > 0) deps.log('warn', 'changes left in flight by a fault are settled by reading');
  const refused = await handshake(run);
  if (refused) return refused;
  hooks.onReached();
  if (what !== 'push') await hooks.onConnected?.(run.signal);
  await settleWaysBack(run);
  await settleRequestDeletions(run);
  const tried = new Set<string>();
  // A pull that ended in a pause has had its turn: throttled lists must not starve what waits.
  const end = what === 'sync' && readMeta(db, 'pushFirst') ? await pushInTurn(run, tried) : null;
  if (end) return end;
  const pulled = what === 'push' ? null : await pull(run);
  if (what !== 'push') noteTurn(run, pulled?.kind === 'hold' && pulled.until !== null);
  // A list that HQ cannot give must not hold up what waits: each change is compared with the record itself before it is sent.
  if (what === 'pull' || (pulled && pulled.kind !== 'failed')) return pulled;
  return (await pushInTurn(run, tried)) ?? pulled;
}

/** @param tried changes that had their one try in this run */
function pushInTurn(run: SyncRun, tried: Set<string>): Promise<Stop | null> {
  // Whatever becomes of it, the lists come first the next time.
  noteTurn(run, false);
  return push(run, tried);
}

function noteTurn({ db }: SyncRun, pushFirst: boolean): void {
  if (readMeta(db, 'pushFirst') !== pushFirst) writeMeta(db, 'pushFirst', pushFirst);
}
