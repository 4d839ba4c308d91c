import { workerAccessProblem } from '#shared/domain/rules/worker-access-rules.ts';
import type { Outcome } from '../../hq/outcome.ts';
import { localIdOf } from '../../mirror/identities.ts';
import { isUnconfirmed } from '../../outbox/is-unconfirmed.ts';
import type { SyncRun } from '../sync-run.ts';
import type { Against, Target } from './action-steps.ts';
import { failsInPassing } from './fails-in-passing.ts';
import { findRow } from './find-worker-row.ts';
import { noSession, pagesOf } from './pages-channel.ts';

/**
 * What is asked before a worker is reactivated: whether the account still waits for the worker's own confirmation. Only HQ's page tells;
 * where it cannot be read (nobody is signed in, or may not look) it is as the page told it last.
 */
export async function checkConfirmed(run: SyncRun, target: Target): Promise<Outcome<Against>> {
  const pages = pagesOf(run);
  const row = pages ? await findRow(pages, target, ['unconfirmed'], run.signal) : noSession;
  if (row.kind !== 'ok' && failsInPassing(row)) return row;
  const unconfirmed =
    row.kind === 'ok' ? row.value !== null : isUnconfirmed(run.db, localIdOf(run.db, 'mobile-worker', target.id));
  return { kind: 'ok', status: 200, value: workerAccessProblem('reactivate', { unconfirmed }), serverTime: null };
}
