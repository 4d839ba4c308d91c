import { fork } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Result } from '#shared/ipc/result.ts';

export type ForkedEngine = {
  /** A call over the process border; `null` when the process ended before it answered. */
  call(method: string, params: unknown): Promise<Result<unknown> | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Resolves with signal or exit code once the process has ended. */
  ended: Promise<string>;
  /** Ends the channel, as a parent that dies does. */
  disconnect(): void;
};

export type ChildOptions = {
  /** Rows it asks HQ's lists for at once. */
  pageSize?: number;
  /** What its clock shows at first (ms since 1970), and how many times as fast clock and timers run: as those of who goes on after it. */
  clock?: { start: number; speed: number };
};

/**
 * A real engine process.
 *
 * @param failpoint where it kills itself, `name#n` for the n-th time it comes there; none: the engine as shipped (main/engine/entry.ts)
 * @param options only with a failpoint
 */
export async function forkEngine(failpoint?: string, options: ChildOptions = {}): Promise<ForkedEngine> {
  const root = join(import.meta.dirname, '../..');
  const file = failpoint === undefined ? 'main/engine/entry.ts' : 'test/helpers/engine-child.ts';
  const args = failpoint === undefined ? [] : [failpoint, JSON.stringify(options)];
  const child = fork(join(root, file), args, { cwd: root, silent: true });
  const waiting = new Map<number, (result: Result<unknown> | null) => void>();
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
  let next = 0;
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => {
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
      resolve(signal ?? String(code));
    });
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    void ended.then((how) => reject(new Error(`the engine ended at its start: ${how} ${errors}`)));
    child.on('message', (message: { ready?: boolean; id?: number; result?: Result<unknown> }) => {
      if (message.ready) resolve();
      if (message.id === undefined || !message.result) return;
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    });
  });
  return {
    ended,
    call: (method, params) =>
      new Promise((resolve) => {
        next += 1;
        waiting.set(next, resolve);
        child.send({ id: next, method, params }, (error) => {
          // It died before it heard of this: nobody else answers where that came after its exit was heard of.
          if (error) void ended.then(() => resolve(null));
        });
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    disconnect: () => child.disconnect(),
  };
}
