/**
 * Reads HQ's lists: those of REST, then (while somebody is signed in) those that only HQ's web pages have. HQ has no modified-since for
 * users, so every pull is a whole listing; unchanged records write next to nothing. A pull that breaks (network, cancel, kill) goes on
 * at its page; one that broke long ago begins anew.
 */
import { t } from '#shared/messages/translate.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { Failure } from '../hq/outcome.ts';
import { isComplete, markUnavailable, readCursor } from './cursors.ts';
import { readMeta, writeMeta } from './meta.ts';
import { pageLists } from './page-lists.ts';
import { pullLists, restLists } from './pull-lists.ts';
import type { RestList } from './pull-lists.ts';
import { pullPages } from './pull-pages.ts';
import { readList } from './read-list.ts';
import { unavailableLists } from './status.ts';
import { runError, stopFor } from './stop.ts';
import { sweep } from './sweep.ts';
import { writeLog } from './sync-log.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export async function pull(run: SyncRun): Promise<Stop | null> {
  const before = JSON.stringify(unavailableLists(run.db));
  try {
    return await readAll(run);
  } finally {
    // Which lists can be read says what the account may do, and so what waits for a right.
    if (run.db.sql.open && JSON.stringify(unavailableLists(run.db)) !== before) run.changed('connection', 'changes');
  }
}

async function readAll(run: SyncRun): Promise<Stop | null> {
  const generation = beginPull(run);
  // Asked once: a session that ends on the way is still the channel of this pull, and says so itself.
  const { pages } = run.gateway;
  const steps = pages === null ? restLists.length : pullLists.length;
  await learnSize(run);
  let problem: AppError | null = null;
  for (const [index, list] of restLists.entries()) {
    const fetch: Parameters<typeof readList>[2] = (request) => list.fetch(run.gateway, request);
    const failure = await readList(run, list, fetch, { generation, step: index + 1, steps });
    const end = failure && listFailed(run, list, failure);
    if (end?.kind === 'stop') return end.stop;
    problem = end?.error ?? problem;
  }
  // A key that may read nothing at all is not a mirror without people; somebody signed in may see more over the pages.
  const refused = restLists.map(({ name }) => readCursor(run.db, name)?.unavailable ?? null);
  const nothing = refused.every((error) => error !== null) ? refused[0] : null;
  const end = await pullPages(run, pages, { generation, step: restLists.length, steps });
  if (end.kind === 'stop') return end.stop;
  // Every member is told the locations: they alone are no mirror.
  const own = pageLists.filter(({ insteadOf }) => insteadOf === null);
  const seen = pages !== null && own.some(({ name }) => isComplete(readCursor(run.db, name), generation));
  if (nothing && !seen) return allRefused(run, nothing);
  run.phase('rebasing');
  const swept = await sweep(run, generation);
  if (swept) return swept;
  finishPull(run, generation);
  problem ??= end.error;
  if (problem) run.problem = problem;
  return null;
}

/**
 * Before the first pull the gateway knows no number of workers and keeps to the pace of the smallest project: one worker, with the number
 * of all, is asked for. Should that fail, the lists meet the reason themselves.
 */
async function learnSize({ db, gateway, signal }: SyncRun): Promise<void> {
  if (readCursor(db, 'mobile-worker:active') !== null) return;
  await gateway.listMobileWorkers({ offset: 0, limit: 1, archived: false, signal });
}

/** A right may be given back: then what waits goes out by itself, as after any poll. A plan does not change like that. */
function allRefused(run: SyncRun, error: AppError): Stop {
  return { kind: 'hold', error, until: error.code === 'permission' ? run.deps.now() + run.config.pollMs : null };
}

/** Goes on with a pull that broke off not long ago, else begins one. Returns its number. */
function beginPull(run: SyncRun): number {
  const now = run.deps.now();
  const last = readMeta(run.db, 'pull');
  if (last.completedAt === null && now - last.startedAt < run.config.resumeMs) return last.generation;
  const generation = last.generation + 1;
  writeMeta(run.db, 'pull', { generation, startedAt: now, completedAt: null });
  return generation;
}

function finishPull(run: SyncRun, generation: number): void {
  const now = run.deps.now();
  run.db.write('pull-done', () => {
    writeMeta(run.db, 'pull', { ...readMeta(run.db, 'pull'), completedAt: now });
    writeMeta(run.db, 'lastPullAt', now);
    writeMeta(run.db, 'mirrorComplete', true);
    writeLog(run.db, { at: now, action: 'pull', reason: `listing ${generation} through` });
  });
}

type ListEnd = { kind: 'stop'; stop: Stop } | { kind: 'skipped'; error: AppError } | null;

/** A list this key may not read is noted and the rest goes on; everything else ends the run. */
function listFailed(run: SyncRun, list: RestList, failure: Failure): ListEnd {
  const error = runError(run, failure);
  switch (failure.kind) {
    case 'permission':
    case 'plan': {
      const message = t('sync.list-unavailable', { list: t(`entities.${list.entity}`), reason: error.message });
      const named = { ...error, message };
      markUnavailable(run.db, list.name, named);
      writeLog(run.db, {
        at: run.deps.now(),
        entity: list.entity,
        action: 'pull',
        reason: `${list.name}: ${failure.kind}`,
      });
      return null;
    }
    case 'refused':
    case 'gone':
    case 'bad-reply':
      // This list is not understood; the others may well be.
      markUnavailable(run.db, list.name, error);
      return { kind: 'skipped', error };
    case 'no-answer':
      // HQ can be reached (it answered the handshake) and this list takes it too long: what waits is pushed all the same.
      if (failure.cause !== 'cancelled') return { kind: 'stop', stop: { kind: 'failed', error } };
      return { kind: 'stop', stop: { kind: 'cancelled' } };
    default:
      return { kind: 'stop', stop: stopFor(run, failure) };
  }
}
