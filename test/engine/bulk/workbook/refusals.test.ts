import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';
import type { ReadWorkbookOptions } from '#engine/bulk/workbook/read-workbook.ts';
import { refuseWorkbook, workbookRefusals } from '#engine/bulk/workbook/workbook-failure.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { bareParts, withChangedPart, writeParts } from '../../../helpers/write-parts.ts';
import type { Parts } from '../../../helpers/write-parts.ts';
import { tempFolder } from '../../../helpers/temp-folder.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/workbooks');
const sheet = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>';

async function refusal(work: Promise<unknown>): Promise<{ workbook: unknown; message: string; code: string }> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppFailure)) throw new Error('It was read.', { cause: error });
  return { workbook: error.error.details?.workbook, message: error.error.message, code: error.error.code };
}
const file = (path: string) => refusal(readWorkbook({ path }));
const bytes = (content: Uint8Array | string, name = 'people.xlsx') =>
  refusal(readWorkbook({ bytes: typeof content === 'string' ? Buffer.from(content) : content, name }));
const parts = async (content: Parts, options: ReadWorkbookOptions = {}) =>
  refusal(readWorkbook({ path: await writeParts(join(tempFolder(), 'people.xlsx'), content) }, options));
const people = () => readFile(join(fixtures, 'libreoffice-people.xlsx'));

describe('what is no workbook of today', () => {
  it.each([
    ['libreoffice-old.xls', 'old-excel', 'save it as “Excel Workbook (.xlsx)”'],
    ['libreoffice-people.ods', 'open-document', 'Open it in LibreOffice'],
    ['libreoffice-people.csv', 'text', 'whatever its name says'],
    ['libreoffice-people.html', 'html', 'sign in'],
    ['libreoffice-people.pdf', 'pdf', 'printed from'],
    ['libreoffice-macros.xlsm', 'macros', 'could run a program'],
    ['libreoffice-cut-off.xlsx', 'truncated', 'download it again'],
    ['libreoffice-password.xlsx', 'encrypted', 'remove the password'],
    ['bomb.xlsx', 'bomb', 'unpacks to far more than its size'],
    ['nothing.xlsx', 'empty', '0 bytes'],
  ])('%s is refused by what is in it', async (name, workbook, text) => {
    // Whatever the name: all are given that of a workbook.
    const answer = await bytes(await readFile(join(fixtures, name)));
    expect(answer).toMatchObject({ workbook, code: 'invalid-input' });
    expect(answer.message).toContain('people.xlsx');
    expect(answer.message).toContain(text);
  });

  it('is told from one with a password by what its container holds', async () => {
    const container = (name: string) =>
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2 ** 20 - 20), Buffer.from(name, 'utf16le')]);
    const locked = await bytes(container('EncryptedPackage'));
    expect(locked).toMatchObject({ workbook: 'encrypted' });
    expect(locked.message).toContain('remove the password');
    expect(await bytes(container('WordDocument'))).toMatchObject({ workbook: 'other' });
  });

  it('is told apart by a few bytes', async () => {
    expect(await bytes('')).toMatchObject({ workbook: 'empty' });
    expect(await bytes('username,role\r\nana,Admin')).toMatchObject({ workbook: 'text' });
    expect(await bytes(Buffer.from('\ufeffusername\tname', 'utf16le'))).toMatchObject({ workbook: 'text' });
    expect(await bytes('\n<!-- saved -->\n<html><body>Sign in</body></html>')).toMatchObject({ workbook: 'html' });
    expect(await bytes(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]))).toMatchObject({ workbook: 'other' });
    expect(await bytes(Buffer.from([0x09, 0x04, 0x06, 0, 0, 0]))).toMatchObject({ workbook: 'old-excel' });
    expect(await bytes('mark of somebody', '~$people.xlsx')).toMatchObject({ workbook: 'lock-file' });
    expect(await bytes('mark of somebody', '.~lock.people.xlsx#')).toMatchObject({ workbook: 'lock-file' });
  });

  it('is another kind of zip', async () => {
    expect(await parts({ 'word/document.xml': '<a/>' })).toMatchObject({ workbook: 'other' });
    expect(await parts({ 'Index/Document.iwa': 'x' })).toMatchObject({ workbook: 'numbers' });
    const book = bareParts(sheet, { 'xl/workbook.bin': 'x' });
    const binary = withChangedPart(book, '_rels/.rels', 'workbook.xml', 'workbook.bin');
    expect(await parts(binary)).toMatchObject({ workbook: 'binary-excel' });
  });

  it('is not there, a folder, or kept by another program', async () => {
    const folder = tempFolder();
    expect(await file(join(folder, 'gone.xlsx'))).toMatchObject({ workbook: 'missing', code: 'not-found' });
    mkdirSync(join(folder, 'folder.xlsx'));
    expect(await file(join(folder, 'folder.xlsx'))).toMatchObject({ workbook: 'folder' });
    const path = join(folder, 'kept.xlsx');
    writeFileSync(path, 'x');
    await chmod(path, 0o000);
    // An administrator may read everything, so there it is what it contains.
    const root = process.getuid?.() === 0 || process.platform === 'win32';
    expect(await file(path)).toMatchObject({ workbook: root ? 'text' : 'locked' });
  });

  it.each(workbookRefusals)('has its text: %s', (name) => {
    const params = { limit: 1, part: 'p', reason: 'r', sheet: 's', row: 2 };
    const { message } = refuseWorkbook(name, 'people.xlsx', params).error;
    expect(message).toMatch(/people\.xlsx/);
    expect(message).not.toContain('{{');
    expect(message).not.toContain('workbook.refused');
  });
});

describe('macros', () => {
  it('are seen under any name', async () => {
    const type = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml';
    const types = `<Types><Override PartName="/xl/workbook.xml" ContentType="${type}"/></Types>`;
    expect(await parts(bareParts(sheet, { '[Content_Types].xml': types }))).toMatchObject({ workbook: 'macros' });
    expect(await parts(bareParts(sheet, { 'xl/vbaProject.bin': 'x' }))).toMatchObject({ workbook: 'macros' });
    const relations = 'xl/_rels/workbook.xml.rels';
    const old = withChangedPart(bareParts(sheet), relations, '/worksheet"', '/xlMacrosheet"');
    expect(await parts(old)).toMatchObject({ workbook: 'macros' });
  });
});

describe('a damaged workbook', () => {
  it('is refused wherever it is cut', async () => {
    const whole = await people();
    for (const share of [0.1, 0.5, 0.9, 0.999])
      expect(await bytes(whole.subarray(0, Math.floor(whole.length * share)))).toMatchObject({ workbook: 'truncated' });
  });

  it('is refused when a byte of it is wrong', async () => {
    const whole = await people();
    const at = whole.indexOf('sheet1.xml') + 200;
    const wrong = Buffer.from(whole);
    wrong[at] = (wrong[at] ?? 0) ^ 0xff;
    expect(await bytes(wrong)).toMatchObject({ workbook: 'damaged' });
  });

  it('is refused when its XML is wrong, or declares entities of its own', async () => {
    expect(await parts(bareParts('<worksheet><sheetData></worksheet>'))).toMatchObject({ workbook: 'damaged' });
    expect((await parts(bareParts('<worksheet>\n<sheetData'))).message).toContain('line 2');
    const lol = '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet><sheetData/></worksheet>';
    expect(await parts(bareParts(lol))).toMatchObject({ workbook: 'damaged' });
  });

  it('is refused when a part is missing or an entry has a password', async () => {
    const { 'xl/worksheets/sheet1.xml': _sheet, ...rest } = bareParts(sheet);
    expect(await parts(rest)).toMatchObject({ workbook: 'damaged' });
    const locked = await people();
    // The bit that says so, in the first entry of the list at the end.
    const central = locked.indexOf(Buffer.from('PK\u0001\u0002'));
    locked[central + 8] = (locked[central + 8] ?? 0) | 1;
    expect(await bytes(locked)).toMatchObject({ workbook: 'encrypted' });
  });

  it('without a worksheet is refused', async () => {
    const relations = 'xl/_rels/workbook.xml.rels';
    const charts = withChangedPart(bareParts(sheet), relations, '/worksheet"', '/chartsheet"');
    expect(await parts(charts)).toMatchObject({ workbook: 'no-sheet' });
  });
});

describe('a file that would fill the computer', () => {
  function* blanks(megabytes: number): Generator<string> {
    yield '<worksheet><sheetData>';
    const megabyte = ' '.repeat(2 ** 20);
    for (let count = 0; count < megabytes; count += 1) yield megabyte;
    yield '</sheetData></worksheet>';
  }

  it('is refused for how well it packs', async () => {
    expect(await parts(bareParts(blanks(20)))).toMatchObject({ workbook: 'bomb' });
  });

  it('is refused for what comes out, whatever it says of itself', async () => {
    expect(await parts(bareParts(blanks(3)), { limits: { unpackedBytes: 2 ** 20 } })).toMatchObject({
      workbook: 'bomb',
    });
  });

  it('is refused for its size, its parts, its cells, its rows and columns', async () => {
    const cells =
      '<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData></worksheet>';
    expect(await parts(bareParts(cells), { limits: { cells: 3 } }).catch(() => 'read')).toBe('read');
    const many = await parts(bareParts(cells), { limits: { cells: 2 } });
    expect(many).toMatchObject({ workbook: 'too-many-cells' });
    expect(many.message).toContain('users, row 2: more than 2');
    expect(await parts(bareParts(cells), { limits: { rows: 1 } })).toMatchObject({ workbook: 'too-many-cells' });
    expect(await parts(bareParts(cells), { limits: { columns: 1 } })).toMatchObject({ workbook: 'too-many-cells' });
    expect(await parts(bareParts(cells), { limits: { fileBytes: 100 } })).toMatchObject({ workbook: 'too-large' });
    expect(await parts(bareParts(cells), { limits: { entries: 3 } })).toMatchObject({ workbook: 'bomb' });
    const far = '<worksheet><sheetData><row r="99999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>';
    expect(await parts(bareParts(far))).toMatchObject({ workbook: 'too-many-cells' });
  });

  it('is refused for its texts', async () => {
    const shared = `<sst>${'<si><t>abcdefghij</t></si>'.repeat(50)}</sst>`;
    const content = bareParts(sheet, { 'xl/sharedStrings.xml': shared });
    expect(await parts(content, { limits: { textCharacters: 100 } })).toMatchObject({ workbook: 'too-much-text' });
  });
});
