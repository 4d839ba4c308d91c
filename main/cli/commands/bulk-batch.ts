/** Workbooks that are carried out, on the command line. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchRow, BatchSummary } from '#shared/domain/bulk-batch.ts';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanTotals } from '#shared/domain/bulk-plan.ts';
import { longestId, mostBatches } from '#shared/ipc/bulk-batch.ts';
import type { BatchPlace } from '#shared/ipc/many.ts';
import { hostContract, mostPlannedRows } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { numberOption, usageError } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { refuseStopped } from '../refuse-stopped.ts';
import { table } from '../table.ts';
import { kindOf, planFile, reasonLine, toldPlan } from './bulk.ts';

/** Rows shown unless `--limit` says otherwise: a screen or two. */
const defaultLimit = 50;
/** Of what an undo leaves, rows told with their reason; the rest is a number. */
const toldLeft = 500;
/** Shortest beginning of an id that is taken for it. */
const minIdBeginning = 4;

export const bulkBatchCommands: readonly Command[] = [
  {
    path: ['bulk', 'commit'],
    arguments: ['FILE'],
    summary: 'cli.bulk.commit.summary',
    details: 'cli.bulk.commit.details',
    options: {
      as: { type: 'string', value: 'KIND', help: 'cli.bulk.as' },
      'valid-only': { type: 'boolean', help: 'cli.bulk.valid-only' },
      repair: { type: 'boolean', help: 'cli.bulk.repair' },
    },
    run: (context) => {
      const kind = kindOf(context);
      return withAccount(context, 'write', async (open) => {
        const { planId, summary } = await planFile(context, open, kind);
        if (!doesSomething(summary.totals) && !hasUnfit(summary.totals))
          return { data: { batch: null, totals: summary.totals }, lines: [t('cli.bulk.nothing')] };
        const ways = await host(open, 'bulk.ways', { planId });
        if (ways.advised === 'upload') context.progress(t('cli.bulk.better-upload', { why: ways.why }));
        const input = { planId, batchId: randomUUID(), validOnly: context.options.flag('valid-only') };
        refuseStopped(context.signal);
        const batch = await host(open, 'bulk.commit', input);
        const rows = await rowsOf(open, batch.batchId);
        return { ...told(batch, rows, defaultLimit), data: { batch, rows, emails: summary.emails, ways } };
      });
    },
  },
  {
    path: ['bulk', 'handover'],
    arguments: ['FILE'],
    summary: 'cli.bulk.handover.summary',
    details: 'cli.bulk.handover.details',
    options: {
      as: { type: 'string', value: 'KIND', help: 'cli.bulk.as' },
      to: { type: 'string', value: 'FILE', help: 'cli.bulk.to' },
      'valid-only': { type: 'boolean', help: 'cli.bulk.valid-only' },
      repair: { type: 'boolean', help: 'cli.bulk.repair' },
    },
    run: (context) => {
      const kind = kindOf(context);
      const to = context.options.text('to');
      const target = to === undefined ? null : xlsxPath(to);
      return withAccount(context, 'write', async (open) => {
        const { planId, summary } = await planFile(context, open, kind);
        if (!doesSomething(summary.totals) && !hasUnfit(summary.totals))
          return { data: { batch: null, totals: summary.totals }, lines: [t('cli.bulk.nothing')] };
        const validOnly = context.options.flag('valid-only');
        const handed = await host(open, 'bulk.handOver', { planId, batchId: randomUUID(), validOnly, path: target });
        const batch = target === null ? await followed(context, open, handed.batchId) : handed;
        const rows = await rowsOf(open, batch.batchId);
        const output = told(batch, rows, defaultLimit);
        const saved = target === null ? [] : [t('cli.bulk.handed', { file: target })];
        return { ...output, lines: [...saved, ...(output.lines ?? [])], data: { batch, rows, path: target } };
      });
    },
  },
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
  decision('cancel', async (open, { batchId, way }) => {
    let cancelled = 0;
    const batch = await inPieces<BatchPlace>(async (from) => {
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
      lost: { type: 'boolean', help: 'cli.bulk.lost' },
      limit: { type: 'string', value: 'N', help: 'cli.bulk.limit' },
    },
    run: (context) =>
      withAccount(context, 'write', async (open) => {
        const batch = await batchOf(context, open);
        return batch.way === 'rows' ? retryChanges(open, batch.batchId) : planAgain(context, open, batch);
      }),
  },
  decision('undo', async (open, { batchId }) => {
    let undone = 0;
    let leftTotal = 0;
    const left: HostOutput<'bulk.undoBatch'>['left'] = [];
    const batch = await inPieces<number>(async (from) => {
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

function xlsxPath(given: string): string {
  const file = path.resolve(given);
  if (path.extname(file).toLowerCase() !== '.xlsx') throw usageError('cli.bulk.export.not-xlsx', { file });
  return file;
}

/** Waits for HQ's importer; Ctrl-C ends the waiting, not HQ's work. */
async function followed(
  { signal, progress }: CommandContext,
  open: OpenEngine,
  batchId: string,
): Promise<BatchSummary> {
  const jobId = randomUUID();
  progress(t('cli.bulk.following', { batch: batchId }));
  signal.addEventListener('abort', () => void open.engine.call('bulk.cancelExport', { jobId }), { once: true });
  return host(open, 'bulk.followUpload', { jobId, batchId });
}

async function retryChanges(open: OpenEngine, batchId: string): Promise<CommandOutput> {
  const counts = { retried: 0, left: 0 };
  const batch = await inPieces<BatchPlace>(async (from) => {
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
  const told = await toldPlan(open, summary, limit);
  return {
    data: { plan: { planId, ...told.data }, batch },
    lines: [...told.lines, t('cli.bulk.planned-again'), ...unasked],
    exitCode: exitCodes.attention,
  };
}

type Decide = (open: OpenEngine, batch: BatchSummary) => Promise<CommandOutput>;

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
    run: (context) => withAccount(context, 'write', async (open) => decide(open, await batchOf(context, open))),
  };
}

/** What is decided about a batch goes piece by piece. @returns the batch behind the last of them */
async function inPieces<Place>(
  decide: (from: Place | undefined) => Promise<{ next: Place | null; batch: BatchSummary }>,
): Promise<BatchSummary> {
  for (let from: Place | undefined; ;) {
    const { next, batch } = await decide(from);
    if (next === null) return batch;
    from = next;
  }
}

async function host<Name extends HostMethodName>(
  { engine }: OpenEngine,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
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

async function rowsOf(open: OpenEngine, batchId: string): Promise<BatchRow[]> {
  const all: BatchRow[] = [];
  for (;;) {
    const input = { batchId, after: all.at(-1)?.row ?? 0, limit: mostPlannedRows };
    const { rows } = await host(open, 'bulk.batchRows', input);
    all.push(...rows);
    if (rows.length < mostPlannedRows) return all;
  }
}

function doesSomething(totals: PlanTotals): boolean {
  return [...doingOutcomes].some((outcome) => totals[outcome] > 0);
}

function hasUnfit({ invalid, duplicate, conflict, 'not-permitted': notPermitted }: PlanTotals): boolean {
  return invalid + duplicate + conflict + notPermitted > 0;
}

/** What a person has to look at ends a command with 3. */
function told(batch: BatchSummary, rows: readonly BatchRow[], limit: number): CommandOutput {
  const telling = rows.filter(({ outcome }) => outcome !== 'no-change');
  const shown = telling.slice(0, limit);
  const { failed, conflict, held, 'left-out': left } = batch.totals;
  return {
    lines: [
      ...(shown.length > 0
        ? table(
            (['row', 'username', 'outcome'] as const).map((column) => t(`cli.bulk.column.${column}`)),
            shown.map(({ row, username, outcome }) => [String(row), username, t(`batch.row.${outcome}`)]),
          )
        : []),
      ...shown.flatMap(({ row, username, messages }) => messages.map((reason) => reasonLine(row, username, reason))),
      ...(telling.length > shown.length ? [t('cli.bulk.more', { count: telling.length - shown.length })] : []),
      totalsLine(batch),
    ],
    exitCode: failed + conflict + held + left > 0 ? exitCodes.attention : exitCodes.done,
  };
}

function totalsLine({ batchId, file, totals, paused }: BatchSummary): string {
  const counts = batchRowOutcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => t('cli.bulk.outcome', { count: totals[outcome], outcome: t(`batch.row.${outcome}`) }));
  return t('cli.bulk.batch', {
    batch: batchId,
    file,
    counts: [...counts, ...(paused ? [t('cli.bulk.held-back')] : [])].join(', '),
  });
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
