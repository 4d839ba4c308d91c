/**
 * Follows HQ's making of a file until it is saved, by HQ's number of the job: for whoever asked, and by itself after a restart, a sign-in and where
 * HQ gave no answer for a while. A file's end stays written down until a person was told (`dismiss`).
 */
import { isDeepStrictEqual } from 'node:util';
import type { DownloadView } from '#shared/domain/hq-download.ts';
import type { PeopleExport, PeopleExported, PeopleFilter } from '#shared/domain/people-export.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineContext } from '../../context.ts';
import type { Failure } from '../../hq/outcome.ts';
import type { HqPages } from '../../hq/pages/hq-pages.ts';
import { createRetryTimer } from '../retry-timer.ts';
import * as store from './download-store.ts';
import { askForFile, fetchFile } from './fetch-file.ts';
import { hqFilter } from './hq-filter.ts';
import { fileThere } from './target-file.ts';

export type DownloadWatch = {
  /** Somebody signed in or out, works offline or not. */
  wake(): void;
  /**
   * Asks HQ for a file, or goes on with the one that was asked for by this `id`, and waits until it is saved. Where runs begin by themselves, it
   * also waits out that HQ gives no answer.
   * @throws AppFailure `invalid-input`, and `credential` where nobody is signed in, before anything is asked; `cancelled`; HQ's failure;
   *   `read-only` where the file cannot be written
   */
  begin(id: string, wanted: PeopleExport): Promise<PeopleExported>;
  /** @returns whether there was one that is not over */
  cancel(id: string): boolean;
  views(): DownloadView[];
  /** A person knows how it ended. One that is not over stays. */
  dismiss(id: string): void;
  /** Asks for nothing more, and waits until nothing is written any more; what is not over goes on with the next start. */
  close(): Promise<void>;
};

export type DownloadWatchOptions = EngineContext & {
  /** Without a person's word, also after a restart. */
  auto: boolean;
  /** null: nobody is signed in, or the person works offline. */
  pages: () => HqPages | null;
  worksOffline: () => boolean;
  explain: (failure: Failure) => AppFailure;
  /** Of some file another thing is told now. */
  changed: () => void;
  tell: (told: { jobId: string; share: number; percent: number | null }) => void;
  /** A file told something of these people. */
  learned: (kind: PeopleFilter['kind']) => void;
};

type Run = { stop: AbortController; ended: Promise<void>; share: number; percent: number | null };
type Waiter = { resolve(file: PeopleExported): void; reject(error: unknown): void };

export function createDownloadWatch(options: DownloadWatchOptions): DownloadWatch {
  const { db, deps, auto, changed } = options;
  const runs = new Map<string, Run>();
  const waiters = new Map<string, Waiter[]>();
  /** Why HQ gave no answer about it, the last time. */
  const silence = new Map<string, AppError>();
  const again = createRetryTimer(deps, wake);
  let closed = false;

  function start(id: string, pages: HqPages): void {
    const stop = new AbortController();
    const run: Run = { stop, ended: Promise.resolve(), share: 0, percent: null };
    runs.set(id, run);
    silence.delete(id);
    changed();
    run.ended = fetchOne(id, pages, run)
      .then(
        (file) => succeed(id, file),
        (error: unknown) => fail(id, error, stop.signal.aborted),
      )
      .finally(() => {
        if (!closed) changed();
      });
  }

  async function fetchOne(id: string, pages: HqPages, run: Run): Promise<PeopleExported> {
    const { signal } = run.stop;
    const source = { ...options, pages, failure: options.explain };
    const asked = findAsked(id);
    const job = asked.job ?? (await askForFile(source, asked.wanted, signal));
    if (asked.job === null) store.keepJob(db, id, job);
    const onProgress = (share: number, percent: number | null) => {
      Object.assign(run, { share, percent });
      options.tell({ jobId: id, share, percent });
    };
    return fetchFile({ ...source, signal, onProgress }, { ...asked, job }, (move, saved) =>
      db.write('download-saved', () => {
        // Nobody wants it any more.
        if (!store.keepSaved(db, id, saved)) throw calledOff();
        move();
      }),
    );
  }

  function findAsked(id: string): store.Download {
    const found = store.findDownload(db, id);
    if (found === null) throw calledOff();
    return found;
  }

  function succeed(id: string, file: PeopleExported): void {
    runs.delete(id);
    again.answered();
    const told = store.findDownload(db, id);
    if (told !== null) options.learned(told.wanted.kind);
    settle(id, ({ resolve }) => resolve(file));
  }

  function fail(id: string, thrown: unknown, isStopped: boolean): void {
    runs.delete(id);
    const error = db.failure(thrown);
    if (closed) return settle(id, ({ reject }) => reject(calledOff()));
    const row = store.findDownload(db, id);
    const failure = error instanceof AppFailure ? error.error : null;
    if (failure === null) deps.log('error', `downloading from HQ: ${describe(error)}`);
    const isHeard = waiters.has(id);
    if (row === null || row.state !== 'running') return settle(id, ({ reject }) => reject(error));
    if (failure !== null && mayGoOn(failure) && (row.job !== null || !isHeard))
      return goOnLater(id, failure, isStopped);
    // Whoever asked is told at once that HQ did not even begin.
    if (row.job === null && isHeard) store.forgetDownload(db, id);
    else store.keepFailed(db, id, failure?.message ?? t('sync.internal'), { hasJob: failure?.code === 'read-only' });
    settle(id, ({ reject }) => reject(error));
  }

  /** HQ may have it yet: asked again in a while, or when somebody signs in; the command line says so and ends. */
  function goOnLater(id: string, failure: AppError, isStopped: boolean): void {
    if (!auto)
      return settle(id, ({ reject }) => reject(new AppFailure(failure.code, failure.message, failure.details)));
    // For want of a session, which may be there again by now.
    if (isStopped) return queueMicrotask(wake);
    silence.set(id, failure);
    again.later();
  }

  function settle(id: string, how: (waiter: Waiter) => void): void {
    const all = waiters.get(id) ?? [];
    waiters.delete(id);
    for (const waiter of all) how(waiter);
  }

  function wake(): void {
    if (closed || !auto || !db.sql.open) return;
    const pages = options.pages();
    if (pages === null) for (const { stop } of runs.values()) stop.abort();
    else
      for (const { id, state } of store.listDownloads(db)) if (state === 'running' && !runs.has(id)) start(id, pages);
    changed();
  }

  function viewOf({ id, wanted, path, state, askedAt, saved, why }: store.Download): DownloadView {
    const run = runs.get(id);
    const isWaiting = state === 'running' && run === undefined;
    return {
      id,
      wanted,
      path: saved?.savedAs ?? path,
      state: isWaiting ? 'waiting' : state,
      waitsFor: isWaiting ? waitsFor(options) : null,
      share: run?.share ?? 0,
      percent: run?.percent ?? null,
      askedAt,
      rows: saved?.rows ?? null,
      message: why ?? (isWaiting ? (silence.get(id)?.message ?? null) : null),
    };
  }

  return {
    wake,
    async begin(id, { path, source: _source, ...filter }) {
      const pages = options.pages();
      if (pages === null) throw new AppFailure('credential', t('invitation.read.sign-in'));
      hqFilter(db, filter);
      if (!runs.has(id)) {
        const known = store.findDownload(db, id);
        const begun = known?.state !== 'saved' && isDeepStrictEqual(known?.wanted, filter) ? known : null;
        const asked = { id, wanted: filter, path, there: fileThere(path) };
        store.keepAsked(db, { ...asked, askedAt: begun?.askedAt ?? deps.now() }, begun?.job ?? null);
        start(id, pages);
      }
      return new Promise((resolve, reject) => {
        waiters.set(id, [...(waiters.get(id) ?? []), { resolve, reject }]);
      });
    },
    cancel(id) {
      if (db.readOnly || store.findDownload(db, id)?.state !== 'running') return false;
      store.forgetDownload(db, id);
      const run = runs.get(id);
      if (run === undefined) settle(id, ({ reject }) => reject(calledOff()));
      else run.stop.abort();
      changed();
      return true;
    },
    views: () => store.listDownloads(db).map(viewOf),
    dismiss(id) {
      if (store.findDownload(db, id)?.state === 'running') return;
      store.forgetDownload(db, id);
      changed();
    },
    async close() {
      closed = true;
      again.cancel();
      const all = [...runs.values()];
      for (const { stop } of all) stop.abort();
      await Promise.allSettled(all.map(({ ended }) => ended));
      for (const id of waiters.keys()) settle(id, ({ reject }) => reject(calledOff()));
    },
  };
}

function calledOff(): AppFailure {
  return new AppFailure('cancelled', t('bulk.export.cancelled'));
}

/** What says nothing of the job itself: no answer, somebody between, a session that is over. Called off it is only for now, too. */
function mayGoOn({ code, details }: AppError): boolean {
  if (code === 'server') return details?.['kind'] === 'server-error' && details['ended'] === undefined;
  return ['cancelled', 'offline', 'tls', 'throttled', 'not-hq', 'credential'].includes(code);
}

/** What an open file waits for while nobody asks HQ about it. */
function waitsFor({ pages, worksOffline }: DownloadWatchOptions): DownloadView['waitsFor'] {
  if (pages() !== null) return 'hq';
  return worksOffline() ? 'online' : 'sign-in';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
