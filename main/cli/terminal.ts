/** Asks the person at the terminal. Questions go to standard error: standard output belongs to the answer. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

export type Terminal = {
  /** A person can be asked. */
  interactive: boolean;
  /** First line of standard input, without its end; '' when there is none. */
  readLine(): Promise<string>;
  /** `hidden`: what is typed is not shown. @throws AppFailure `cancelled` on Ctrl-C or end of input */
  ask(question: string, options: { hidden: boolean }): Promise<string>;
};

type Streams = {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
  /** Ends a question that waits. */
  signal: AbortSignal;
};

export function createTerminal({ input, output, signal }: Streams): Terminal {
  return {
    interactive: input.isTTY === true,
    async readLine() {
      const lines = createInterface({ input });
      try {
        for await (const line of lines) return line;
        return '';
      } finally {
        lines.close();
      }
    },
    async ask(question, { hidden }) {
      // The editor of lines writes what is typed to its output: nowhere, then.
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({ input, output: hidden ? nowhere : output, terminal: input.isTTY === true });
      const stop = new AbortController();
      const onAbort = () => stop.abort();
      signal.addEventListener('abort', onAbort, { once: true });
      lines.on('SIGINT', onAbort);
      lines.on('close', onAbort);
      try {
        if (hidden) output.write(question);
        return await lines.question(hidden ? '' : question, { signal: stop.signal });
      } catch {
        throw new AppFailure('cancelled', t('hq.cancelled'));
      } finally {
        signal.removeEventListener('abort', onAbort);
        lines.off('close', onAbort);
        lines.close();
        if (hidden) output.write('\n');
      }
    },
  };
}
