import type { SyncRunReport } from '#engine/sync/run-report.ts';
import type { SyncProgress } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { exitCodes, syncExitCodeOf } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { CommandFailure } from '../command-failure.ts';

/** A line for each list of a pull, and one on the way at most this often. */
const progressEveryMs = 1_000;
/** The first pause after a 429 is at most 15 s (sync/backoff.ts); whoever runs us waits that long rather than being told to come back. */
const maxPauseMs = 20_000;

type What = SyncRunReport['what'];

function syncCommand(what: What): Command {
  return {
    path: [what],
    summary: `cli.${what}.summary`,
    details: 'cli.sync.details',
    ...(what === 'push'
      ? {}
      : { options: { 'accept-removals': { type: 'boolean', help: 'cli.sync.accept-removals' } as const } }),
    run: (context) => withAccount(context, 'write', (open) => run(context, open, what)),
  };
}

export const syncCommands: readonly Command[] = [syncCommand('pull'), syncCommand('push'), syncCommand('sync')];

async function run(context: CommandContext, { engine, call }: OpenEngine, what: What): Promise<CommandOutput> {
  const showProgress = progressLines(context);
  const unsubscribe = engine.on('sync.status', ({ progress }) => showProgress(progress));
  const runOnce = async () => {
    const acceptRemovals = context.options.flag('accept-removals');
    return unwrap(await engine.runSync(what, { signal: context.signal, acceptRemovals }));
  };
  const report = await waitingOutPauses(context, runOnce).finally(unsubscribe);
  const { totals } = await call('changes.list', { limit: 1 });
  const exitCode = exitCodeFor(report, totals.unknown);
  if (!report.done && report.error) {
    const { error, pulled, pushed, pending, attention, hold } = report;
    const details = { ...error.details, report: { pulled, pushed, pending, attention, hold, totals } };
    throw new CommandFailure({ ...error, details }, exitCode);
  }
  const data = { ...report, totals, status: await call('sync.status', {}) };
  return { data, lines: linesOf(report), exitCode };
}

/**
 * HQ's short pauses (429) are waited out, so that a script need not; a longer one is answered with exit code 4. Each run goes on where
 * the last one stopped.
 */
async function waitingOutPauses(
  context: CommandContext,
  runOnce: () => Promise<SyncRunReport>,
): Promise<SyncRunReport> {
  const patienceEnds = Date.now() + maxPauseMs;
  for (;;) {
    const report = await runOnce();
    const until = report.hold?.error.code === 'throttled' ? report.hold.until : null;
    if (until === null || until > patienceEnds || context.signal.aborted) return report;
    const ms = Math.max(0, until - Date.now());
    context.progress(t('cli.sync.pause', { seconds: Math.ceil(ms / 1000) }));
    await sleep(ms, context.signal);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Offline or on hold comes before "needs attention": nothing else can be done before that is settled. */
function exitCodeFor(report: SyncRunReport, unknown: number): ExitCode {
  if (!report.done) return report.error ? syncExitCodeOf(report.error.code) : exitCodes.failed;
  // A listing that lacks many people waits for the person's word; everything else of the run was done.
  const removals = report.hold?.error.details?.['kind'] === 'removals';
  if (report.hold && !removals) return exitCodes.offline;
  return removals || report.attention + unknown > 0 ? exitCodes.attention : exitCodes.done;
}

function progressLines(context: CommandContext): (progress: SyncProgress | null) => void {
  let list = '';
  let lastAt = 0;
  return (progress) => {
    if (!progress) return;
    const name = `${progress.entity}/${progress.list ?? ''}`;
    const finished = progress.total !== null && progress.done >= progress.total;
    const now = Date.now();
    if (name === list && !finished && now - lastAt < progressEveryMs) return;
    list = name;
    lastAt = now;
    context.progress(
      t(progress.total === null ? 'cli.progress.unknown' : 'cli.progress', {
        list: t(`entities.${progress.entity}`) + (progress.list ? ` (${t(`status.${progress.list}`)})` : ''),
        done: progress.done,
        total: progress.total ?? 0,
        step: progress.step,
        steps: progress.steps,
      }),
    );
  };
}

function linesOf(report: SyncRunReport): string[] {
  const pulled = Object.entries(report.pulled).map(
    ([entity, count]) => `${t(`entities.${entity as keyof SyncRunReport['pulled']}`)} ${count}`,
  );
  return [
    ...(report.what === 'push' ? [] : [t('cli.sync.pulled', { lists: pulled.join(', ') })]),
    ...(report.what === 'pull' ? [] : [t('cli.sync.pushed', { count: report.pushed })]),
    ...(report.pending > 0 ? [t('cli.sync.pending', { count: report.pending })] : []),
    ...(report.attention > 0 ? [t('cli.sync.attention', { count: report.attention })] : []),
    ...report.unavailable.map(({ error }) => error.message),
    ...(report.error ? [report.error.message] : []),
    ...(report.hold && report.hold.error.message !== report.error?.message ? [report.hold.error.message] : []),
  ];
}
