import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { errorOf } from '../error-of.ts';
import { withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { createChangeWatch } from '../watch-changes.ts';
import { statusEvents } from '../watch-status.ts';
import type { WatchEvent } from '../watch-status.ts';

export const watchCommand: Command = {
  path: ['watch'],
  summary: 'cli.watch.summary',
  details: 'cli.watch.details',
  run: (context) => tellingItsEnd(context, () => withAccount(context, 'sync', (open) => watch(context, open))),
};

/** Whoever reads the lines learns there, too, that no more will come, and why; standard error and the exit code say it as of any command. */
async function tellingItsEnd(context: CommandContext, work: () => Promise<CommandOutput>): Promise<CommandOutput> {
  try {
    return await work();
  } catch (error) {
    print(context, { event: 'failed', error: errorOf(error) });
    throw error;
  }
}

function print(context: CommandContext, event: WatchEvent): void {
  context.printNow(JSON.stringify({ at: new Date().toISOString(), ...event }));
}

async function watch(context: CommandContext, { account, engine, call }: OpenEngine): Promise<CommandOutput> {
  const tell = (event: WatchEvent) => print(context, event);
  const { server, project, username } = account;
  tell({ event: 'started', account: { server, project, username } });
  const changes = createChangeWatch(call, tell);
  await changes.look();
  let last: SyncStatus = await call('sync.status', {});
  const stopped = aborted(context.signal);
  const failed = new Promise<never>((_, reject) => {
    engine.on('account.failed', ({ error }) => reject(new AppFailure(error.code, error.message, error.details)));
    engine.on('sync.status', (status) => {
      const events = statusEvents(last, status);
      last = status;
      if (events.length === 0) return;
      // What the run has done is told before its end; the engine's own word about it comes a moment later.
      changes.look().catch(reject);
      changes.tell(events).catch(reject);
    });
    engine.on('data.changed', ({ entities }) => {
      if (entities.includes('changes')) changes.look().catch(reject);
    });
  });
  await call('sync.run', { what: 'sync' });
  await Promise.race([stopped, failed]);
  await changes.tell([{ event: 'stopped' }]);
  return {};
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
