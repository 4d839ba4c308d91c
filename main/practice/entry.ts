import { entryOptionsSchema } from './options.ts';
import { startPracticeHq } from './start-practice-hq.ts';
import type { PracticeHq } from './start-practice-hq.ts';

/**
 * The practice HQ as a process of its own. Options come as JSON in argv[2]; the answer goes to whoever started it
 * (utility process, forked child, or one line on standard output): `{type:'ready', url, project, …}` or `{type:'failed', message}`.
 * Ends on SIGTERM and SIGINT, and when the parent goes away.
 */
type Message = ({ type: 'ready' } & Omit<PracticeHq, 'close'>) | { type: 'failed'; message: string };
type ParentPort = { postMessage(message: Message): void };

function parentPort(): ParentPort | undefined {
  // Set by Electron in a utility process only; Node's types do not know it.
  return (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;
}

function tell(message: Message): void {
  const port = parentPort();
  if (port) port.postMessage(message);
  else if (process.send) process.send(message);
  else process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function run(): Promise<void> {
  const options = entryOptionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  const hq = await startPracticeHq({ ...options, log: (line) => process.stderr.write(`${line}\n`) });
  const end = (): void => {
    void hq.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
  const { url, project, username, apiKey, signIn, controlToken } = hq;
  tell({ type: 'ready', url, project, username, apiKey, signIn, controlToken });
}

run().catch((error: unknown) => {
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
});
