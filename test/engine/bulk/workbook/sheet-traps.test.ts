import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';
import { blankCell } from '#engine/bulk/workbook/raw-sheet.ts';
import type { RawSheet } from '#engine/bulk/workbook/raw-sheet.ts';
import { repairSheet } from '#engine/bulk/workbook/repair-sheet.ts';
import { findTraps, pickSheets } from '#engine/bulk/workbook/sheet-traps.ts';
import { makeTrap, trapCodes } from '#engine/bulk/workbook/sheet-trap.ts';
import type { SheetTrap, TrapCode } from '#engine/bulk/workbook/sheet-trap.ts';
import type { TrapOptions } from '#engine/bulk/workbook/header-traps.ts';
import { rawSheet } from '../../../helpers/raw-sheets.ts';

const web: TrapOptions = { kind: 'web-users' };
const mobile: TrapOptions = { kind: 'mobile-workers' };
const noPause = async () => undefined;

const find = (sheet: RawSheet, options: TrapOptions) => findTraps(sheet, options, noPause);
const codes = (traps: readonly SheetTrap[]) => traps.map(({ code }) => code);

async function trap(sheet: RawSheet, options: TrapOptions, code: TrapCode): Promise<SheetTrap> {
  const found = (await find(sheet, options)).find((each) => each.code === code);
  if (!found) throw new Error(`There is no trap ${code}.`);
  return found;
}

/** The sheet after the trap's repair, which must be gone then. */
async function repaired(sheet: RawSheet, options: TrapOptions, code: TrapCode): Promise<unknown[][]> {
  const { repair } = await trap(sheet, options, code);
  if (!repair) throw new Error(`There is no repair for ${code}.`);
  const before = structuredClone(sheet);
  const after = repairSheet(sheet, repair);
  expect(sheet).toEqual(before);
  expect(codes(await find(after, options))).not.toContain(code);
  return [after.header, ...after.rows].map((row) => row?.cells.map(({ value }) => value) ?? []);
}

const webHeader = ['username', 'role', 'location_code 1'];
const mobileHeader = ['username', 'group 1'];

describe('a sheet', () => {
  it('as HQ downloads it has no traps', async () => {
    expect(await find(rawSheet([webHeader, ['ana@example.org', 'Admin', 'site']]), web)).toEqual([]);
    expect(await find(rawSheet([mobileHeader, ['ana', 'north']]), mobile)).toEqual([]);
    const groups = rawSheet([
      ['id', 'name', 'case-sharing?', 'reporting?', 'data: x'],
      ['1', 'north', 'yes', 'no', ''],
    ]);
    expect(await find(groups, { kind: 'groups' })).toEqual([]);
  });

  it('with its header further down is read by HQ as blank', async () => {
    const sheet = rawSheet([null, null, webHeader, ['ana@example.org', 'Admin', '']]);
    expect(await trap(sheet, web, 'header-not-first')).toMatchObject({ row: 3, effect: 'drops' });
    expect(await repaired(sheet, web, 'header-not-first')).toHaveLength(2);
  });

  it('with a nameless column loses what is right of it', async () => {
    const sheet = rawSheet([
      ['username', '', 'role', '', 'location_code 1'],
      ['a', 'x', 'Admin', '', 's'],
    ]);
    const found = await trap(sheet, web, 'header-nameless');
    expect(found).toMatchObject({ row: 1, column: 'B' });
    expect(found.text).toContain('“role”, “location_code 1”');
    expect(await repaired(sheet, web, 'header-nameless')).toEqual([webHeader, ['a', 'Admin', 's']]);
  });

  it('with a blank row loses what is under it, and rows keep the numbers they have in the file', async () => {
    const sheet = rawSheet([mobileHeader, ['ana', ''], null, ['bo', ''], null, ['cy', '']]);
    expect(await trap(sheet, mobile, 'rows-after-blank')).toMatchObject({ row: 3, count: 2, effect: 'drops' });
    expect(await repaired(sheet, mobile, 'rows-after-blank')).toHaveLength(4);
    expect(repairSheet(sheet, { kind: 'close-rows' }).rows.map(({ row }) => row)).toEqual([2, 4, 6]);
  });

  it('with spaces in a row that looks blank has a nobody', async () => {
    const sheet = rawSheet([mobileHeader, ['ana', ''], [' ', ''], ['bo', '']]);
    expect(await trap(sheet, mobile, 'row-of-spaces')).toMatchObject({ row: 3, count: 1 });
    expect(await repaired(sheet, mobile, 'row-of-spaces')).toEqual([mobileHeader, ['ana', ''], ['bo', '']]);
  });

  it('has a column that HQ only writes under the name of HQ’s help', async () => {
    const header = ['username', 'role', 'location_code 1', 'last_access_date', 'last_login'];
    const sheet = rawSheet([header, ['ana', 'Reader', '', '2026-01-02', '']]);
    expect(codes(await find(sheet, web))).toEqual(['header-respelled', 'header-respelled']);
    const one = rawSheet([header.slice(0, 4), ['ana', 'Reader', '', '2026-01-02']]);
    const [named] = await repaired(one, web, 'header-respelled');
    expect(named?.[3]).toBe('last_access_date (read only)');
  });

  it('lacks columns HQ needs, or takes for blank', async () => {
    const traps = await find(rawSheet([['name'], ['Ana']]), web);
    expect(traps.find(({ code }) => code === 'header-missing')?.text).toContain('username, role');
    expect(traps.find(({ code }) => code === 'header-clears')).toMatchObject({
      effect: 'clears',
      repair: { kind: 'add-columns', field: 'location_code', at: 1 },
    });
    expect(codes(await find(rawSheet([['username'], ['ana']]), mobile))).toEqual(['header-clears']);
  });

  it('shows what is hidden or merged', async () => {
    const sheet = rawSheet([mobileHeader, ['ana', '']], { merged: ['A1:B1'], hiddenColumns: [1, 9] });
    const hidden = { ...sheet, rows: sheet.rows.map((row) => ({ ...row, hidden: true })) };
    expect(codes(await find(hidden, mobile))).toEqual(['cells-merged', 'columns-hidden', 'rows-hidden']);
  });
});

describe('a header', () => {
  const withColumn = (header: string | number, value = 'x') =>
    rawSheet([
      [...mobileHeader, header],
      ['ana', 'north', value],
    ]);

  it.each<[string | number, TrapCode, string | null]>([
    ['Phone Number', 'header-respelled', 'phone-number 1'],
    ['phone-number', 'header-bare-list', 'phone-number 1'],
    ['group', 'header-bare-list', 'group 2'],
    ['location-sms-code', 'header-deprecated', 'location_code 1'],
    ['na\ufeffme', 'header-invisible', 'name'],
    ['salary', 'header-unknown', null],
    ['data', 'header-unknown', null],
    ['user x', 'header-unknown', null],
    [7, 'header-not-text', null],
    ['domain', 'header-not-enabled', null],
    ['tableau_role', 'header-not-enabled', null],
    ['remove', 'header-ignored', null],
  ])('%s: %s', async (header, code, name) => {
    const sheet = withColumn(header);
    expect(await trap(sheet, mobile, code)).toMatchObject({ row: 1, column: 'C' });
    const [top] = await repaired(sheet, mobile, code);
    expect(top).toEqual(name === null ? mobileHeader : [...mobileHeader, name]);
  });

  it('with a blank in the name of a field cannot be put right here', async () => {
    const found = await trap(withColumn('data: first name'), mobile, 'header-mangled-key');
    expect(found.repair).toBeNull();
    expect(found.text).toContain('“first”');
  });

  it('that is there twice goes only when both columns say the same', async () => {
    const twice = (value: string) =>
      rawSheet([
        [...mobileHeader, 'name', 'name'],
        ['ana', 'north', 'Ana', value],
      ]);
    expect(await repaired(twice('Ana'), mobile, 'header-repeated')).toEqual([
      [...mobileHeader, 'name'],
      ['ana', 'north', 'Ana'],
    ]);
    expect((await trap(twice('Bo'), mobile, 'header-repeated')).repair).toBeNull();
  });

  it('of a feature is fine where the project has it', async () => {
    const sheet = rawSheet([
      [...mobileHeader, 'domain', 'deactivate_after'],
      ['ana', 'x', '', '13-2024'],
      ['bo', 'x', 'other', ''],
    ]);
    const features = { domain: true, deactivateAfter: true };
    expect(codes(await find(sheet, { ...mobile, features })).sort()).toEqual([
      'cell-blank-domain',
      'cell-blank-month',
      'cell-month',
    ]);
  });
});

describe('cells', () => {
  it('that are numbers become the text that is shown, as far as it is known', async () => {
    const zeros = { kind: 'number', value: 7, written: '7', formula: false, rich: false, format: '000' } as const;
    const sheet = rawSheet([
      [...mobileHeader, 'data: code'],
      ['ana', '', 4912],
      ['bo', '', zeros],
      ['cy', '', '007'],
    ]);
    expect(await trap(sheet, mobile, 'cell-number')).toMatchObject({ column: 'C', row: 2, rows: [2, 3], count: 2 });
    const rows = await repaired(sheet, mobile, 'cell-number');
    expect(rows.slice(1).map((row) => row[2])).toEqual(['4912', '007', '007']);
    const long = rawSheet([
      [...mobileHeader, 'user_id'],
      ['ana', '', 10 ** 18],
    ]);
    expect(await trap(long, mobile, 'cell-long-number')).toMatchObject({ repair: null });
  });

  it('say true and false in HQ’s words', async () => {
    const sheet = rawSheet([
      [...mobileHeader, 'is_active'],
      ['ana', '', 1],
      ['bo', '', 0],
      ['cy', '', true],
      ['di', '', 'No'],
    ]);
    expect(await trap(sheet, mobile, 'cell-truth-number')).toMatchObject({ count: 2, effect: 'drops' });
    const rows = await repaired(sheet, mobile, 'cell-truth-number');
    expect(rows.slice(1).map((row) => row[2])).toEqual(['true', 'false', 'true', 'No']);
    const wrong = rawSheet([
      [...mobileHeader, 'is_active'],
      ['ana', '', 'perhaps'],
    ]);
    expect(await trap(wrong, mobile, 'cell-truth-text')).toMatchObject({ effect: 'breaks-off', repair: null });
    const groups = rawSheet([
      ['id', 'case-sharing?', 'reporting?', 'data: x'],
      ['1', true, 'yes', ''],
    ]);
    expect((await repaired(groups, { kind: 'groups' }, 'cell-truth'))[1]).toEqual(['1', 'yes', 'yes', '']);
  });

  it('with letters nobody sees are cleaned, joiners of scripts are left', async () => {
    const sheet = rawSheet([
      [...mobileHeader, 'name'],
      ['ana', '', '\u200bAna\ufeff'],
      ['bo', '', 'نمی\u200cدانم'],
    ]);
    const rows = await repaired(sheet, mobile, 'cell-invisible');
    expect(rows.slice(1).map((row) => row[2])).toEqual(['Ana', 'نمی\u200cدانم']);
  });

  it('with blanks of another kind get plain spaces, but for those at the ends, which HQ cuts off', async () => {
    const sheet = rawSheet([
      [...mobileHeader, 'user_profile', 'name', 'data: notes'],
      ['ana', '', 'Field\u00a0staff\u202fNorth', 'Ana\u00a0Costa', 'one\ttwo'],
      ['bo', '', '\u00a0Field staff\t', '', ''],
    ]);
    // In names and free text nothing is looked for.
    expect(await find(sheet, mobile)).toMatchObject([{ code: 'cell-odd-space', count: 1, row: 2, effect: 'notice' }]);
    const rows = await repaired(sheet, mobile, 'cell-odd-space');
    expect(rows.slice(1).map((row) => row[2])).toEqual(['Field staff North', '\u00a0Field staff\t']);
  });

  it('that are formulas without a value, errors or dates are told', async () => {
    const marks = { formula: true, rich: false, format: '' };
    const sheet = rawSheet([
      [...mobileHeader, 'name'],
      ['ana', '', { ...blankCell, formula: true }],
      ['bo', '', { kind: 'error', value: '#N/A', ...marks }],
      ['cy', '', { kind: 'date', value: '2024-05-01', ...marks }],
    ]);
    expect(codes(await find(sheet, mobile)).sort()).toEqual(['cell-date', 'cell-error', 'cell-not-calculated']);
  });

  it('of many rows are told once, and others have a turn between', async () => {
    const sheet = rawSheet([mobileHeader, ...Array.from({ length: 5000 }, (_, index) => [index, 'x'])]);
    let pauses = 0;
    const traps = await findTraps(sheet, mobile, async () => void (pauses += 1));
    expect(traps).toMatchObject([{ code: 'cell-number', count: 5000, row: 2 }]);
    expect(traps[0]?.rows).toHaveLength(20);
    expect(pauses).toBe(3);
  });
});

describe('a workbook', () => {
  it('is read at the sheet HQ takes', () => {
    const named = (name: string, header: (string | number)[] = ['username']) => rawSheet([header], { name });
    const pick = (...sheets: RawSheet[]) => pickSheets({ sheets }, { kind: 'mobile-workers', ours: ['roster'] });
    expect(pick()).toBeNull();
    expect(pick(named('notes'), named('users'), named('groups'))).toMatchObject({
      users: { name: 'users' },
      groups: { name: 'groups' },
      traps: [],
    });
    const other = pick(named('roster'), named('notes'), named('Users'));
    expect(other?.users.name).toBe('notes');
    expect(other?.traps).toMatchObject([{ code: 'sheet-name', sheet: 'notes' }]);
    expect(other?.traps[0]?.text).toContain('“Users”');
    expect(pick(named('users'), named('notes', ['a', 5]))?.traps).toMatchObject([{ code: 'sheet-other', column: 'B' }]);
  });

  it('with the mistakes people make has each told', async () => {
    const path = join(import.meta.dirname, '../../../fixtures/workbooks/openpyxl-mistakes.xlsx');
    const [sheet] = (await readWorkbook({ path })).sheets;
    expect(codes(await find(sheet!, mobile)).sort()).toEqual([
      'cell-invisible',
      'cell-long-number',
      'cell-number',
      'cell-number',
      'cell-truth-number',
      'header-bare-list',
      'header-clears',
      'header-nameless',
      'rows-after-blank',
    ]);
  });

  it.each(trapCodes)('has a text for %s', (code) => {
    const params = {
      lost: 'l',
      fields: 'f',
      field: 'f',
      text: 't',
      to: 't',
      list: 'l',
      key: 'k',
      columns: 'c',
      places: 'p',
      header: 'h',
      meant: 'm',
      first: 'f',
    };
    for (const count of [1, 2]) {
      const { text } = makeTrap(code, { sheet: 'users', row: 3, column: 'B', count }, params);
      expect(text).not.toMatch(/\{\{|sheet\.trap/);
    }
  });
});
