/**
 * The one loop: runs (run-phases.ts) one behind the other, never two at once. It is woken by an edit (after a moment), by the timer, by
 * the person, or by the end of a pause; it rests while the person works offline, while no key is there and while something needs the
 * person (hold).
 */
import { t } from '#shared/messages/translate.ts';
import type { SyncProgress, SyncStatus } from '#shared/domain/sync-status.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { Account } from '#shared/domain/account.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { EngineDeps, TimerHandle } from '../deps.ts';
import type { HqGateway } from '../hq/gateway.ts';
import { longestPauseMs } from '../hq/throttle.ts';
import { nextDue } from '../outbox/lanes.ts';
import { backoffDelay, jitter, longestDelayMs } from './backoff.ts';
import { readChangedLately } from './changed-lately.ts';
import { createLaneClaims } from './lane-claims.ts';
import { readMeta, writeMeta } from './meta.ts';
import { noticeClock } from './notice-clock.ts';
import { pollPeriod } from './poll-period.ts';
import { runPhases } from './run-phases.ts';
import { reportRun } from './run-report.ts';
import type { SyncRunReport } from './run-report.ts';
import { syncStatus } from './status.ts';
import type { LoopState } from './status.ts';
import { pauseHold } from './stop.ts';
import type { SyncConfig } from './sync-config.ts';
import { writeLog } from './sync-log.ts';
import type { ChangedTopic, Stop, SyncRun, SyncWhat } from './sync-run.ts';

export type LoopOptions = {
  db: EngineDatabase;
  deps: EngineDeps;
  config: SyncConfig;
  account: Account;
  secretKey: string;
  /** null: there is no key; the mirror can be seen and edited. */
  gateway: HqGateway | null;
  /** End of the pause HQ asked for, ms since 1970; null: none. */
  pausedUntil: () => number | null;
  /** Runs begin by themselves (the app); without it only `run` begins one (the command line). */
  auto: boolean;
  /** Once HQ has let a run through that reads lists: what else is to be known of the connection. */
  onConnected?: (signal: AbortSignal) => Promise<void>;
  /** Waits for the rights that HQ is asked for anew because it refused something. */
  rightsAsked?: (signal: AbortSignal) => Promise<void>;
  onStatus: (status: SyncStatus) => void;
  onChanged: (topics: readonly ChangedTopic[]) => void;
};

/** A timer that is this late by the clock is not late: the clock was set. Longer than a busy computer keeps a timer waiting, ms. */
const overdueMs = 5_000;

export type RunOptions = { signal?: AbortSignal | undefined; acceptRemovals?: boolean | undefined };

type Wish = RunOptions & { what: SyncWhat; manual: boolean };

export type SyncLoop = {
  status(): SyncStatus;
  /** One run to its end, after the one under way if there is one. */
  run(what: SyncWhat, options?: RunOptions): Promise<SyncRunReport>;
  /** Asks for a run now without waiting for it. One run behind the present one does all that was asked for meanwhile. */
  wake(what: SyncWhat, options?: { acceptRemovals?: boolean }): void;
  /** An edit was saved: it is sent after a moment. */
  edited(): void;
  /** HQ has somebody again whom we had it remove: its lists count again at once, and are read. */
  restored(serverId: string): void;
  /** A pause began, or got longer, by whatever request HQ answered so: a look of the person's as well as a run. */
  paused(): void;
  cancel(): void;
  setWorkOffline(on: boolean): void;
  /** Ends: no new requests, those in flight get a moment. */
  stop(): Promise<void>;
};

export function createSyncLoop(options: LoopOptions): SyncLoop {
  const { db, deps, config } = options;
  const state: LoopState = {
    phase: 'idle',
    progress: null,
    reachable: null,
    lastError: null,
    nextRunAt: null,
    keyNeeded: options.gateway ? null : keyNeeded(options.account),
  };
  const presentPause = () => pauseHold(options, options.pausedUntil(), deps.now());
  const hardStop = new AbortController();
  const readLately = new Map<string, number>();
  const changedLately = readChangedLately(db, deps.now());
  let cancel: AbortController | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  /** The run a button asked for that has not begun yet; what is asked for meanwhile joins it. */
  let woken: Wish | null = null;
  let timer: TimerHandle | null = null;
  let timerWhat: SyncWhat = 'sync';
  let lastProgressAt = 0;
  let stopped = false;
  /** An edit came while a run was under way, which may have been past it. */
  let editedMeanwhile = false;

  const tell = () => {
    if (!stopped) options.onStatus(syncStatus(db, state));
  };

  function setPhase(phase: LoopState['phase'], progress: SyncProgress | null = null): void {
    const samePhase = state.phase === phase && state.progress?.step === progress?.step;
    state.phase = phase;
    state.progress = progress;
    const since = deps.now() - lastProgressAt;
    if (samePhase && since >= 0 && since < config.progressMs) return;
    lastProgressAt = deps.now();
    tell();
  }

  function schedule(what: SyncWhat, delay: number): void {
    if (!options.auto || stopped) return;
    const now = deps.now();
    const at = now + delay;
    // One that should have come long ago: the clock was set ahead, and nobody knows how long the timer still has.
    const isOverdue = timer !== null && state.nextRunAt !== null && state.nextRunAt < now - overdueMs;
    // A whole sync that is due earlier covers a push, never the other way round.
    const isCovered = timer !== null && state.nextRunAt !== null && state.nextRunAt <= at && !isOverdue;
    if (isCovered && (timerWhat === 'sync' || what === timerWhat)) return;
    timer?.cancel();
    timerWhat = isOverdue ? both(timerWhat, what) : what;
    state.nextRunAt = at;
    timer = deps.setTimer(() => {
      timer = null;
      state.nextRunAt = null;
      enqueue({ what: timerWhat, manual: false }).catch(logFailure);
    }, delay);
  }

  /** The next run by itself: earliest waiting change, end of a pause, backoff after a failure, else the poll. */
  function scheduleNext(stop: Stop | null): void {
    timer?.cancel();
    timer = null;
    state.nextRunAt = null;
    const hold = readMeta(db, 'hold');
    if (readMeta(db, 'workOffline') || !options.gateway || (hold && hold.until === null)) return;
    const now = deps.now();
    if (hold?.until) {
      schedule('sync', Math.max(0, hold.until - now));
      return;
    }
    if (stop?.kind === 'offline' || stop?.kind === 'failed') {
      schedule('sync', backoffDelay(readMeta(db, 'failures'), deps.random()));
      return;
    }
    // Counted from the last listing: edits that are sent in between must not put it off for ever.
    // Never from a time to come: the clock may have been set back since.
    const since = stop?.kind === 'cancelled' ? now : Math.min(readMeta(db, 'lastPullAt') ?? now, now);
    schedule('sync', Math.max(config.editDelayMs, since + untilNextListing() - now));
    const due = nextDue(db, options.account.username, now);
    if (due !== null) schedule('push', due - now);
    // What is due and was not sent by this run is not tried by each of the next ones, except what this run may not have seen.
    if (editedMeanwhile) schedule('push', config.editDelayMs);
  }

  function untilNextListing(): number {
    const { mobileWorkers, webUsers } = syncStatus(db, state).counts;
    const activeWorkers = readMeta(db, 'budget')?.users ?? null;
    return jitter(pollPeriod(config, { people: mobileWorkers + webUsers, activeWorkers }), deps.random());
  }

  function logFailure(error: unknown): void {
    deps.log('error', `sync run failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  function enqueue(wish: Wish): Promise<SyncRunReport> {
    const run = queue.then(() => {
      if (woken === wish) woken = null;
      return runOnce(wish.what, wish);
    });
    queue = run.catch(() => undefined);
    return run;
  }

  function wake(what: SyncWhat, { acceptRemovals = false } = {}): void {
    if (woken) {
      woken.what = both(woken.what, what);
      woken.acceptRemovals = woken.acceptRemovals === true || acceptRemovals;
      return;
    }
    woken = { what, acceptRemovals, manual: true };
    enqueue(woken).catch(logFailure);
  }

  /** Why a run does not begin, null when it may. */
  function obstacle(wish: Wish): Stop | null {
    if (stopped || wish.signal?.aborted) return { kind: 'cancelled' };
    if (!options.gateway) return { kind: 'hold', error: keyNeeded(options.account), until: null };
    if (readMeta(db, 'workOffline')) {
      return { kind: 'hold', error: { code: 'on-hold', message: t('sync.work-offline') }, until: null };
    }
    const hold = readMeta(db, 'hold');
    if (!hold) return null;
    // One that lies further off than any pause was set by a clock that was wrong then.
    const left = hold.until === null ? null : hold.until - deps.now();
    const over = left !== null && (left <= 0 || left > longestPauseMs);
    // HQ's own wish for a pause is kept even when the person presses the button; every other hold ends with a try.
    const mayTry = wish.manual && !(hold.error.code === 'throttled' && hold.until !== null);
    if (over || mayTry) return null;
    return { kind: 'hold', ...hold };
  }

  async function runOnce(what: SyncWhat, wish: Wish): Promise<SyncRunReport> {
    if (!stopped) noticeClock(db, deps.now(), { read: readLately, changed: changedLately });
    // Also where the run does not begin: a pause begins anew when the clock is first seen to be set back, not with the next request.
    options.pausedUntil();
    const barred = obstacle(wish);
    if (barred || !options.gateway) {
      // A timer can come before the pause is over by the clock (clocks are set back): then it is waited for again.
      if (barred?.kind === 'hold' && barred.until !== null) scheduleNext(barred);
      tell();
      return reportRun(db, what, null, barred);
    }
    timer?.cancel();
    timer = null;
    state.nextRunAt = null;
    editedMeanwhile = false;
    cancel = new AbortController();
    const abort = () => cancel?.abort();
    wish.signal?.addEventListener('abort', abort, { once: true });
    const run = newRun(options.gateway, cancel.signal, wish);
    const ended = await runPhases(run, what, {
      onReached: () => (state.reachable = true),
      onConnected: options.onConnected,
    })
      .catch((error: unknown) => {
        afterFault(error);
        throw error;
      })
      .finally(() => {
        wish.signal?.removeEventListener('abort', abort);
        cancel = null;
        state.phase = 'idle';
        state.progress = null;
      });
    if (stopped) return reportRun(db, what, run, ended ?? { kind: 'cancelled' });
    const stop = run.pause ?? ended;
    concludeRun(run, what, stop);
    return reportRun(db, what, run, stop);
  }

  /** A fault of ours or of the disk: told, and tried again later. What was in flight is settled by the next run. */
  function afterFault(error: unknown): void {
    state.phase = 'idle';
    state.progress = null;
    state.lastError = error instanceof AppFailure ? error.error : { code: 'internal', message: t('sync.internal') };
    schedule('sync', longestDelayMs);
    tell();
  }

  function newRun(gateway: HqGateway, signal: AbortSignal, wish: Wish): SyncRun {
    return {
      db,
      gateway,
      account: options.account,
      secretKey: options.secretKey,
      deps,
      config,
      signal,
      hardStop: hardStop.signal,
      manual: wish.manual,
      acceptRemovals: wish.acceptRemovals ?? false,
      readLately,
      changedLately,
      claims: createLaneClaims(),
      pagesFailure: null,
      pausedUntil: options.pausedUntil,
      rightsAsked: async () => options.rightsAsked?.(signal),
      pause: null,
      problem: null,
      pulled: {},
      pushed: 0,
      phase: setPhase,
      changed: (...topics) => options.onChanged(topics),
    };
  }

  /** What is remembered of a run, and when the next one comes. */
  function concludeRun(run: SyncRun, what: SyncWhat, stop: Stop | null): void {
    const now = deps.now();
    db.write('run-done', () => {
      writeMeta(db, 'clockAt', now);
      // A pause that somebody else's request met while the run had no more to ask is no less one.
      writeMeta(db, 'hold', stop?.kind === 'hold' ? { error: stop.error, until: stop.until } : presentPause());
      const failed =
        stop?.kind === 'offline' || stop?.kind === 'failed' || (stop?.kind === 'hold' && stop.until !== null);
      if (stop?.kind !== 'cancelled') writeMeta(db, 'failures', failed ? readMeta(db, 'failures') + 1 : 0);
      if (!stop && what !== 'pull') writeMeta(db, 'lastPushAt', now);
      const reason = stop ? (stop.kind === 'cancelled' ? 'cancelled' : `${stop.kind}: ${stop.error.code}`) : 'done';
      writeLog(db, { at: now, action: `run ${what}`, reason });
    });
    // A list cut off, and nothing that got through after it, is what a network that goes looks like.
    const brokeOff = stop?.kind === 'failed' && stop.error.code === 'offline' && run.pushed === 0;
    const notHq = stop?.kind === 'hold' && stop.error.code === 'not-hq';
    if (stop?.kind === 'offline' || brokeOff || notHq) state.reachable = false;
    state.lastError = stop === null || stop.kind === 'cancelled' ? run.problem : stop.error;
    scheduleNext(stop);
    tell();
  }

  function paused(): void {
    // A run under way meets it with its next request, or takes it over at its end.
    if (stopped || db.readOnly || state.phase !== 'idle') return;
    const hold = readMeta(db, 'hold');
    // What waits for the person goes on doing so.
    if (hold && hold.until === null) return;
    writeMeta(db, 'hold', presentPause());
    scheduleNext(null);
    tell();
  }

  function setWorkOffline(on: boolean): void {
    writeMeta(db, 'workOffline', on);
    if (on) {
      cancel?.abort();
      timer?.cancel();
      timer = null;
      state.nextRunAt = null;
    } else {
      schedule('sync', 0);
    }
    tell();
  }

  async function stop(): Promise<void> {
    if (stopped) return;
    timer?.cancel();
    stopped = true;
    cancel?.abort();
    const grace = deps.setTimer(() => hardStop.abort(), config.shutdownMs);
    await queue;
    grace.cancel();
    hardStop.abort();
  }

  if (options.auto) schedule('sync', 0);

  return {
    status: () => syncStatus(db, state),
    run: (what, runOptions = {}) => enqueue({ ...runOptions, what, manual: true }),
    wake,
    restored: (serverId) => {
      changedLately.delete(serverId);
      wake('pull');
    },
    edited: () => {
      tell();
      editedMeanwhile = state.phase !== 'idle';
      if (!readMeta(db, 'workOffline') && options.gateway && !readMeta(db, 'hold'))
        schedule('push', config.editDelayMs);
    },
    paused,
    cancel: () => cancel?.abort(),
    setWorkOffline,
    stop,
  };
}

/** The one run that does what either would. */
const both = (one: SyncWhat, other: SyncWhat): SyncWhat => (one === other ? one : 'sync');

export function keyNeeded(account: Account): AppError {
  return { code: 'credential', message: t('sync.key-needed', { username: account.username }) };
}
