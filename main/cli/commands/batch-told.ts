/** What is told of a workbook that was carried out. */
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchRow, BatchSummary } from '#shared/domain/bulk-batch.ts';
import { hostContract, mostPlannedRows } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { t } from '#shared/messages/translate.ts';
import type { CommandOutput } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { unwrap } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { table } from '../table.ts';
import { reasonLine } from './bulk.ts';

/** Rows shown unless `--limit` says otherwise: a screen or two. */
export const defaultLimit = 50;

/** A method of the engine that the window's main process calls, too. @throws AppFailure what it answers */
export async function host<Name extends HostMethodName>(
  { engine }: OpenEngine,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

export async function rowsOf(open: OpenEngine, batchId: string): Promise<BatchRow[]> {
  const all: BatchRow[] = [];
  for (;;) {
    const input = { batchId, after: all.at(-1)?.row ?? 0, limit: mostPlannedRows };
    const { rows } = await host(open, 'bulk.batchRows', input);
    all.push(...rows);
    if (rows.length < mostPlannedRows) return all;
  }
}

/** What a person has to look at ends a command with 3. */
export function told(batch: BatchSummary, rows: readonly BatchRow[], limit: number): CommandOutput {
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

export function totalsLine({ batchId, file, totals, paused }: BatchSummary): string {
  const counts = batchRowOutcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => t('cli.bulk.outcome', { count: totals[outcome], outcome: t(`batch.row.${outcome}`) }));
  return t('cli.bulk.batch', {
    batch: batchId,
    file,
    counts: [...counts, ...(paused ? [t('cli.bulk.held-back')] : [])].join(', '),
  });
}
