/** Bulk changes by spreadsheet on the command line. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { doingOutcomes, planKinds, rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanKind, PlannedRow, PlanSummary } from '#shared/domain/bulk-plan.ts';
import type { Json } from '#shared/domain/entities.ts';
import { hostContract, mostPlannedRows } from '#shared/ipc/engine-host.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { numberOption, usageError } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { refuseStopped } from '../refuse-stopped.ts';
import { table } from '../table.ts';

/** Rows shown unless `--limit` says otherwise: a screen or two. */
const defaultLimit = 50;
/** A line of progress for each so many hundredths. */
const progressStep = 25;

export const bulkCommands: readonly Command[] = [
  {
    path: ['bulk', 'plan'],
    arguments: ['FILE'],
    summary: 'cli.bulk.plan.summary',
    details: 'cli.bulk.plan.details',
    options: {
      as: { type: 'string', value: 'KIND', help: 'cli.bulk.as' },
      repair: { type: 'boolean', help: 'cli.bulk.repair' },
      limit: { type: 'string', value: 'N', help: 'cli.bulk.limit' },
    },
    run: (context) => {
      const kind = kindOf(context);
      const limit = numberOption(context.options, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? defaultLimit;
      return withAccount(context, 'look', (open) => plan(context, open, kind, limit));
    },
  },
];

export function kindOf({ options }: CommandContext): PlanKind {
  const given = options.text('as');
  const kind = planKinds.find((known) => known === given);
  if (kind === undefined) throw usageError('cli.bulk.which-kind');
  return kind;
}

async function plan(context: CommandContext, open: OpenEngine, kind: PlanKind, limit: number): Promise<CommandOutput> {
  const { summary } = await planFile(context, open, kind);
  const { data, lines, cannot } = await toldPlan(open, summary, limit);
  return { data, lines, exitCode: cannot ? exitCodes.attention : exitCodes.done };
}

/** A plan as data and as lines. `cannot`: some rows cannot be carried out. */
export async function toldPlan({ engine }: OpenEngine, summary: PlanSummary, limit: number) {
  const { planId, totals, warnings, emails } = summary;
  const rows = await allRows(engine, planId);
  const data = {
    rows: rows.map(({ row, username, outcome, reasons, changes }) => ({ row, username, outcome, reasons, changes })),
    totals,
    warnings,
    emails,
  };
  const cannot = rows.some(({ outcome }) => !doingOutcomes.has(outcome) && outcome !== 'no-change');
  return { data, lines: planLines(summary, rows, limit), cannot };
}

/** Plans the command's FILE, first put right where `--repair` asks for it. */
export async function planFile(
  context: CommandContext,
  { engine }: OpenEngine,
  kind: PlanKind,
  planId: string = randomUUID(),
): Promise<{ planId: string; summary: PlanSummary }> {
  refuseStopped(context.signal);
  const cancel = () => void engine.call('bulk.cancel', { planId });
  const unsubscribe = engine.on('bulk.progress', showProgress(context));
  context.signal.addEventListener('abort', cancel);
  try {
    const file = path.resolve(context.argument('FILE'));
    const input = { planId, path: file, kind, repair: context.options.flag('repair') };
    const summary = hostContract['bulk.plan'].output.parse(unwrap(await engine.call('bulk.plan', input)));
    refuseStopped(context.signal);
    return { planId, summary };
  } finally {
    context.signal.removeEventListener('abort', cancel);
    unsubscribe();
  }
}

function showProgress({ progress }: CommandContext) {
  let told = '';
  return ({ step, share }: { step: 'read' | 'plan'; share: number }) => {
    const percent = Math.floor((share * 100) / progressStep) * progressStep;
    const line = t(step === 'read' ? 'cli.bulk.reading' : 'cli.bulk.planning', { percent });
    if (line !== told && percent > 0) progress(line);
    told = line;
  };
}

async function allRows(engine: OpenEngine['engine'], planId: string): Promise<PlannedRow[]> {
  const all: PlannedRow[] = [];
  for (;;) {
    const input = { planId, after: all.at(-1)?.row ?? 0, limit: mostPlannedRows };
    const { rows } = hostContract['bulk.rows'].output.parse(unwrap(await engine.call('bulk.rows', input)));
    all.push(...rows);
    if (rows.length < mostPlannedRows) return all;
  }
}

function planLines(
  { file, totals, warnings, emails }: PlanSummary,
  rows: readonly PlannedRow[],
  limit: number,
): string[] {
  const telling = rows.filter(({ outcome }) => outcome !== 'no-change');
  const shown = telling.slice(0, limit);
  const headings = ['row', 'username', 'outcome', 'what'] as const;
  const counts = rowOutcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => t('cli.bulk.outcome', { count: totals[outcome], outcome: t(`cli.bulk.outcome.${outcome}`) }));
  const to = rows.flatMap(({ mail, excluded }) => (mail && !excluded ? [mail.to] : []));
  return [
    ...(shown.length > 0
      ? table(
          headings.map((column) => t(`cli.bulk.column.${column}`)),
          shown.map((row) => [String(row.row), row.username, t(`cli.bulk.outcome.${row.outcome}`), whatText(row)]),
        )
      : []),
    // Whole: what is to be put right is not cut to fit a column.
    ...shown.flatMap(({ row, username, reasons }) => reasons.map((reason) => reasonLine(row, username, reason))),
    ...(telling.length > shown.length ? [t('cli.bulk.more', { count: telling.length - shown.length })] : []),
    `${t('cli.bulk.total', { count: totals.rows, file })} ${counts.join(', ')}`,
    ...(totals.removals > 0 ? [t('cli.bulk.removals', { count: totals.removals })] : []),
    ...(totals.newAdmins > 0 ? [t('cli.bulk.admins', { count: totals.newAdmins })] : []),
    ...(totals.clears > 0 ? [t('cli.bulk.clears', { count: totals.clears })] : []),
    emails === 0 ? t('cli.bulk.no-emails') : t('cli.bulk.emails', { count: emails, to: namedOf(to, limit) }),
    ...warnings.map(({ effect, text }) => t('cli.bulk.warning', { effect: t(`cli.bulk.effect.${effect}`), text })),
  ];
}

/** Why a row is as it is; where HQ would not read a username there is none to name. */
export function reasonLine(row: number, username: string, reason: string): string {
  return username === ''
    ? t('cli.bulk.reason-nameless', { row, reason })
    : t('cli.bulk.reason', { row, username, reason });
}

function namedOf(all: readonly string[], limit: number): string {
  const more = all.length > limit ? ` ${t('cli.bulk.more', { count: all.length - limit })}` : '';
  return all.slice(0, limit).join(', ') + more;
}

/** Of somebody new there is nothing before. */
function whatText({ outcome, changes }: PlannedRow): string {
  const show = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));
  const isNew = outcome === 'create' || outcome === 'invite';
  return Object.entries(changes)
    .map(([field, { from, to }]) => `${field}: ${isNew || from === null ? '' : `${show(from)} → `}${show(to)}`)
    .join(', ');
}
