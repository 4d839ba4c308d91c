import { describe, expect, it } from 'vitest';
import {
  baseHeading,
  baseKey,
  baseMetaRows,
  baseSheetName,
  createBaseReader,
  createBaseWriter,
} from '#engine/bulk/plan/base-sheet.ts';
import type { BaseRecord } from '#engine/bulk/plan/base-sheet.ts';
import { textCell } from '#engine/bulk/workbook/raw-sheet.ts';
import { findTraps, pickSheets } from '#engine/bulk/workbook/sheet-traps.ts';
import { rawSheet } from '../../../helpers/raw-sheets.ts';

const meta = { kind: 'mobile-workers', server: 'https://hq.example.org', project: 'p', exportedAt: 5 } as const;
const record: BaseRecord = {
  entity: 'mobile-worker',
  localId: 'w1',
  serverId: 'w1',
  username: 'ana@p.commcarehq.org',
  row: 2,
  values: { first_name: 'Ána "=1+1"', locations: ['a', 'b'], is_active: true },
};

const baseRows = (...records: BaseRecord[]) => createBaseWriter().rows(records);

function read(rows: readonly (readonly string[])[]) {
  const reader = createBaseReader();
  const records = rows.flatMap((cells) => reader.row(cells.map(textCell)));
  const { records: last, ...end } = reader.end();
  return { ...end, records: [...records, ...last] };
}

describe('the hidden sheet of an export', () => {
  it('comes back as it was written', () => {
    const other: BaseRecord = { ...record, localId: 'new-x', serverId: null, row: 3 };
    const { records, ...end } = read([...baseMetaRows(meta), ...baseRows(record, other)]);
    expect(records).toEqual([record, other]);
    expect(end).toEqual({ meta: { format: 2, ...meta }, damaged: 0 });
    expect(baseKey(record)).not.toBe(baseKey(other));
  });

  it('names the fields once for all who have the same, and is a third of what it was', () => {
    const values = Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`user_data.some_field_${at}`, '']));
    const people = Array.from({ length: 50 }, (_, at) => ({
      ...record,
      values,
      serverId: `w${at}`,
      localId: `w${at}`,
    }));
    const rows = baseRows(...people, record);
    expect(rows.filter(([key]) => key === '*fields')).toHaveLength(2);
    expect(read(rows).records).toEqual([...people, record]);
    const size = (told: unknown) => JSON.stringify(told).length;
    expect(3 * size(rows)).toBeLessThan(size(people));
    // Without its fields a record says nothing.
    expect(read(rows.slice(1)).records).toEqual([record]);
  });

  it('is read as an older Roster wrote it, too', () => {
    const { row, ...told } = record;
    const first = ['*', '', '0', JSON.stringify({ format: 1, ...meta })];
    const older = [first, ['id:w1', String(row), '0', JSON.stringify(told)]];
    expect(read(older)).toEqual({ records: [record], meta: { format: 1, ...meta }, damaged: 0 });
  });

  it('holds what is longer than a cell, and parts no character in two', () => {
    const long = { ...record, values: { note: '𝒳'.repeat(40_000) } };
    const rows = baseRows(long);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) {
      expect(row[3]?.length).toBeLessThan(32_767);
      expect(row[3]).toBe(Buffer.from(row[3] ?? '').toString());
    }
    expect(read(rows).records).toEqual([long]);
  });

  it('has nothing that looks like a spreadsheet’s escape: openpyxl saves such texts as the letters they stand for', () => {
    const other = { ...record, values: { note: '_x0041_ _x000D_ _X005f_', 'user_data._x0041_': '_' } };
    const rows = baseRows(other);
    expect(JSON.stringify(rows)).not.toMatch(/_x[0-9a-f]{4}_/i);
    expect(read(rows).records).toEqual([other]);
  });

  it('tells records somebody edited, and relies on nothing without its first row', () => {
    const rows = baseRows(record);
    const edited = rows.map((cells) => cells.map((text) => text.replace('"w1"', '"w1')));
    expect(read([...baseMetaRows(meta), ...edited])).toMatchObject({ records: [], damaged: 1 });
    // Another person's record under this key is none of theirs.
    const moved = baseRows({ ...record, serverId: 'w2' }).map((cells) =>
      cells[0] === 'id:w2' ? ['id:w1', ...cells.slice(1)] : cells,
    );
    expect(read([...baseMetaRows(meta), ...moved])).toMatchObject({ records: [], damaged: 1 });
    expect(read(rows).meta).toBeNull();
    expect(read([...baseMetaRows(meta).map((cells) => [...cells.slice(0, 3), '{"format":99}'])]).meta).toBeNull();
  });

  it('is one HQ passes over: text columns, none of them nameless', async () => {
    const sheet = rawSheet([[...baseHeading], ...baseRows(record)], { name: baseSheetName });
    const users = rawSheet([['username'], ['ana']]);
    const picked = pickSheets({ sheets: [users, sheet] }, { kind: 'mobile-workers' });
    expect(picked?.users).toBe(users);
    expect(picked?.traps).toEqual([]);
    const traps = await findTraps(sheet, { kind: 'mobile-workers' }, async () => undefined);
    expect(traps.map(({ code }) => code)).not.toContain('header-not-text');
  });
});
