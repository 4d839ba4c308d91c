import { readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readSheets, readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';
import type { RawCell, RawRow } from '#engine/bulk/workbook/raw-sheet.ts';
import { bareParts, writeParts } from '../../../helpers/write-parts.ts';
import type { Parts } from '../../../helpers/write-parts.ts';
import { tempFolder } from '../../../helpers/temp-folder.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/workbooks');
const fixture = (name: string) => readWorkbook({ path: join(fixtures, name) });

const values = (row: RawRow | null | undefined) => row?.cells.map(({ value }) => value);
const kinds = (row: RawRow | null | undefined) => row?.cells.map(({ kind }) => kind).join(' ');

async function sheetOf(inside: string, more: Parts = {}) {
  const path = await writeParts(join(tempFolder(), 'made here.xlsx'), bareParts(inside, more));
  const [sheet] = (await readWorkbook({ path })).sheets;
  return sheet!;
}
const cellsOf = async (cells: string, more: Parts = {}): Promise<readonly RawCell[]> =>
  (await sheetOf(`<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>`, more)).header!.cells;

describe('a workbook written by', () => {
  it.each(['exceljs-types.xlsx', 'libreoffice-from-exceljs.xlsx'])('%s has every kind of cell', async (name) => {
    const { sheets } = await fixture(name);
    const [users, roster, deep] = sheets;
    expect(sheets.map((sheet) => sheet.name)).toEqual(['users', 'roster', 'deep']);
    expect(roster).toMatchObject({ visibility: 'hidden' });
    expect(deep?.visibility).toMatch(/hidden/);
    expect(users).toMatchObject({
      visibility: 'visible',
      merged: ['B6:C7'],
      hiddenColumns: [2],
      gaps: [{ from: 5, to: 5 }],
    });
    expect(values(users?.header)).toEqual([
      'username',
      'role',
      'data: note',
      'remove',
      'seen',
      'phone-number 1',
      'sum',
    ]);
    const [first, second, third, last] = users!.rows;
    expect(values(first)).toEqual([
      'ana@example.org',
      'Field lead',
      'a & b <c> "d"',
      false,
      '2024-02-29T12:30:15',
      '+4912345',
      3,
    ]);
    expect(kinds(first)).toBe('text text text boolean date text number');
    expect(first?.cells[1]).toMatchObject({ rich: true });
    expect(first?.cells[6]).toMatchObject({ formula: true });
    expect(second).toMatchObject({ row: 3, hidden: true });
    expect(values(second)).toEqual(['007', 'Admin', ' spaces kept ', true, '2024-02-29', '0012', 'ana@example.org!']);
    expect(third?.cells.slice(0, 6).map(({ kind }) => kind)).toEqual([
      'number',
      'number',
      'number',
      'blank',
      'error',
      'number',
    ]);
    expect(third?.cells[4]?.value).toBe('#N/A');
    expect(third?.cells[5]).toMatchObject({ value: 7, format: '00000' });
    expect([last?.row, values(last)]).toEqual([6, ['mail me', 'merged']]);
    expect(users?.rows).toHaveLength(4);
  });

  it('exceljs has a formula that was never calculated as a blank cell with a mark', async () => {
    const [users] = (await fixture('exceljs-types.xlsx')).sheets;
    expect(users?.rows[2]?.cells[6]).toEqual({ kind: 'blank', value: '', formula: true, rich: false, format: '' });
  });

  it('openpyxl has none of its formulas calculated, and LibreOffice has', async () => {
    const [written] = (await fixture('openpyxl-types.xlsx')).sheets;
    expect(written?.rows.slice(0, 3).map(({ cells }) => cells[6]?.kind)).toEqual(['blank', 'blank', 'blank']);
    const [saved] = (await fixture('libreoffice-types.xlsx')).sheets;
    expect(saved?.rows.slice(0, 3).map(({ cells }) => cells[6]?.value)).toEqual([3, 'ana@example.org!', '#DIV/0!']);
    for (const sheet of [written, saved]) {
      expect(sheet?.rows[0]?.cells[7]).toMatchObject({ kind: 'date', value: '08:05:00' });
      expect(values(sheet?.rows[0])?.slice(0, 6)).toEqual([
        'ana@example.org',
        'Field lead',
        'two\nlines',
        false,
        '2024-02-29T12:30:15',
        '+4912345',
      ]);
      expect(values(sheet?.rows[1])?.slice(4, 6)).toEqual(['2024-02-29', '0012']);
    }
  });

  it.each(['openpyxl-people.xlsx', 'libreoffice-people.xlsx'])(
    '%s keeps zeros and signs of text cells',
    async (name) => {
      const [users, groups] = (await fixture(name)).sheets;
      expect(users?.rows).toHaveLength(12);
      expect(users?.rows.every(({ cells }) => cells.every(({ kind }) => kind !== 'number'))).toBe(true);
      expect(values(users?.rows[7])).toEqual([
        'w7',
        '********',
        'Ana 7',
        '00000000000000000000000000000007',
        'True',
        '+4900000007',
        '',
        '00007',
        'north',
        'ünïcode',
        'site_1',
      ]);
      expect(values(groups?.rows[0])).toEqual(['g1', 'north', 'yes', 'no']);
    },
  );

  it('a program that counts days from 1904 has the same dates', async () => {
    const [users] = (await fixture('exceljs-1904.xlsx')).sheets;
    expect(users?.rows.map(({ cells }) => cells[1]?.value)).toEqual(['2024-02-29', '2024-02-29T12:30:15']);
  });

  it('a stream writer has inline strings', async () => {
    const [users] = (await fixture('exceljs-inline.xlsx')).sheets;
    expect(users?.rows.map(values)).toEqual([
      ['ana', 'Élodie 美咲 😀'],
      ['bo', '=1+1'],
    ]);
  });

  it('hand has its header further down', async () => {
    const [users] = (await fixture('exceljs-header-in-row-3.xlsx')).sheets;
    expect(users?.header?.row).toBe(3);
    expect(users?.gaps).toEqual([{ from: 1, to: 2 }]);
  });
});

describe('cells', () => {
  it('are told apart by what the sheet says of them', async () => {
    const cells = await cellsOf(
      '<c r="A1" t="inlineStr"><is><r><t>Field </t></r><r><rPr><b/></rPr><t xml:space="preserve"> lead</t></r><rPh sb="0" eb="1"><t>kana</t></rPh></is></c>' +
        '<c r="B1" t="str"><f>X</f><v>text</v></c><c r="C1" t="b"><v>0</v></c><c r="D1" t="e"><v>#REF!</v></c>' +
        '<c r="E1" t="d"><v>2024-02-29T00:00:00Z</v></c><c r="F1"><v>1E3</v></c><c r="H1" t="inlineStr"><is><t>_x0009_a_x005F_x0009_</t></is></c>' +
        '<c r="I1" t="inlineStr"><is><t><![CDATA[<&]]>&#233;&amp;</t></is></c><c r="J1" t="inlineStr"><is><t/></is></c>',
    );
    expect(cells.map(({ kind, value }) => [kind, value])).toEqual([
      ['text', 'Field  lead'],
      ['text', 'text'],
      ['boolean', false],
      ['error', '#REF!'],
      ['date', '2024-02-29'],
      ['number', 1000],
      ['blank', ''],
      ['text', '\ta_x0009_'],
      ['text', '<&é&'],
    ]);
    expect(cells[0]).toMatchObject({ rich: true, formula: false });
    expect(cells[1]).toMatchObject({ rich: false, formula: true });
    expect(cells[5]).toMatchObject({ written: '1E3' });
  });

  it('without places follow each other, in XML with a prefix and a mark of the byte order', async () => {
    const inside =
      '\ufeff<?xml version="1.0"?><x:worksheet xmlns:x="s"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>' +
      '<x:row><x:c/><x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const { header, rows } = await sheetOf(inside);
    expect([values(header), rows.map((row) => [row.row, values(row)])]).toEqual([[1, 2], [[2, ['', 3]]]]);
  });

  it('are dates by their format, not by their look', async () => {
    const codes = ['yyyy"d"', '"day" 0', '[Red]0.0', '[h]:mm', '[$-409]d/m;@', '0" h"', 'General;"d"', '\\d0'];
    const styles =
      `<styleSheet><numFmts>${codes.map((code, index) => `<numFmt numFmtId="${170 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts>` +
      `<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${codes.map((_, index) => `<xf numFmtId="${170 + index}"/>`).join('')}<xf numFmtId="30"/></cellXfs></styleSheet>`;
    const cells = await cellsOf(Array.from({ length: 9 }, (_, style) => `<c s="${style}"><v>59</v></c>`).join(''), {
      'xl/styles.xml': styles,
    });
    expect(cells.map(({ kind }) => kind)).toEqual([
      'date',
      'number',
      'number',
      'date',
      'date',
      'number',
      'number',
      'number',
      'date',
    ]);
    // The 29 February 1900 that Excel invented lies between: the 59th day is the 28th.
    expect(cells[0]).toMatchObject({ value: '1900-02-28', format: 'yyyy"d"' });
  });

  it('refer to shared texts, of which there may be none', async () => {
    const shared = '<sst><si><t>ana</t></si><si><r><t>b</t></r><r><t>o</t></r></si></sst>';
    const cells = await cellsOf('<c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v/></c>', {
      'xl/sharedStrings.xml': shared,
    });
    expect(cells.map(({ value, rich }) => [value, rich])).toEqual([
      ['bo', true],
      ['ana', false],
    ]);
    await expect(cellsOf('<c t="s"><v>0</v></c>')).rejects.toMatchObject({
      error: { details: { workbook: 'damaged' } },
    });
  });
});

describe('reading', () => {
  const rows = 3000;
  const xml = function* () {
    yield '<worksheet><sheetData>';
    for (let row = 1; row <= rows; row += 1)
      yield `<row r="${row}">${Array.from({ length: 20 }, (_, column) => `<c t="inlineStr"><is><t>value ${row * column} of somebody</t></is></c>`).join('')}</row>`;
    yield '</sheetData></worksheet>';
  };

  it('takes bytes as well as a file, and tells how far it is', async () => {
    const path = await writeParts(join(tempFolder(), 'large.xlsx'), bareParts(xml()));
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    const book = await readWorkbook({ bytes: await readFile(path), name: 'x' }, { onProgress });
    expect(book.sheets[0]?.rows).toHaveLength(rows - 1);
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((left, right) => left - right));
    expect(shares.at(-1)).toBe(1);
  });

  it('puts nothing into the temp folder, not for a moment', async () => {
    const path = await writeParts(join(tempFolder(), 'large.xlsx'), bareParts(xml()));
    const temp = tempFolder();
    vi.stubEnv('TMPDIR', temp).stubEnv('TEMP', temp).stubEnv('TMP', temp);
    const seen: string[] = [];
    await readWorkbook({ path }, { onProgress: () => seen.push(...readdirSync(tmpdir())) });
    expect(tmpdir()).toBe(temp);
    vi.unstubAllEnvs();
    expect([...seen, ...readdirSync(temp)]).toEqual([]);
  });

  it('ends where it is cancelled', async () => {
    const path = await writeParts(join(tempFolder(), 'large.xlsx'), bareParts(xml()));
    const cancel = new AbortController();
    const shares: number[] = [];
    const reading = readWorkbook(
      { path },
      {
        signal: cancel.signal,
        onProgress: (share) => {
          shares.push(share);
          if (share > 0.3) cancel.abort();
        },
      },
    );
    await expect(reading).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(shares.at(-1)).toBeLessThan(0.9);
  });

  it('goes sheet by sheet in slices, and stops where the reader does', async () => {
    const path = await writeParts(join(tempFolder(), 'large.xlsx'), bareParts(xml()));
    let shares = 0;
    let slices = 0;
    for await (const sheet of readSheets({ path }, { onProgress: () => (shares += 1) })) {
      for await (const slice of sheet.slices) {
        expect(slice.length).toBeLessThan(1000);
        slices += 1;
        if (slices === 2) break;
      }
      break;
    }
    expect(slices).toBe(2);
    expect(shares).toBeLessThan(90);
    // The file is closed: nothing keeps it from being removed, and nothing is read of it any more.
    rmSync(path);
    await expect(readWorkbook({ path })).rejects.toMatchObject({ error: { code: 'not-found' } });
  });

  it('lets others have a turn', async () => {
    const path = await writeParts(join(tempFolder(), 'large.xlsx'), bareParts(xml()));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await readWorkbook({ path });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});
