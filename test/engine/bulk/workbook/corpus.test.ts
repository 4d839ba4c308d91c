/** Workbooks as programs write them that run nowhere here, or as hardly anybody would: what is read of each, and what is told of it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSheets, readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';
import type { RawSheet } from '#engine/bulk/workbook/raw-sheet.ts';
import { findTraps, pickSheets } from '#engine/bulk/workbook/sheet-traps.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { bareParts, writeParts } from '../../../helpers/write-parts.ts';
import { planHarness, plannedRows } from '../../../helpers/plan-harness.ts';
import { tempFolder } from '../../../helpers/temp-folder.ts';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import { planAll } from '#engine/bulk/plan/plan-changed.ts';
import { repairTraps } from '#engine/bulk/plan/repair-stored.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/workbooks');
const fixture = (name: string) => join(fixtures, name);
const values = (sheet: RawSheet | undefined) =>
  [sheet?.header, ...(sheet?.rows ?? [])].map((row) => row?.cells.map(({ value }) => value));

async function codes(sheet: RawSheet | undefined, kind: PlanKind) {
  const traps = sheet ? await findTraps(sheet, { kind }, async () => undefined) : [];
  return traps.map(({ code, column }) => [code, column]);
}

const state = {
  roles: ['Reader'],
  places: { site_1: '', site_2: '', '007': '', '7': '' },
  members: [
    { id: 'ana', assigned_location_ids: ['site_1', '007'], primary_location_id: 'site_1' },
    { id: 'ben', assigned_location_ids: ['7'], primary_location_id: '7' },
  ],
};

async function repairedPlan(kind: PlanKind, name: string) {
  const { db, context } = planHarness(state);
  const source = { path: fixture(name) };
  const { warnings } = await makePlan(context, { planId: 'plan-1', kind, source, repair: true });
  return { rows: plannedRows(db, 'plan-1'), codes: warnings.map(({ code }) => code) };
}

describe('a workbook in the shape of', () => {
  it('Google Sheets: numbers with a point, formulas, dates, a hidden sheet, a thousand rows of blank styled cells', async () => {
    const { sheets } = await readWorkbook({ path: fixture('google-sheets-shape.xlsx') });
    const [users, base] = sheets;
    expect(values(users)).toEqual([
      ['username', 'role', 'location_code 1', 'location_code 2', 'data: note', 'remove', 'phone-number 1', 'seen'],
      ['ana@example.org', 'Reader', 'site_1', '007', ' a & b <c>', false, 4912345, '2024-02-29'],
      ['ben@example.org', 'Reader', 7, '', 'two\nlines', '', 1.2345678901234568e22],
    ]);
    expect(users?.rows[1]?.cells[1]).toMatchObject({ kind: 'text', formula: true });
    expect(base).toMatchObject({ name: 'roster-base', visibility: 'hidden' });
    expect(await codes(users, 'web-users')).toEqual([
      ['header-ignored', 'G'],
      ['header-unknown', 'H'],
      ['cell-date', 'H'],
      ['cell-number', 'C'],
    ]);
    const { rows } = await repairedPlan('web-users', 'google-sheets-shape.xlsx');
    expect(rows).toMatchObject([
      { username: 'ana@example.org', changes: { 'user_data.note': { to: 'a & b <c>' } } },
      { username: 'ben@example.org', changes: { 'user_data.note': { to: 'two\nlines' } } },
    ]);
    expect(rows.map(({ outcome, changes }) => [outcome, Object.keys(changes)])).toEqual([
      ['update', ['user_data.note']],
      ['update', ['user_data.note']],
    ]);
  });

  it('Numbers: a page of its own before the tables, and each table’s name above its header', async () => {
    const book = await readWorkbook({ path: fixture('numbers-shape.xlsx') });
    const [summary, users] = book.sheets;
    expect([summary?.name, users?.name]).toEqual(['Export Summary', 'users - Table 1']);
    expect(values(users)).toEqual([
      ['Table 1'],
      ['username', 'name', 'is_active', 'data: code', 'phone-number 1', 'user_id'],
      ['ana', 'Ana', true, '007', 4912345, 'ana'],
      ['eli', 'Élodie', '', 7, '', 'eli'],
    ]);
    expect(users?.merged).toEqual(['A1:F1']);
    expect(users?.rows[2]?.cells[1]).toMatchObject({ rich: true });
    // HQ takes the first sheet; the plan takes the one with people, and says so.
    const picked = pickSheets(book, { kind: 'mobile-workers' });
    expect(picked?.users.name).toBe('Export Summary');
    expect(picked?.traps).toMatchObject([{ code: 'sheet-name' }]);
    expect(picked?.traps[0]?.text).toContain('If “users - Table 1” is meant, name it “users”');
    const { db, context } = planHarness({ workers: [{ id: 'ana' }, { id: 'eli' }] });
    const source = { path: fixture('numbers-shape.xlsx') };
    const told = await makePlan(context, { planId: 'plan-1', kind: 'mobile-workers', source });
    expect(told.warnings.map(({ code, repairable }) => [code, repairable])).toEqual([
      ['sheet-taken', false],
      ['no-base', false],
      ['header-below', true],
    ]);
    // All that can be put right, with one click; HQ takes no phone number that is a number.
    await repairTraps(context, 'plan-1');
    await planAll(context, 'plan-1');
    expect(plannedRows(db, 'plan-1')).toMatchObject([
      {
        row: 3,
        username: 'ana',
        outcome: 'update',
        changes: { first_name: { to: 'Ana' }, 'user_data.code': { to: '007' } },
      },
      { row: 4, username: 'eli', outcome: 'update', changes: { first_name: { to: 'Élodie' } } },
    ]);
    // The title is no header: nothing is offered but to take the one below it.
    expect(await codes(users, 'mobile-workers')).toEqual([['header-below', null]]);
  });
});

describe('a workbook with', () => {
  it('a mark of the byte order and odd blanks has each told, and is put right with one click', async () => {
    const [users] = (await readWorkbook({ path: fixture('openpyxl-odd-blanks.xlsx') })).sheets;
    // Rows and columns that are only formatted are none.
    expect(users?.rows).toHaveLength(2);
    expect(await codes(users, 'web-users')).toEqual([
      ['header-invisible', 'A'],
      ['header-ignored', 'F'],
      ['header-ignored', 'G'],
      ['header-missing', null],
      ['cell-invisible', 'A'],
      ['cell-invisible', 'E'],
    ]);
    const { rows } = await repairedPlan('web-users', 'openpyxl-odd-blanks.xlsx');
    expect(rows.map(({ username, outcome }) => [username, outcome])).toEqual([
      ['ana@example.org', 'update'],
      ['ben@example.org', 'update'],
    ]);
    expect(rows[0]?.changes).toEqual({
      assigned_location_ids: { from: ['site_1', '007'], to: ['site_1', 'site_2'] },
    });
    expect(rows[1]?.changes).toMatchObject({ assigned_location_ids: { from: ['7'], to: [] } });
  });

  it('100,000 rows of shared texts is read to its end, a slice at a time', async () => {
    const count = 100_000;
    const cells = (row: number) =>
      [0, 1, 2]
        .map((column) => `<c r="${'ABC'[column]}${row}" t="s"><v>${column === 0 ? row + 1 : column}</v></c>`)
        .join('');
    const sheet = function* () {
      yield '<worksheet><sheetData>';
      for (let row = 1; row <= count + 1; row += 1) yield `<row r="${row}">${cells(row)}<c r="D${row}" s="1"/></row>`;
      yield '</sheetData></worksheet>';
    };
    const texts = function* () {
      yield '<sst><si><t>x</t></si><si><t>role</t></si>';
      for (let row = 1; row <= count + 1; row += 1) yield `<si><t>user${row}@example.org</t></si>`;
      yield '</sst>';
    };
    const parts = bareParts(sheet(), { 'xl/sharedStrings.xml': texts() });
    const path = await writeParts(join(tempFolder(), 'large.xlsx'), parts);
    let [rows, most, last] = [0, 0, ''];
    for await (const { slices } of readSheets({ path }))
      for await (const slice of slices) {
        rows += slice.length;
        most = Math.max(most, slice.length);
        last = String(slice.at(-1)?.cells[0]?.value ?? last);
      }
    expect([rows, last]).toEqual([count + 1, `user${count + 1}@example.org`]);
    expect(most).toBeLessThan(count / 50);
  });

  it('whatever is in the folder is read by some test', () => {
    const folder = join(import.meta.dirname, '..');
    const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.test.ts'),
    );
    const text = tests.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const files = readdirSync(fixtures, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && !/\.(?:mjs|py)$/.test(entry.name),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.map(({ name }) => name).filter((name) => !text.includes(name))).toEqual([]);
  });
});
