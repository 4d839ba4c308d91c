import { readFileSync } from 'node:fs';
import type { FaultRule } from '#practice/start-practice-hq.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext } from '../command.ts';
import { numberOption, usageError } from '../command.ts';

const maxPort = 65_535;
/** What the design promises the sample project scales to. */
const maxSize = 100_000;

export const practiceCommand: Command = {
  path: ['practice'],
  summary: 'cli.practice.summary',
  details: 'cli.practice.details',
  options: {
    port: { type: 'string', value: 'N', help: 'cli.practice.port' },
    seed: { type: 'string', value: 'N', help: 'cli.practice.seed' },
    size: { type: 'string', value: 'N', help: 'cli.practice.size' },
    faults: { type: 'string', value: 'FILE', help: 'cli.practice.faults' },
    state: { type: 'string', value: 'DIR', help: 'cli.practice.state' },
  },
  async run(context) {
    const port = numberOption(context.options, 'port', 0, maxPort);
    const seed = numberOption(context.options, 'seed', 0, Number.MAX_SAFE_INTEGER);
    const size = numberOption(context.options, 'size', 1, maxSize);
    const stateDir = context.options.text('state');
    const faultsFile = context.options.text('faults');
    const faults = faultsFile === undefined ? undefined : readFaults(faultsFile);
    const { startPracticeHq } = await import('#practice/start-practice-hq.ts');
    const hq = await startPracticeHq({
      ...(port === undefined ? {} : { port }),
      ...(seed === undefined ? {} : { seed }),
      ...(size === undefined ? {} : { size }),
      ...(stateDir === undefined ? {} : { stateDir }),
      ...(faults === undefined ? {} : { faults }),
      log: (line) => context.log(line),
    }).catch((error: unknown) => {
      throw startFailure(error, faultsFile);
    });
    const { url, project, username, apiKey, signIn, controlToken } = hq;
    context.printNow(JSON.stringify({ url, project, username, apiKey, signIn, controlToken }));
    await untilStopped(context);
    await hq.close();
    return {};
  },
};

/** The practice HQ checks the rules themselves. */
function readFaults(file: string): FaultRule[] {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as FaultRule | FaultRule[];
    return [content].flat();
  } catch (error) {
    throw usageError('cli.practice.bad-faults', {
      file,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

function startFailure(error: unknown, faultsFile: string | undefined): Error {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'ZodError')
    return usageError('cli.practice.bad-faults', { file: faultsFile ?? '', reason });
  return new AppFailure('internal', t('cli.practice.failed', { reason }));
}

function untilStopped({ signal }: CommandContext): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
