/** A workbook as a person would make and give one: the engine's own export, some cells of it typed anew, planned and carried out. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { cellText } from '#engine/bulk/workbook/read-header.ts';
import { readSheets } from '#engine/bulk/workbook/read-workbook.ts';
import { writeXlsx } from '#engine/bulk/write-xlsx.ts';
import type { Sheet } from '#engine/bulk/write-xlsx.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { BatchPlace } from '#shared/ipc/many.ts';
import type { EndSheet, SheetEnd, SheetOrder, SheetRow, WayBack } from './client.ts';
import type { Person } from './people.ts';
import type { Asking, EngineRefusal } from './roster-client.ts';

/** An export, and HQ's values of everybody when it was made. */
export type Exported = { ok: true; path: string; truth: ReadonlyMap<string, FieldValues> };
type Typed = Pick<SheetOrder, 'people' | 'field' | 'value'>;

/** How rows were before an order was given first, by the order's id. */
export type Looked = Map<string, ReadonlyMap<number, string>>;
type Known = { truth: ReadonlyMap<string, FieldValues>; looked: Looked };

/** More people than a script has. */
const all = 500;
/** How often a plan may be looked at anew because people moved meanwhile. */
const looks = 5;

/** Columns of the fields that are typed: a list has numbered ones, of which the first gets the value and the others nothing. */
const columnOf: Readonly<Record<string, string>> = { email: 'email', phone_numbers: 'phone-number 1' };

/** Writes everybody to a file. @returns null when the engine died over it */
export async function exportSheet(
  asking: Asking,
  folder: string,
  name: string,
): Promise<Exported | EngineRefusal | null> {
  const path = join(folder, `${name} export.xlsx`);
  let before = await truthOfAll(asking);
  for (;;) {
    if (!before?.ok) return before;
    await rm(path, { force: true });
    const written = await asking.host('bulk.export', { kind: 'mobile-workers', path, jobId: `job-${name}` });
    if (!written?.ok) return written;
    const after = await truthOfAll(asking);
    if (!after?.ok) return after;
    // A pull that came in between: what the person sees in the file is not what was noted.
    if (isDeepStrictEqual(before.truth, after.truth)) return { ok: true, path, truth: after.truth };
    before = after;
  }
}

async function truthOfAll({ ask }: Asking): Promise<Pick<Exported, 'ok' | 'truth'> | EngineRefusal | null> {
  const list = await ask('mobileWorkers.list', { limit: all });
  if (!list?.ok) return list;
  const truth = new Map<string, FieldValues>();
  for (const { localId } of list.data.rows) {
    const detail = await ask('people.get', { entity: 'mobile-worker', key: localId });
    if (!detail?.ok) return detail;
    truth.set(localId, detail.data.truth ?? {});
  }
  return { ok: true, truth };
}

/** @returns null when the engine died over it; nobody knows then how far it was, and the same is ordered again */
export async function carryOut(
  asking: Asking,
  { path }: Exported,
  { batchId, people, field, value }: SheetOrder,
): Promise<{ ok: true; rows: SheetRow[] } | EngineRefusal | null> {
  const { host } = asking;
  const known = await host('bulk.batches', { batchId });
  if (known === null) return null;
  if (known.ok && known.data.batches.length > 0) return sheetRows(asking, batchId, people);
  const edited = path.replace(/ export\.xlsx$/, ` ${batchId}.xlsx`);
  await type(path, edited, { people, field, value });
  const planId = `plan-of-${batchId}`;
  const planned = await host('bulk.plan', { planId, path: edited, kind: 'mobile-workers' });
  if (!planned?.ok) return planned;
  for (let look = 0; look < looks; look += 1) {
    const left = await nothingToDo(asking, planId, people);
    if (left === null || left.length > 0) return left && { ok: true, rows: left };
    const committed = await host('bulk.commit', { planId, batchId, validOnly: true });
    if (committed?.ok) return sheetRows(asking, batchId, people);
    if (committed === null || committed.code !== 'wrong-state') return committed;
  }
  return { ok: false, code: 'wrong-state', why: `the plan of ${batchId} never stands still` };
}

/** What was planned, where none of it does anything; an empty list where there is something to do. */
async function nothingToDo({ host }: Asking, planId: string, people: readonly Person[]): Promise<SheetRow[] | null> {
  const planned = await host('bulk.rows', { planId, limit: all });
  if (!planned?.ok) return planned && [];
  const { rows } = planned.data;
  if (rows.some(({ outcome }) => outcome === 'update')) return [];
  return of(people, rows, ({ outcome, reasons }) => ({ changeIds: [], planned: outcome, why: reasons.join(' ') }));
}

async function sheetRows(
  { host }: Asking,
  batchId: string,
  people: readonly Person[],
): Promise<{ ok: true; rows: SheetRow[] } | EngineRefusal | null> {
  const told = await host('bulk.batchRows', { batchId, limit: all });
  if (!told?.ok) return told;
  const rows = of(people, told.data.rows, ({ changeIds, planned, messages }) => ({
    changeIds,
    planned: planned ?? 'invalid',
    why: messages.join(' '),
  }));
  return { ok: true, rows };
}

function of<Row extends { username: string }>(
  people: readonly Person[],
  rows: readonly Row[],
  told: (row: Row) => Omit<SheetRow, 'localId'>,
): SheetRow[] {
  return rows.flatMap((row) => {
    const person = people.find(({ username }) => shortOf(username) === shortOf(row.username));
    return person ? [{ localId: person.localId, ...told(row) }] : [];
  });
}

function shortOf(username: string): string {
  return username.split('@')[0] ?? username;
}

/** The same file with a row for each of these people, and the value in it; hidden sheets stay as they are. */
async function type(from: string, to: string, typed: Typed): Promise<void> {
  const sheets: Sheet[] = [];
  for await (const { around, slices } of readSheets({ path: from })) {
    const rows: string[][] = [];
    for await (const slice of slices) rows.push(...slice.map(({ cells }) => cells.map(cellText)));
    const [heading = [], ...below] = rows;
    const isUsers = around.name === 'users';
    sheets.push({
      title: around.name,
      heading,
      hidden: !isUsers,
      slices: once(isUsers ? typedRows(heading, below, typed) : below),
    });
  }
  const file = await open(to, 'w');
  await writeXlsx({ file, sheets });
  await file.close();
}

function typedRows(heading: readonly string[], rows: readonly string[][], { people, field, value }: Typed): string[][] {
  const column = columnOf[field] ?? field;
  const text = [value]
    .flat()
    .filter((part) => typeof part === 'string')
    .join(',');
  const others = (head: string) => head.startsWith('phone-number ') && field === 'phone_numbers';
  return people.flatMap(({ username }) => {
    const own = rows.find((cells) => cells[heading.indexOf('username')] === shortOf(username));
    if (!own) return [];
    return [heading.map((head, at) => (head === column ? text : others(head) ? '' : (own[at] ?? '')))];
  });
}

async function* once(rows: string[][]): AsyncGenerator<string[][]> {
  yield await Promise.resolve(rows);
}

/** Taken back, discarded or sent again, piece by piece. @returns null when the engine died over it */
export async function endSheet(
  asking: Asking,
  order: EndSheet,
  known: Known,
): Promise<SheetEnd | 'not-possible' | null> {
  const { batchId, how } = order;
  if (how === 'undo') return undoSheet(asking, order, known);
  let count = 0;
  for (let from: BatchPlace | null = null; ;) {
    const place: PieceOf = from === null ? { batchId } : { batchId, from };
    const piece: Piece = await (how === 'discard' ? cancelPiece(asking, place) : retryPiece(asking, place));
    if (!piece?.ok) return piece && 'not-possible';
    count += piece.count;
    if (piece.next === null) return { count, back: [] };
    from = piece.next;
  }
}

type Piece = { ok: true; count: number; next: BatchPlace | null } | { ok: false } | null;
type PieceOf = { batchId: string; from?: BatchPlace };

async function cancelPiece({ host }: Asking, place: PieceOf): Promise<Piece> {
  const done = await host('bulk.cancelBatch', place);
  return done?.ok ? { ok: true, count: done.data.cancelled, next: done.data.next } : done;
}

async function retryPiece({ host }: Asking, place: PieceOf): Promise<Piece> {
  const done = await host('bulk.retryBatch', place);
  return done?.ok ? { ok: true, count: done.data.retried, next: done.data.next } : done;
}

async function undoSheet(
  asking: Asking,
  { id, batchId, field }: EndSheet,
  { truth, looked }: Known,
): Promise<SheetEnd | 'not-possible' | null> {
  const { host, ask } = asking;
  const first = await host('bulk.batchRows', { batchId, limit: all });
  if (!first?.ok) return first && 'not-possible';
  // Ordered again because the engine died over it: what counts is how it was before the first try.
  const before = looked.get(id) ?? new Map(first.data.rows.map(({ row, outcome }) => [row, outcome]));
  looked.set(id, before);
  for (let from: number | null = 0; from !== null;) {
    const piece: Awaited<ReturnType<typeof undoPiece>> = await undoPiece(asking, { batchId, from });
    if (!piece?.ok) return piece && 'not-possible';
    from = piece.next;
  }
  const after = await host('bulk.batchRows', { batchId, limit: all });
  const changes = await ask('changes.list', {});
  if (!after?.ok || !changes?.ok) return after === null || changes === null ? null : 'not-possible';
  const became = (outcome: string) =>
    after.data.rows.filter((row) => row.outcome === outcome && before.get(row.row) !== outcome);
  const back = became('undone').flatMap(({ localId }): WayBack[] => {
    if (localId === null) return [];
    // It may have become part of what waits for them already.
    const about = changes.data.changes.filter((one) => one.localId === localId);
    const own = about.findLast(({ fields }) => fields.some((one) => one.field === field));
    const values = own ? Object.fromEntries(own.fields.map(({ field, yours }) => [field, yours])) : truth.get(localId);
    return [{ localId, changeId: own?.id ?? '', values: values ?? {}, known: own !== undefined }];
  });
  return { count: became('cancelled').length, back };
}

async function undoPiece(
  { host }: Asking,
  place: { batchId: string; from: number },
): Promise<{ ok: true; next: number | null } | { ok: false } | null> {
  const done = await host('bulk.undoBatch', place);
  return done?.ok ? { ok: true, next: done.data.next } : done;
}
