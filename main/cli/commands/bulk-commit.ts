/** Workbooks that are carried out, or handed to HQ, on the command line. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanKind, PlanTotals } from '#shared/domain/bulk-plan.ts';
import { asidePlan } from '#shared/ipc/bulk-review.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { usageError } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { refuseStopped } from '../refuse-stopped.ts';
import { defaultLimit, host, rowsOf, told } from './batch-told.ts';
import { kindOf, planFile, toldPlan } from './bulk.ts';

/** HQ's percentage is told in steps of so much: a line each. */
const followStep = 10;

export const bulkCommitCommands: readonly Command[] = [
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
        // Whatever somebody has open in the window stays as it is, and of a file that is refused nothing is left.
        const planId = asidePlan + randomUUID();
        try {
          return await commitFile(context, open, { kind, planId });
        } finally {
          await host(open, 'bulk.discardPlan', { planId }).catch(() => undefined);
        }
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
];

async function commitFile(
  context: CommandContext,
  open: OpenEngine,
  { kind, planId }: { kind: PlanKind; planId: string },
): Promise<CommandOutput> {
  const { summary } = await planFile(context, open, kind, planId);
  const { totals, emails } = summary;
  if (!doesSomething(totals) && !hasUnfit(totals))
    return { data: { batch: null, totals }, lines: [t('cli.bulk.nothing')] };
  const validOnly = context.options.flag('valid-only');
  // Asked for those that can be carried out, of which there are none: which rows they are says the plan.
  if (validOnly && !doesSomething(totals)) {
    const { data, lines } = await toldPlan(open, summary, defaultLimit);
    return {
      data: { batch: null, ...data },
      lines: [...lines, t('cli.bulk.none-valid')],
      exitCode: exitCodes.attention,
    };
  }
  const ways = await host(open, 'bulk.ways', { planId });
  if (ways.advised === 'upload') context.progress(t('cli.bulk.better-upload', { why: ways.why }));
  refuseStopped(context.signal);
  const batch = await host(open, 'bulk.commit', { planId, batchId: randomUUID(), validOnly });
  const rows = await rowsOf(open, batch.batchId);
  return { ...told(batch, rows, defaultLimit), data: { batch, rows, emails, ways } };
}

function doesSomething(totals: PlanTotals): boolean {
  return [...doingOutcomes].some((outcome) => totals[outcome] > 0);
}

function hasUnfit({ invalid, duplicate, conflict, 'not-permitted': notPermitted }: PlanTotals): boolean {
  return invalid + duplicate + conflict + notPermitted > 0;
}

/** @throws a usage error for another kind of file */
export function xlsxPath(given: string): string {
  const file = path.resolve(given);
  if (path.extname(file).toLowerCase() !== '.xlsx') throw usageError('cli.bulk.export.not-xlsx', { file });
  return file;
}

/** Waits for HQ's importer; Ctrl-C ends the waiting, not HQ's work. */
export async function followed(
  { signal, progress }: CommandContext,
  open: OpenEngine,
  batchId: string,
): Promise<BatchSummary> {
  const jobId = randomUUID();
  progress(t('cli.bulk.following', { batch: batchId }));
  signal.addEventListener('abort', () => void open.engine.call('bulk.cancelExport', { jobId }), { once: true });
  const end = open.engine.on('data.changed', () => void tell().catch(() => undefined));
  let last = 0;
  async function tell(): Promise<void> {
    const [batch] = (await host(open, 'bulk.batches', { batchId })).batches;
    const percent = Math.floor(batch?.following?.percent ?? 0);
    if (percent < last + followStep) return;
    last = percent;
    progress(t('cli.bulk.following-percent', { percent }));
  }
  try {
    return await host(open, 'bulk.followUpload', { jobId, batchId });
  } finally {
    end();
  }
}
