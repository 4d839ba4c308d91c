/** The command line's process: arguments, signals and streams; everything else is in run-cli.ts. */
import { readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { runCli } from './run-cli.ts';
import { createTerminal } from './terminal.ts';

const packageFile = new URL('../../package.json', import.meta.url);
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8')));

const stop = new AbortController();
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    signals += 1;
    // The first asks, the second insists: what is committed is safe in any case.
    if (signals > 1) process.exit(1);
    stop.abort();
  });

// Whoever reads our output may have seen enough (`| head`).
process.stdout.on('error', () => process.exit(0));

const exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  version,
  signal: stop.signal,
  terminal: createTerminal({ input: process.stdin, output: process.stderr, signal: stop.signal }),
  stdout: (text) => writeWhole(1, text),
  stderr: (text) => writeWhole(2, text),
});
process.exit(exitCode);

/** Written before we go on: the process ends right after its last line, and a pipe must have got all of it. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') process.exit(0);
      // A full pipe that does not block: its reader needs a moment.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
