import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeXlsx } from '#engine/bulk/write-xlsx.ts';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const trap = '=HYPERLINK("http://x","y")';

/** Two finished edits of one worker, one of them with texts a spreadsheet could run. */
async function edited() {
  const harness = await startHarness();
  const { open: openAccount, sync, call } = harness;
  await openAccount();
  await sync('pull');
  const [worker] = (await call('mobileWorkers.list', { status: 'active' })).rows;
  if (!worker) throw new Error('the sample has no workers');
  const edit = (changeId: string, patch: Record<string, string | string[]>) =>
    call('people.edit', { changeId, entity: 'mobile-worker', localId: worker.localId, patch });
  const { locations } = await call('lookups.get', {});
  const place = locations[0] ?? { id: '', name: '' };
  await edit('edit-0001', { first_name: trap, last_name: 'a "b", <c> & d' });
  await sync('push');
  await edit('edit-0002', { primary_location: place.id, locations: [place.id], 'user_data.code': '007' });
  await sync('push');
  return { ...harness, worker, place };
}

describe('the export of the history', () => {
  it('is CSV with a row per field, the newest change first, in which nothing runs', async () => {
    const { engine, worker, place, folder, account } = await edited();
    const path = join(folder, 'my history.csv');
    expect(await engine.call('history.export', { format: 'csv', path })).toEqual({ ok: true, data: { entries: 2 } });
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith('\ufeffWhen (UTC),Who,Kind of person,Username,Name,What,Field,Before,After,Chosen,')).toBe(
      true,
    );
    const rows = text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 5);
    expect(rows[1]).toContain(`${account.username},Mobile worker,${worker.username}`);
    for (const field of ['First name', 'Last name', 'Locations', 'Primary location', 'code'])
      expect(text).toContain(`,Edit,${field},`);
    expect(text).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`);
    expect(text).toContain('"a ""b"", <c> & d"');
    expect(text).toContain(`,${place.name},,,,HQ has it,200,`);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('holds a decision with ours, HQ’s and what was chosen, and nothing in it runs', async () => {
    const { engine, worker, folder, call, sync, editAtHq } = await edited();
    const [mine, theirs] = ['+1+1', '@SUM(A1)'];
    await call('people.edit', {
      changeId: 'edit-0003',
      entity: 'mobile-worker',
      localId: worker.localId,
      patch: { last_name: mine },
    });
    await editAtHq('worker', worker.username, { last_name: theirs });
    await sync('pull');
    await call('changes.resolve', { id: 'edit-0003', choices: [{ field: 'last_name', use: 'mine' }] });
    const path = join(folder, 'decisions.csv');
    const filter = { outcome: 'decided', search: 'last name' } as const;
    expect(await engine.call('history.export', { format: 'csv', path, ...filter })).toMatchObject({
      data: { entries: 1 },
    });
    const [heading, row] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(heading).toContain("Before,After,Chosen,Yours then,HQ's then,Outcome");
    expect(row).toContain(`,'+1+1,Yours,'+1+1,'@SUM(A1),Decided,`);
    const book = join(folder, 'decisions.xlsx');
    await engine.call('history.export', { format: 'xlsx', path: book, ...filter });
    expect(readWorkbook(readFileSync(book))[0]?.cells[1]).toEqual(expect.arrayContaining([mine, theirs, 'Yours']));
  });

  it('is a workbook of text cells that keeps zeros', async () => {
    const { engine, folder } = await edited();
    const path = join(folder, 'history.xlsx');
    writeFileSync(path, 'an older export');
    expect(await engine.call('history.export', { format: 'xlsx', path, search: '007' })).toEqual({
      ok: true,
      data: { entries: 1 },
    });
    const [sheet, ...more] = readWorkbook(readFileSync(path));
    expect(more).toEqual([]);
    expect(sheet?.title).toBe('History');
    const field = sheet?.cells[0]?.indexOf('Field') ?? 0;
    const rows = sheet?.cells.slice(1) ?? [];
    expect(rows.map((row) => row[field])).toContain('code');
    expect(rows.find((row) => row[field] === 'code')?.[field + 2]).toBe('007');
  });

  it('leaves no half file and the older one where it cannot be written', async () => {
    const { engine, folder } = await edited();
    const taken = join(folder, 'taken.csv');
    mkdirSync(taken);
    expect(await engine.call('history.export', { format: 'csv', path: taken })).toMatchObject({
      ok: false,
      error: { code: 'read-only', message: expect.stringContaining('taken.csv') as string },
    });
    expect(await engine.call('history.export', { format: 'csv', path: join(folder, 'none', 'x.csv') })).toMatchObject({
      error: { code: 'read-only' },
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('ends without a file when the account is closed meanwhile', async () => {
    const { engine, folder } = await edited();
    const path = join(folder, 'late.xlsx');
    const exporting = engine.call('history.export', { format: 'xlsx', path });
    await engine.call('account.close', {});
    const result = await exporting;
    if (!result.ok) expect(readdirSync(folder).filter((name) => name.startsWith('late'))).toEqual([]);
    else expect(readWorkbook(readFileSync(path))).toHaveLength(1);
  });

  it('is there for a file that is only looked at', async () => {
    const { engine, folder, open: openAccount } = await edited();
    await engine.call('account.close', {});
    await openAccount({ readOnly: true });
    const path = join(folder, 'looked.csv');
    expect(await engine.call('history.export', { format: 'csv', path })).toMatchObject({ ok: true });
  });
});

describe('a workbook', () => {
  it('goes on in a further sheet when one is full, and holds any text', async () => {
    const path = join(tempFolder(), 'book.xlsx');
    const texts = [
      trap,
      '+1',
      '-1',
      '@x',
      '\tx',
      'ゑ 😀 <&>"\'',
      'two\nlines',
      ' spaces ',
      `bad\u0000\u000b`,
      'x'.repeat(40_000),
    ];
    async function* slices() {
      yield texts.slice(0, 3).map((text) => [text, '']);
      yield [];
      yield texts.slice(3).map((text) => [text, '1']);
    }
    const file = await open(path, 'wx');
    await writeXlsx({ file, sheets: [{ title: 'T & T', heading: ['A', 'B'], slices: slices() }], maxRows: 5 });
    await file.close();
    const sheets = readWorkbook(readFileSync(path));
    expect(sheets.map(({ title }) => title)).toEqual(['T & T', 'T & T 2', 'T & T 3']);
    expect(sheets.map(({ cells }) => cells.length)).toEqual([5, 5, 3]);
    const read = sheets.flatMap(({ cells }) => cells.slice(1).map(([cell]) => cell));
    expect(read.slice(0, 8)).toEqual(texts.slice(0, 8));
    expect(read[8]).toBe('bad\ufffd\ufffd');
    expect(read[9]).toBe(`${'x'.repeat(32_766)}…`);
  });

  it('is made of no rows, too', async () => {
    const path = join(tempFolder(), 'empty.xlsx');
    const file = await open(path, 'wx');
    async function* none(): AsyncGenerator<string[][]> {}
    await writeXlsx({ file, sheets: [{ title: 'History', heading: ['A'], slices: none() }] });
    await file.close();
    expect(readWorkbook(readFileSync(path))).toEqual([{ title: 'History', cells: [['A']] }]);
  });
});
