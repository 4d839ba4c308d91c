/** The history as a spreadsheet: one row per field, the newest change first. */
import type { HistoryFilter } from '#shared/domain/history.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import { t } from '#shared/messages/translate.ts';
import type { Json } from '#shared/domain/entities.ts';
import type { EngineContext } from '../context.ts';
import { valueTexts } from '../mirror/value-names.ts';
import { historyIds } from '../outbox/history-ids.ts';
import { historyNote } from '../outbox/history-note.ts';
import { readHistoryLine } from '../outbox/history-record.ts';
import type { HistoryRecord } from '../outbox/history-record.ts';
import { writeCsv } from './write-csv.ts';
import { writeNewFile } from './new-file.ts';
import { writeXlsx } from './write-xlsx.ts';

/** Lines read at once: some 10 ms, then whoever else wants the engine has a turn. */
const sliceLines = 200;

export type HistoryExport = HistoryFilter & { format: 'xlsx' | 'csv'; path: string };

const columns = [
  'when',
  'author',
  'entity',
  'username',
  'name',
  'what',
  'field',
  'before',
  'after',
  'chosen',
  'mine',
  'theirs',
  'outcome',
  'status',
  'answer',
  'note',
  'recorded',
  'hq-id',
  'line',
  'change',
  'batch',
] as const;

/**
 * Writes all lines that fit the filter.
 * @returns how many lines (not rows)
 * @throws AppFailure `read-only`
 */
export async function exportHistory(
  { db, deps }: Pick<EngineContext, 'db' | 'deps'>,
  { format, path, ...filter }: HistoryExport,
): Promise<{ entries: number }> {
  const ids = historyIds(db, filter);
  const heading = columns.map((column) => t(`history.column.${column}`));
  const slices = rowSlices({ db, deps }, ids);
  await writeNewFile(path, deps.uuid(), (file) =>
    format === 'csv'
      ? writeCsv({ file, heading, slices })
      : writeXlsx({ file, sheets: [{ title: t('history.export.sheet'), heading, slices }] }),
  );
  return { entries: ids.length };
}

async function* rowSlices(
  { db, deps }: Pick<EngineContext, 'db' | 'deps'>,
  ids: readonly number[],
): AsyncGenerator<string[][]> {
  for (let from = 0; from < ids.length; from += sliceLines) {
    yield ids.slice(from, from + sliceLines).flatMap((id) => {
      const line = readHistoryLine(db, id);
      return line ? rowsOf(db, line) : [];
    });
    await new Promise<void>((resolve) => {
      deps.setTimer(resolve, 0);
    });
  }
}

function rowsOf(db: EngineContext['db'], line: HistoryRecord): string[][] {
  const { answer, entity } = line;
  const text = (field: string, value: Json | undefined) => valueTexts(db, entity, field, value ?? null).join(', ');
  const chosen = (field: string) => {
    const said = answer.decided[field];
    return said ? [t(`history.choice.${said.use}`), text(field, said.mine), text(field, said.theirs)] : ['', '', ''];
  };
  const front = [
    new Date(line.finishedAt).toISOString(),
    line.author,
    t(`entity.${entity}`),
    line.key,
    line.name,
    kindText(line),
  ];
  const back = [
    t(`history.outcome.${line.outcome}`),
    answer.status === null ? '' : String(answer.status),
    answer.messages.join('\n'),
    historyNote(db, line),
    new Date(line.createdAt).toISOString(),
    line.serverId ?? '',
    String(line.seq),
    line.changeId,
    line.batchId ?? '',
  ];
  const fields = Object.keys(line.after);
  if (fields.length === 0) return [[...front, '', '', '', '', '', '', ...back]];
  return fields.map((field) => [
    ...front,
    fieldLabel(field),
    text(field, line.before[field]),
    text(field, line.after[field]),
    ...chosen(field),
    ...back,
  ]);
}
