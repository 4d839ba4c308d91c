/** Workbooks that were carried out, on the command line: what became of them, and what is decided about them. */
import { randomUUID } from 'node:crypto';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import { longestId, mostBatches } from '#shared/ipc/bulk-batch.ts';
import type { BatchPlace } from '#shared/ipc/many.ts';
import type { HostOutput } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { numberOption, usageError } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { refuseStopped } from '../refuse-stopped.ts';
import { defaultLimit, host, rowsOf, told, totalsLine } from './batch-told.ts';
import { followed, xlsxPath } from './bulk-commit.ts';
import { toldPlan } from './bulk.ts';
import { inPieces } from './in-pieces.ts';

/** Of what an undo leaves, rows told with their reason; the rest is a number. */
const toldLeft = 500;
/** Shortest beginning of an id that is taken for it. */
const minIdBeginning = 4;

export const bulkBatchCommands: readonly Command[] = [
  {
    path: ['bulk', 'follow'],
    arguments: ['BATCH'],
    summary: 'cli.bulk.follow.summary',
    details: 'cli.bulk.show.details',
    run: (context) =>
      withAccount(context, 'write', async (open) => {
        const batch = await followed(context, open, (await batchOf(context, open)).batchId);
        const rows = await rowsOf(open, batch.batchId);
        return { ...told(batch, rows, defaultLimit), data: { batch, rows } };
      }),
  },
  {
    path: ['bulk', 'list'],
    summary: 'cli.bulk.list.summary',
    details: 'cli.bulk.list.details',
    options: {
      search: { type: 'string', value: 'TEXT', help: 'cli.bulk.list.search' },
      limit: { type: 'string', value: 'N', help: 'cli.bulk.list.limit' },
    },
    run: (context) => {
      const limit = numberOption(context.options, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? defaultLimit;
      const search = context.options.text('search') ?? '';
      return withAccount(context, 'look', async (open) => {
        const { batches, total } = await newest(open, search, limit);
        const none = t(search === '' ? 'cli.bulk.no-batches' : 'cli.bulk.list.no-match', { search });
        return { data: { batches, total }, lines: total === 0 ? [none] : listLines(batches, total) };
      });
    },
  },
  {
    path: ['bulk', 'show'],
    arguments: ['BATCH'],
    summary: 'cli.bulk.show.summary',
    details: 'cli.bulk.show.details',
    options: { limit: { type: 'string', value: 'N', help: 'cli.bulk.limit' } },
    run: (context) =>
      withAccount(context, 'look', async (open) => {
        const limit = numberOption(context.options, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? defaultLimit;
        const batch = await batchOf(context, open);
        const rows = await rowsOf(open, batch.batchId);
        return { ...told(batch, rows, limit), data: { batch, rows } };
      }),
  },
  decision('pause', (open, { batchId }) => pause(open, batchId, true)),
  decision('resume', (open, { batchId }) => pause(open, batchId, false)),
  decision('cancel', async (open, { batchId, way }, context) => {
    let cancelled = 0;
    const batch = await inPieces<BatchPlace>(context, async (from) => {
      const piece = await host(open, 'bulk.cancelBatch', { batchId, from });
      cancelled += piece.cancelled;
      return piece;
    });
    return {
      data: { cancelled, batch },
      lines: [
        t('cli.bulk.cancelled', { count: cancelled }),
        ...(way === 'rows' ? [] : [t('cli.bulk.not-here')]),
        totalsLine(batch),
      ],
      exitCode: way === 'rows' ? exitCodes.done : exitCodes.attention,
    };
  }),
  {
    path: ['bulk', 'retry'],
    arguments: ['BATCH'],
    summary: 'cli.bulk.retry.summary',
    details: 'cli.bulk.retry.details',
    options: {
      anew: { type: 'boolean', help: 'cli.bulk.anew' },
      commit: { type: 'boolean', help: 'cli.bulk.retry-commit' },
      'valid-only': { type: 'boolean', help: 'cli.bulk.valid-only' },
      lost: { type: 'boolean', help: 'cli.bulk.lost' },
      limit: { type: 'string', value: 'N', help: 'cli.bulk.limit' },
    },
    run: (context) =>
      withAccount(context, 'write', async (open) => {
        const batch = await batchOf(context, open);
        const isAnew = batch.way !== 'rows' || context.options.flag('anew');
        return isAnew ? planAgain(context, open, batch) : retryChanges(context, open, batch.batchId);
      }),
  },
  decision('undo', async (open, { batchId }, context) => {
    let undone = 0;
    let leftTotal = 0;
    const left: HostOutput<'bulk.undoBatch'>['left'] = [];
    const batch = await inPieces<number>(context, async (from) => {
      const piece = await host(open, 'bulk.undoBatch', { batchId, from });
      undone += piece.undone;
      leftTotal += piece.leftTotal;
      left.push(...piece.left.slice(0, toldLeft - left.length));
      return piece;
    });
    return {
      data: { undone, left, leftTotal, batch },
      lines: [
        t('cli.bulk.undone', { count: undone }),
        ...left.map(({ row, username, why }) => t('cli.bulk.reason', { row, username, reason: why })),
        totalsLine(batch),
      ],
      exitCode: leftTotal > 0 ? exitCodes.attention : exitCodes.done,
    };
  }),
  {
    path: ['bulk', 'report'],
    arguments: ['BATCH', 'FILE'],
    summary: 'cli.bulk.report.summary',
    details: 'cli.bulk.report.details',
    run: (context) =>
      withAccount(context, 'look', async (open) => {
        const file = xlsxPath(context.argument('FILE'));
        const { batchId } = await batchOf(context, open);
        const jobId = randomUUID();
        context.signal.addEventListener('abort', () => void open.engine.call('bulk.cancelExport', { jobId }), {
          once: true,
        });
        const { rows } = await host(open, 'bulk.report', { jobId, batchId, path: file });
        return { data: { batchId, path: file, rows }, lines: [t('cli.bulk.reported', { count: rows, file })] };
      }),
  },
];

async function retryChanges(context: CommandContext, open: OpenEngine, batchId: string): Promise<CommandOutput> {
  const counts = { retried: 0, left: 0 };
  const batch = await inPieces<BatchPlace>(context, async (from) => {
    const piece = await host(open, 'bulk.retryBatch', { batchId, from });
    counts.retried += piece.retried;
    counts.left += piece.left;
    return piece;
  });
  const { retried, left } = counts;
  const more = left > 0 ? [t('cli.bulk.retry-left', { count: left })] : [];
  const exitCode = left > 0 ? exitCodes.attention : exitCodes.done;
  return {
    data: { retried, left, batch },
    lines: [t('cli.bulk.retried', { count: retried }), ...more, totalsLine(batch)],
    exitCode,
  };
}

/** Of a workbook that went to HQ as a whole there is nothing to send again: what HQ did not do is planned once more. */
async function planAgain(context: CommandContext, open: OpenEngine, batch: BatchSummary): Promise<CommandOutput> {
  const lost = context.options.flag('lost');
  const { again, batchId } = batch;
  const notAsked = lost ? 0 : again.lost;
  const unasked = notAsked > 0 ? [t('cli.bulk.retry-lost', { count: notAsked })] : [];
  if (again.rows + (lost ? again.lost : 0) === 0) {
    const unread = batch.followable ? [t('cli.bulk.retry-open')] : [];
    return {
      data: { plan: null, batch },
      lines: [t('cli.bulk.retry-none'), ...unasked, ...unread, totalsLine(batch)],
      exitCode: notAsked > 0 || batch.followable ? exitCodes.attention : exitCodes.done,
    };
  }
  const limit = numberOption(context.options, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? defaultLimit;
  const planId = randomUUID();
  const summary = await host(open, 'bulk.planAgain', { batchId, planId, lost });
  if (context.options.flag('commit')) {
    const validOnly = context.options.flag('valid-only');
    refuseStopped(context.signal);
    const made = await host(open, 'bulk.commit', { planId, batchId: randomUUID(), validOnly });
    const rows = await rowsOf(open, made.batchId);
    return { ...told(made, rows, limit), data: { plan: null, batch: made, rows } };
  }
  const plan = await toldPlan(open, summary, limit);
  return {
    data: { plan: { planId, ...plan.data }, batch },
    lines: [...plan.lines, t('cli.bulk.planned-again'), ...unasked],
    exitCode: exitCodes.attention,
  };
}

type Decide = (open: OpenEngine, batch: BatchSummary, context: CommandContext) => Promise<CommandOutput>;

/** What waits of it is not sent until it is resumed, by whomever. */
async function pause(open: OpenEngine, batchId: string, paused: boolean): Promise<CommandOutput> {
  const batch = await host(open, 'bulk.pauseBatch', { batchId, paused });
  return { data: { batch }, lines: [t(paused ? 'cli.bulk.paused' : 'cli.bulk.resumed'), totalsLine(batch)] };
}

function decision(verb: 'pause' | 'resume' | 'cancel' | 'undo', decide: Decide): Command {
  return {
    path: ['bulk', verb],
    arguments: ['BATCH'],
    summary: `cli.bulk.${verb}.summary`,
    details: `cli.bulk.${verb}.details`,
    run: (context) =>
      withAccount(context, 'write', async (open) => decide(open, await batchOf(context, open), context)),
  };
}

/** By the beginning of its id, however many are newer. */
async function batchOf({ argument, signal }: CommandContext, open: OpenEngine): Promise<BatchSummary> {
  const typed = argument('BATCH');
  if (typed.length < minIdBeginning) throw usageError('cli.bulk.short-id', { text: typed, least: minIdBeginning });
  if (typed.length > longestId) throw new AppFailure('not-found', t('batch.not-found'));
  const { batches: found } = await host(open, 'bulk.batches', { idBegins: typed });
  if (found.length > 1)
    throw usageError('cli.ambiguous', { text: typed, ids: found.map(({ batchId }) => batchId).join(', ') });
  if (!found[0]) throw new AppFailure('not-found', t('batch.not-found'));
  refuseStopped(signal);
  return found[0];
}

/** Page by page: each batch's rows are all looked at for it. */
async function newest(open: OpenEngine, search: string, limit: number) {
  const batches: BatchSummary[] = [];
  for (;;) {
    const size = Math.max(1, Math.min(mostBatches, limit - batches.length));
    const page = await host(open, 'bulk.batches', { search, offset: batches.length, limit: size });
    batches.push(...page.batches);
    if (page.batches.length === 0 || batches.length >= Math.min(limit, page.total))
      return { batches: batches.slice(0, limit), total: page.total };
  }
}

function listLines(batches: readonly BatchSummary[], total: number): string[] {
  const lines = batches.map((batch) => `${new Date(batch.createdAt).toISOString()}  ${totalsLine(batch)}`);
  return total > batches.length ? [...lines, t('cli.bulk.list.more', { count: total - batches.length })] : lines;
}
