/** Long work that can be called off by its id: whoever began it made the id up, so it can be called off before it has answered. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

export type RunningJobs = {
  /** @throws AppFailure `wrong-state` when a job of this id runs already */
  run<Value>(id: string, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** @returns whether there was one */
  cancel(id: string): boolean;
  /** Calls all of them off and waits for their end: their account's file is about to be closed. */
  end(): Promise<void>;
};

export function createRunningJobs(): RunningJobs {
  const jobs = new Map<string, { stop: AbortController; ended: Promise<unknown> }>();
  return {
    async run(id, work) {
      if (jobs.has(id)) throw new AppFailure('wrong-state', t('bulk.job-runs'));
      const stop = new AbortController();
      const result = work(stop.signal);
      jobs.set(id, { stop, ended: result.catch(() => undefined) });
      try {
        return await result;
      } finally {
        jobs.delete(id);
      }
    },
    cancel(id) {
      const job = jobs.get(id);
      job?.stop.abort();
      return job !== undefined;
    },
    async end() {
      for (const { stop } of jobs.values()) stop.abort();
      await Promise.all([...jobs.values()].map(({ ended }) => ended));
    },
  };
}
