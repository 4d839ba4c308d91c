/** What became of the rows of a committed workbook, told from the outbox and the history as they are now. */
import { z } from 'zod';
import { batchRowOutcomes, batchWaySchema } from '#shared/domain/bulk-batch.ts';
import type { BatchRow, BatchRowOutcome, BatchSummary, BatchTotals, BatchWay } from '#shared/domain/bulk-batch.ts';
import { rowOutcomeSchema } from '#shared/domain/bulk-plan.ts';
import { personEntitySchema } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { localIdOf } from '../../mirror/identities.ts';
import { rowWhatSchema } from '../../outbox/batch-rows.ts';
import { carrier, keptCarrier } from '../../outbox/carrier.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import type { HistoryRecord } from '../../outbox/history-record.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import { readChange } from '../../outbox/read-changes.ts';
import { lastOfChain } from '../../outbox/sent-part.ts';
import { stillWants } from '../../outbox/still-wants.ts';
import { countOutcomes, gravest, named, readOutcomes, rowsToLookAt } from './row-outcomes.ts';
import { againFates, listSheetBatches, readSheetBatch, rowFates } from './sheet-batch.ts';
import type { BatchListFilter, RowFate, SheetBatch } from './sheet-batch.ts';
import { lineWithWord, wentWithoutWord } from './row-word.ts';
import { lineTakenBack, wayBackId } from './undo-at-hq.ts';
import { followedNow, isUnderWay } from './uploads-under-way.ts';
import { uploadBackWords, wayBackWords } from './way-back-words.ts';

const rowSchema = z.object({
  way: batchWaySchema,
  row: z.number().int(),
  username: z.string(),
  planned: rowOutcomeSchema.nullable(),
  fate: z.enum(rowFates),
  messages: jsonColumn(z.array(z.string())),
  at: z.number(),
  entity: personEntitySchema.nullable(),
  localId: z.string().nullable(),
  parts: jsonColumn(
    z.array(
      z.object({
        number: z.number().int(),
        changeId: z.string().nullable(),
        entity: personEntitySchema,
        localId: z.string(),
        what: rowWhatSchema,
      }),
    ),
  ),
});
type StoredRow = z.output<typeof rowSchema>;

export type BatchRowFilter = { outcomes?: readonly BatchRowOutcome[] | undefined; search?: string };

/** Rows looked at in one go, for a page that leaves many out. */
const sliceRows = 1000;

/** A page of a batch's rows by their number in the file. @throws AppFailure `not-found` */
export function listBatchRows(
  db: EngineDatabase,
  batchId: string,
  { outcomes, search = '' }: BatchRowFilter,
  { after, limit }: { after: number; limit: number },
): BatchRow[] {
  readSheetBatch(db, batchId);
  const wanted = outcomes && new Set(outcomes);
  const found: BatchRow[] = [];
  for (let from = after; found.length < limit;) {
    const rows = storedRows(db, batchId, search, from);
    for (const row of rows) {
      const one = rowNow(db, batchId, row);
      if (!wanted || wanted.has(one.outcome)) found.push(one);
      if (found.length === limit) break;
    }
    if (rows.length < sliceRows) break;
    from = rows.at(-1)?.row ?? from;
  }
  return found;
}

/** The same, `offset` of them passed over; `total`: all that fit, from the first row on. @throws AppFailure `not-found` */
export function pageOfBatch(
  db: EngineDatabase,
  batchId: string,
  filter: BatchRowFilter,
  { after, offset, limit }: { after: number; offset: number; limit: number },
): { rows: BatchRow[]; total: number } {
  readSheetBatch(db, batchId);
  const numbers = fittingRows(db, batchId, filter);
  const begin = numbers.findIndex((row) => row > after);
  const wanted = begin < 0 ? [] : numbers.slice(begin + offset, begin + offset + limit);
  const rows = wanted.flatMap((row) => storedRows(db, batchId, '', row - 1, 1)).map((row) => rowNow(db, batchId, row));
  return { rows, total: numbers.length };
}

/** Numbers of the rows that fit, as they are now. Only those whose changes do not tell it by themselves are looked at one by one. */
function fittingRows(db: EngineDatabase, batchId: string, { outcomes, search = '' }: BatchRowFilter): number[] {
  if (!outcomes) {
    const rows = db
      .statement(`SELECT r.row FROM sheet_rows r WHERE r.batch_id = ? AND ${named} ORDER BY r.row`)
      .pluck()
      .all(batchId, search);
    return z.array(z.number().int()).parse(rows);
  }
  const { way } = readSheetBatch(db, batchId);
  const wanted = new Set(outcomes);
  return readOutcomes(db, batchId, search)
    .filter(({ row, fate, now }) =>
      wanted.has(fate === 'recorded' ? (now ?? lookAt(db, batchId, row)) : settled(fate, way)),
    )
    .map(({ row }) => row);
}

function lookAt(db: EngineDatabase, batchId: string, row: number): BatchRowOutcome {
  const [stored] = storedRows(db, batchId, '', row - 1, 1);
  return stored ? rowNow(db, batchId, stored).outcome : 'done';
}

/** @throws AppFailure `not-found` */
export function batchSummary(db: EngineDatabase, batchId: string): BatchSummary {
  return summaryOf(db, readSheetBatch(db, batchId));
}

/** A page of them, the newest first; `total`: on all pages. Others have a turn after each: one of a hundred thousand rows takes a moment. */
export async function listBatches(
  db: EngineDatabase,
  filter: BatchListFilter,
  pause: () => Promise<void>,
): Promise<{ batches: BatchSummary[]; total: number }> {
  const { batches: listed, total } = listSheetBatches(db, filter);
  const batches: BatchSummary[] = [];
  for (const batch of listed) {
    if (batches.length > 0) await pause();
    batches.push(summaryOf(db, batch));
  }
  return { batches, total };
}

function summaryOf(db: EngineDatabase, batch: SheetBatch): BatchSummary {
  const { batchId, kind, way, file, createdAt, author, pausedAt, job } = batch;
  const totals = Object.fromEntries(['rows', ...batchRowOutcomes].map((key) => [key, 0])) as BatchTotals;
  const count = (outcome: BatchRowOutcome, rows = 1) => {
    totals[outcome] += rows;
    totals.rows += rows;
  };
  const again = { rows: 0, lost: 0 };
  for (const { rows, fate, now } of countOutcomes(db, batchId)) {
    if (againFates.includes(fate)) again.rows += rows;
    if (fate === 'lost') again.lost += rows;
    if (fate !== 'recorded') count(settled(fate, way), rows);
    else if (now !== null) count(now, rows);
    else for (const row of rowsToLookAt(db, batchId)) count(lookAt(db, batchId, row));
  }
  return {
    batchId,
    kind,
    way,
    file,
    createdAt,
    author,
    paused: pausedAt !== null,
    // One that was under way when Roster ended is settled by following: nobody waits for HQ's answer any more.
    followable: job?.state === 'running' || (job?.state === 'starting' && !isUnderWay(db, batchId)),
    following: followedNow(db, batchId),
    again,
    messages: job?.state === 'over' ? job.messages : [],
    totals,
  };
}

function storedRows(
  db: EngineDatabase,
  batchId: string,
  search: string,
  after: number,
  limit = sliceRows,
): StoredRow[] {
  // By its own index, whose few rows are sorted: the primary key is in that order, and all of the batch would be walked for each row.
  const rows = db
    .statement(
      `SELECT (SELECT way FROM sheet_batches s WHERE s.batch_id = r.batch_id) AS way, r.row, r.username, r.outcome AS planned, r.fate, r.messages, r.at, r.entity, r.local_id AS localId,
         (SELECT json_group_array(json_object('number', p.row_number, 'changeId', p.change_id, 'entity', p.entity, 'localId', p.local_id, 'what', json(p.what)))
          FROM (SELECT * FROM batch_rows b INDEXED BY batch_rows_sheet WHERE b.batch_id = r.batch_id AND b.sheet_row = r.row ORDER BY b.row_number) p) AS parts
       FROM sheet_rows r WHERE r.batch_id = ? AND r.row > ? AND ${named} ORDER BY r.row LIMIT ?`,
    )
    .all(batchId, after, search, limit);
  return rows.map((row) => rowSchema.parse(row));
}

const outcomeOfFate: Record<Exclude<RowFate, 'recorded'>, BatchRowOutcome> = {
  handed: 'sent',
  nothing: 'no-change',
  left: 'left-out',
  refused: 'left-out',
  done: 'done',
  failed: 'failed',
  lost: 'held',
  undone: 'undone',
};

function settled(fate: Exclude<RowFate, 'recorded'>, way: BatchWay): BatchRowOutcome {
  return fate === 'handed' && way === 'file' ? 'handed-over' : outcomeOfFate[fate];
}

function rowNow(
  db: EngineDatabase,
  batchId: string,
  { way, row, username, planned, fate, messages, at, entity, localId, parts }: StoredRow,
): BatchRow {
  const [first] = parts;
  const changeIds = parts.flatMap(({ changeId }) => changeId ?? []);
  const whom = first ?? { entity, localId: entity && localId && localIdOf(db, entity, localId) };
  const about = { row, username, planned, changeIds, entity: whom.entity, localId: whom.localId };
  if (fate !== 'recorded') {
    const outcome = settled(fate, way);
    const back = fate === 'undone' ? uploadBackWords(db, batchId, row) : [];
    const why = planned === null ? [t('batch.not-read')] : [...messages, ...back];
    return { ...about, outcome, messages: why, at: outcome === 'sent' ? null : at };
  }
  const fates = parts.map((part) => partNow(db, batchId, part));
  const outcome = gravest.find((one) => fates.some((part) => part.outcome === one)) ?? 'done';
  const told = fates.filter((part) => part.outcome === outcome);
  const times = told.flatMap((part) => part.at ?? []);
  return {
    ...about,
    outcome,
    messages: [...new Set(told.flatMap((part) => part.messages))],
    at: times.length > 0 ? Math.max(...times) : null,
  };
}

type PartNow = { outcome: (typeof gravest)[number]; messages: readonly string[]; at: number | null };

/** `changeId` null: it was so already. */
function partNow(db: EngineDatabase, batchId: string, part: StoredRow['parts'][number]): PartNow {
  const { changeId, what } = part;
  if (changeId === null) return { outcome: 'done', messages: [], at: null };
  if (keptCarrier(db, changeId)) return { outcome: 'held', messages: [t('batch.gave-way')], at: null };
  const live = readChange(db, carrier(db, changeId) ?? '');
  if (live && stillWants(live, what)) return liveNow(live);
  const word = { ...part, batchId, changeId };
  // Where HQ has taken the row's edit already, what waits is only the rest.
  const line = live ? lineWithWord(db, word) : lastOfChain(db, changeId);
  const hasLeft = live ? line === null : wentWithoutWord(db, word);
  if (hasLeft)
    return {
      outcome: 'cancelled',
      messages: [t('batch.other-value')],
      at: live?.updatedAt ?? line?.finishedAt ?? null,
    };
  // Without a line nothing was ever to be sent.
  return line ? endedNow(db, batchId, changeId, line) : { outcome: 'done', messages: [], at: null };
}

const outcomeOfState: Record<ChangeRecord['state'], PartNow['outcome']> = {
  queued: 'waiting',
  sending: 'sent',
  unknown: 'sent',
  conflict: 'conflict',
  rejected: 'failed',
  ask: 'held',
};

function liveNow({ state, reason }: ChangeRecord): PartNow {
  const words = reason === null ? [] : reason.hqMessages.length > 0 ? reason.hqMessages : [reason.message];
  const fields = Object.values(reason?.fields ?? {}).flat();
  return { outcome: outcomeOfState[state], messages: [...new Set([...words, ...fields])], at: reason?.at ?? null };
}

function endedNow(db: EngineDatabase, batchId: string, ofRow: string, line: HistoryRecord): PartNow {
  const { outcome, answer, finishedAt: at, undoneBy, changeId } = line;
  if (outcome === 'acked' || outcome === 'converged') {
    // The batch's part may have been taken back where the others' was not, and from an earlier line than the last.
    const taken = lineTakenBack(db, batchId, ofRow);
    if (!taken && (undoneBy === null || undoneBy === changeId))
      return { outcome: 'done', messages: answer.messages, at };
    const back = wayBackWords(db, taken ? wayBackId(batchId, taken.seq) : (undoneBy ?? ''));
    return { outcome: 'undone', messages: [...answer.messages, ...back], at };
  }
  // It set back what waited, so HQ has what the row says.
  if (answer.undoes.length > 0) return { outcome: 'done', messages: [], at };
  return { outcome: 'cancelled', messages: [], at };
}
