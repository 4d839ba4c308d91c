import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { writeZip } from '#practice/bulk/zip.ts';

describe('workbooks of other programs', () => {
  test('shared, rich and inline text, numbers, dates, booleans, cached formulas, gaps', () => {
    const sheet = `<worksheet><sheetData>
      <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>in &amp; line</t></is></c></row>
      <row r="3"><c r="A3"><v>12.5</v></c><c r="B3" s="1"><v>46023</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>A1</f><v>cached</v></c><c r="E3"/></row>
      </sheetData></worksheet>`;
    const bytes = writeZip([
      {
        name: 'xl/workbook.xml',
        text: '<workbook><sheets><sheet name="Пользователи" sheetId="1" r:id="rId7"/></sheets></workbook>',
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        text: '<Relationships><Relationship Id="rId7" Target="/xl/a.xml"/></Relationships>',
      },
      { name: 'xl/a.xml', text: sheet },
      { name: 'xl/sharedStrings.xml', text: '<sst><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh></si></sst>' },
      {
        name: 'xl/styles.xml',
        text: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      },
    ]);
    expect(readWorkbook(bytes)).toEqual([
      {
        title: 'Пользователи',
        cells: [['rich', null, 'in & line'], [], [12.5, new Date('2026-01-01T00:00:00Z'), true, 'cached', null]],
      },
    ]);
  });

  test('a damaged archive is no workbook', () => {
    const bytes = writeWorkbook([{ title: 'users', lines: [['a']] }]);
    expect(() => readWorkbook(bytes.subarray(0, bytes.length - 30))).toThrow('File is not a zip file');
    const packed = deflateRawSync(Buffer.from('x'));
    expect(() => readWorkbook(packed)).toThrow('File is not a zip file');
  });
});
