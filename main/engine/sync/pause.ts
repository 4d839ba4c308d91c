import type { SyncRun } from './sync-run.ts';

/** Waits, by the injected timer. @returns false when the run was cancelled meanwhile */
export function pause(run: Pick<SyncRun, 'deps' | 'signal'>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (run.signal.aborted) {
      resolve(false);
      return;
    }
    const end = (whole: boolean) => {
      timer.cancel();
      run.signal.removeEventListener('abort', onAbort);
      resolve(whole);
    };
    const onAbort = () => end(false);
    const timer = run.deps.setTimer(() => end(true), ms);
    run.signal.addEventListener('abort', onAbort, { once: true });
  });
}
