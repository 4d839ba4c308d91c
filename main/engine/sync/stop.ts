/** What a failed call means for the whole run: the one place that decides between hold, offline, failed and cancelled. */
import type { Failure } from '../hq/outcome.ts';
import { failureToError } from '../hq/outcome-error.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { backoffDelay } from './backoff.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { Hold } from './meta.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export function runError(run: Pick<SyncRun, 'account'>, failure: Failure): AppError {
  const { server, project, username } = run.account;
  return failureToError(failure, { server, project, username });
}

/** The hold of the pause that all requests are in, null when there is none. @param until its end, ms since 1970 */
export function pauseHold(run: Pick<SyncRun, 'account'>, until: number | null, now: number): Hold | null {
  if (until === null) return null;
  return { error: runError(run, { kind: 'throttled', status: 429, retryAfterMs: until - now }), until };
}

export function stopFor(run: SyncRun, failure: Failure): Stop {
  const error = runError(run, failure);
  const { now, random } = run.deps;
  switch (failure.kind) {
    case 'not-sent':
    case 'no-answer':
      return failure.cause === 'cancelled' ? { kind: 'cancelled' } : { kind: 'offline', error };
    case 'credential':
    case 'login':
    case 'permission':
    case 'plan':
    case 'cut-off':
      return { kind: 'hold', error, until: null };
    case 'throttled': {
      // Not HQ's refusal but our own count: it ends when it ends, and says nothing about the next pause.
      if (failure.budget !== undefined) return { kind: 'hold', error, until: now() + failure.retryAfterMs };
      return notePause(run, error, failure.retryAfterMs);
    }
    case 'not-hq':
      // A guest network's login page goes away by itself once the person has signed in to it.
      return { kind: 'hold', error, until: now() + backoffDelay(readMeta(run.db, 'failures') + 5, random()) };
    // Pages are a channel beside REST: their end holds nothing up. Whoever asks them leaves what needs them and goes on.
    case 'session-over':
    case 'refused':
    case 'gone':
    case 'server-error':
    case 'bad-reply':
      return { kind: 'failed', error };
  }
}

/**
 * HQ's wish for a pause is written down at once: other lanes may still wait long for their answers, and whatever ends the run meanwhile
 * (the app's end, a fault, a lost network) must not make the next one begin before the pause is over. The pause is the throttle's.
 */
function notePause(run: SyncRun, error: AppError, retryAfterMs: number | null): Stop {
  const { db, deps } = run;
  const until = Math.max(run.pause?.until ?? 0, run.pausedUntil() ?? deps.now() + (retryAfterMs ?? 0));
  run.pause = { kind: 'hold', error, until, throttled: true };
  writeMeta(db, 'hold', { error, until });
  return run.pause;
}
