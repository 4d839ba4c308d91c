/**
 * Follows what HQ's importer was given until its result stands with the rows: by itself while somebody is signed in, from the hand-over on and after
 * a restart, and again where HQ gave no answer for a while. One question at a time for each batch, whoever asks.
 */
import { z } from 'zod';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps } from '../../deps.ts';
import type { Failure } from '../../hq/outcome.ts';
import type { HqPages } from '../../hq/pages/hq-pages.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { createRetryTimer } from '../retry-timer.ts';
import { followUpload } from './hand-over.ts';
import { whileFollowed } from './uploads-under-way.ts';

export type UploadWatch = {
  /** Something moved: a workbook was handed over, somebody signed in or out, works offline or not. */
  wake(): void;
  /**
   * Waits for the result, with whoever asks for it already.
   * @throws AppFailure as `followUpload`; `credential` where nobody is signed in; `cancelled` by the signal, which ends this waiting alone
   */
  follow(batchId: string, signal: AbortSignal): Promise<void>;
  /** Asks for nothing more, and waits until nothing is written any more. */
  close(): Promise<void>;
};

export type UploadWatchOptions = {
  record: RecordContext;
  deps: Pick<EngineDeps, 'setTimer' | 'log'>;
  /** Results are asked for without a person's word. */
  auto: boolean;
  /** null: nobody is signed in, or the person works offline. */
  pages: () => HqPages | null;
  explain: (failure: Failure) => AppFailure;
  /** Of a batch another thing is told now. */
  changed: () => void;
  /** A result stands with its rows: HQ's lists are to be read. */
  settled: () => void;
};

type Asking = { ended: Promise<void>; stop: AbortController; isAuto: boolean };

export function createUploadWatch(options: UploadWatchOptions): UploadWatch {
  const { record, deps, auto, changed } = options;
  const { db } = record;
  const asking = new Map<string, Asking>();
  const again = createRetryTimer(deps, wake);
  let closed = false;

  function ask(batchId: string, pages: HqPages, isAuto: boolean): Asking {
    const stop = new AbortController();
    const { signal } = stop;
    const ended = whileFollowed(db, batchId, (tell) => {
      changed();
      const onProgress = (percent: number | null) => {
        if (tell(percent)) changed();
      };
      return followUpload(record, batchId, { pages, explain: options.explain, signal, onProgress });
    }).finally(() => {
      asking.delete(batchId);
      if (!closed) changed();
    });
    const one = { ended, stop, isAuto };
    asking.set(batchId, one);
    return one;
  }

  async function askByItself(batchId: string, pages: HqPages): Promise<void> {
    try {
      await ask(batchId, pages, true).ended;
      again.answered();
      options.settled();
    } catch (error) {
      if (closed) return;
      // What is no answer of HQ is a fault of ours: told once, and tried again like the rest.
      if (!(error instanceof AppFailure)) deps.log('error', `following an upload: ${String(error)}`);
      else if (error.error.code === 'cancelled') return;
      again.later();
    }
  }

  function wake(): void {
    if (closed || !auto || !db.sql.open) return;
    const pages = options.pages();
    if (pages === null) {
      for (const one of asking.values()) if (one.isAuto) one.stop.abort();
      return;
    }
    for (const batchId of openUploads()) if (!asking.has(batchId)) void askByItself(batchId, pages);
  }

  function openUploads(): string[] {
    const found = db
      .statement("SELECT batch_id FROM sheet_batches WHERE way = 'upload' AND json_extract(job, '$.state') = 'running'")
      .pluck()
      .all();
    return z.array(z.string()).parse(found);
  }

  return {
    wake,
    async follow(batchId, signal) {
      const { ended, stop, isAuto } = asking.get(batchId) ?? ask(batchId, pagesOr(options.pages()), false);
      const end = () => {
        // Asked for by itself it goes on without whoever waited.
        if (!isAuto) stop.abort();
      };
      signal.addEventListener('abort', end, { once: true });
      try {
        await Promise.race([ended, cancelled(signal)]);
      } finally {
        signal.removeEventListener('abort', end);
      }
    },
    async close() {
      closed = true;
      again.cancel();
      const all = [...asking.values()];
      for (const { stop } of all) stop.abort();
      await Promise.allSettled(all.map(({ ended }) => ended));
    },
  };
}

function pagesOr(pages: HqPages | null): HqPages {
  if (pages === null) throw new AppFailure('credential', t('invitation.read.sign-in'));
  return pages;
}

/** Never resolves. */
function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new AppFailure('cancelled', t('hq.cancelled')));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
