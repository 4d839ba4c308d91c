/** The rows of a plan as they were read, slice by slice. */
import { z } from 'zod';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { sealSecret } from '../../outbox/secrets.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import { textCell } from '../workbook/raw-sheet.ts';
import type { RawCell, RawRow } from '../workbook/raw-sheet.ts';
import { isTruthy, shown } from './cell-value.ts';
import { baseKey, baseRecordSchema, idKey, mailKey, nameKey } from './base-sheet.ts';
import type { BaseRecord } from './base-sheet.ts';
import type { SheetRow } from './row-context.ts';
import { cellTraps } from '../workbook/cell-traps.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { putMarks } from './plan-marks.ts';
import { readRowValues, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';
import { packCells, unpackRow } from './stored-cell.ts';
import { workerUsername } from './worker-rules.ts';

/** What the rows of a plan are read by. */
export type RowReading = {
  planId: string;
  kind: PlanKind;
  project: string;
  columns: readonly HeaderColumn[];
  passwordColumn: number | null;
  /** 32 bytes, base64. */
  secretKey: string;
};

/** What stands in the password's place. */
const masked = '********';

/** Of which a row's password is encrypted; a change made of it gets its own. */
export function rowSecretId(planId: string, row: number): string {
  return `${planId}.${row}`;
}

/** Rows as they were read, or with other cells: what stands as `********` keeps the password it has. Call it inside a write. */
export function putRows(db: EngineDatabase, reading: RowReading, rows: readonly RawRow[]): void {
  const put = db.statement(
    `INSERT INTO bulk_plan_rows (plan_id, row, hidden, cells, secret, base_key) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (plan_id, row) DO UPDATE SET cells = excluded.cells, base_key = excluded.base_key,
       secret = CASE WHEN ? THEN coalesce(excluded.secret, secret) END`,
  );
  const trapsOf = cellTraps(reading.columns, reading.kind);
  for (const { row, hidden, cells } of rows) {
    const { kept, secret, isSaid } = withoutPassword(reading, row, cells);
    const values = readRowValues(reading.columns, kept);
    put.run(reading.planId, row, Number(hidden), packCells(kept), secret, rowKey(reading, values), Number(isSaid));
    const keys = duplicateKeys(reading.kind, reading.project, values);
    putMarks(db, { planId: reading.planId, row }, { keys, traps: trapsOf({ row, hidden, cells: kept }) });
  }
}

function withoutPassword(
  { planId, passwordColumn, secretKey }: RowReading,
  row: number,
  cells: readonly RawCell[],
): { kept: readonly RawCell[]; secret: Uint8Array | null; isSaid: boolean } {
  const cell = passwordColumn === null ? undefined : cells[passwordColumn];
  if (passwordColumn === null || cell === undefined || cell.kind === 'blank')
    return { kept: cells, secret: null, isSaid: false };
  const password = cell.kind === 'number' ? cell.written : String(cell.value);
  const kept = [...cells];
  kept[passwordColumn] = textCell(masked);
  // A downloaded sheet shows asterisks: HQ takes nothing of them for a password.
  if (/^\**$/.test(password.trim())) return { kept, secret: null, isSaid: true };
  return { kept, secret: sealSecret(secretKey, rowSecretId(planId, row), password.trim()), isSaid: true };
}

/** Whom the row is about, as the file's own record of people is found by; null where it names nobody. */
export function rowKey({ kind, project }: Pick<RowReading, 'kind' | 'project'>, values: RowValues): string | null {
  if (kind === 'web-users') {
    const username = shown(valueOf(values, 'username'));
    return username === '' ? null : mailKey(username);
  }
  const id = valueOf(values, 'user_id');
  if (isTruthy(id)) return idKey(shown(id));
  const username = workerUsername(project, values);
  return username === null || username === '' ? null : nameKey(username);
}

export type StoredRow = { raw: RawRow; hasSecret: boolean; excluded: boolean; base: BaseRecord | null };

const rowSchema = z.object({
  row: z.number().int(),
  hidden: z.number(),
  cells: z.string(),
  has_secret: z.number(),
  excluded: z.number(),
  record: z.string().nullable(),
});

const storedColumns = 'r.row, r.hidden, r.cells, r.secret IS NOT NULL AS has_secret, r.excluded, b.record';
const withBase = 'LEFT JOIN bulk_plan_bases b ON b.plan_id = r.plan_id AND b.key = r.base_key';

/** Rows behind `after`, in order. */
export function nextRows(db: EngineDatabase, planId: string, after: number, limit: number): StoredRow[] {
  return db
    .statement(
      `SELECT ${storedColumns} FROM bulk_plan_rows r ${withBase} WHERE r.plan_id = ? AND r.row > ? ORDER BY r.row LIMIT ?`,
    )
    .all(planId, after, limit)
    .map(storedRow);
}

/** These rows, as far as they are there. */
export function rowsByNumber(db: EngineDatabase, planId: string, rows: readonly number[]): StoredRow[] {
  return db
    .statement(
      `SELECT ${storedColumns} FROM json_each(?) j CROSS JOIN bulk_plan_rows r ON r.plan_id = ? AND r.row = j.value ${withBase}
       ORDER BY r.row`,
    )
    .all(JSON.stringify(rows), planId)
    .map(storedRow);
}

function storedRow(row: unknown): StoredRow {
  const { has_secret: hasSecret, excluded, record, ...raw } = rowSchema.parse(row);
  const base = record === null ? null : baseRecordSchema.parse(JSON.parse(record));
  return { raw: unpackRow(raw), hasSecret: hasSecret === 1, excluded: excluded === 1, base };
}

/** @param from only those from this one on */
export function countRows(db: EngineDatabase, planId: string, from = 0): number {
  const count = db
    .statement('SELECT count(*) FROM bulk_plan_rows WHERE plan_id = ? AND row >= ?')
    .pluck()
    .get(planId, from);
  return z.number().parse(count);
}

/** A stored row as the rules look at it. */
export function sheetRow(reading: Pick<RowReading, 'columns'>, { raw, hasSecret, base }: StoredRow): SheetRow {
  const values = readRowValues(reading.columns, raw.cells);
  const isMasked = valueOf(values, 'password') === masked;
  return { row: raw.row, values, base, password: hasSecret ? 'given' : isMasked ? 'masked' : 'none' };
}

/** What the file says of people; call it inside a write. */
export function putBases(db: EngineDatabase, planId: string, records: readonly BaseRecord[]): void {
  const insert = db.statement('INSERT OR REPLACE INTO bulk_plan_bases (plan_id, key, row, record) VALUES (?, ?, ?, ?)');
  for (const record of records) insert.run(planId, baseKey(record), record.row, JSON.stringify(record));
}
