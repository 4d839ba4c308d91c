/** HQ's own workbook as it is saved here: HQ's sheets as they are, and a hidden one with what each person was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addHiddenSheet } from '#engine/bulk/add-hidden-sheet.ts';
import { createMemoryFile } from '#engine/bulk/memory-file.ts';
import { readWorkbook as readHere } from '#engine/bulk/workbook/read-workbook.ts';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { workbookBytes } from '../../../helpers/workbook-bytes.ts';

type Cells = string[][];
const userOf = { 'web-users': 'web-user', 'mobile-workers': 'mobile-worker' } as const;

async function started(): Promise<Harness> {
  const harness = await startHarness();
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  return harness;
}

const pathOf = (harness: Harness, kind: PlanKind) => join(harness.folder, `${kind} of hq.xlsx`);

async function save(harness: Harness, kind: PlanKind): Promise<Buffer> {
  const path = pathOf(harness, kind);
  unwrap(await harness.engine.call('bulk.export', { source: 'hq', kind, path, jobId: 'download-1' }));
  return readFileSync(path);
}

async function atHq({ practice, account }: Harness): Promise<HqPages> {
  const { pages, signIn } = pageSession(account);
  valueOf(await signIn.password(account.username, practice.hq.signIn.password));
  return pages;
}

const sheetsOf = (bytes: Buffer) =>
  readWorkbook(bytes).map(({ title, cells }) => ({
    name: title,
    hidden: title === 'roster-base',
    rows: cells.map((row) => row.map((cell) => String(cell ?? ''))),
  }));

/** The saved file with edits of its users sheet, as a spreadsheet would save it. */
async function edit(harness: Harness, kind: PlanKind, change: (rows: Cells, at: (header: string) => number) => void) {
  const sheets = sheetsOf(readFileSync(pathOf(harness, kind)));
  const rows = sheets.find(({ name }) => name === 'users')!.rows;
  change(rows, (header) => rows[0]!.indexOf(header));
  writeFileSync(pathOf(harness, kind), await workbookBytes(sheets));
}

async function planned(harness: Harness, kind: PlanKind) {
  const planId = crypto.randomUUID();
  const answer = await harness.engine.call('bulk.plan', { planId, path: pathOf(harness, kind), kind });
  const { warnings } = hostContract['bulk.plan'].output.parse(unwrap(answer));
  const { rows } = hostContract['bulk.rows'].output.parse(
    unwrap(await harness.engine.call('bulk.rows', { planId, limit: 200 })),
  );
  return { warnings: warnings.map(({ code }) => code), rows: rows.filter(({ outcome }) => outcome !== 'no-change') };
}

describe('HQ’s own workbook saved here', () => {
  it.each(['web-users', 'mobile-workers'] as const)(
    'of %s has every sheet and cell as HQ made them, and is no change for anybody, for HQ’s importer either',
    async (kind) => {
      const harness = await started();
      const pages = await atHq(harness);
      const { job } = valueOf(await pages.startDownload(userOf[kind], { status: 'show_all' }));
      const made = sheetsOf(valueOf(await pages.finishDownload(job)));
      const bytes = await save(harness, kind);
      const saved = sheetsOf(bytes);
      expect(saved.slice(0, -1)).toEqual(made);
      const { sheets } = await readHere({ bytes, name: 'saved.xlsx' });
      expect(sheets.at(-1)).toMatchObject({ name: 'roster-base', visibility: 'hidden' });
      const { rows, warnings } = await planned(harness, kind);
      expect(rows).toEqual([]);
      expect(warnings).not.toContain('no-base');
      expect(warnings).not.toContain('not-compared');
      const upload = valueOf(await pages.startUpload(userOf[kind], { name: 'people.xlsx', content: bytes }));
      const { problems } = valueOf(await pages.finishUpload(userOf[kind], upload.job));
      expect(problems.filter(({ problem }) => !problem.startsWith('The email has bounced'))).toEqual([]);
    },
  );

  it('a week old sets nothing back that HQ changed since, and conflicts where both changed', async () => {
    const harness = await started();
    const [one, other] = (await harness.call('webUsers.list', { status: 'active', limit: 50 })).rows.filter(
      ({ isAdmin, role }) => !isAdmin && role !== '' && role !== 'Read Only',
    );
    const [worker] = (await harness.call('mobileWorkers.list', { status: 'active', limit: 1 })).rows;
    for (const kind of ['web-users', 'mobile-workers'] as const) await save(harness, kind);
    await harness.editAtHq('web-user', one!.username, { role: 'Read Only' });
    await harness.editAtHq('web-user', other!.username, { role: 'Read Only' });
    await harness.editAtHq('worker', worker!.username, { first_name: 'Another', email: 'other@example.net' });
    await harness.sync('pull');
    expect((await planned(harness, 'mobile-workers')).rows).toEqual([]);
    expect((await planned(harness, 'web-users')).rows).toEqual([]);
    await edit(harness, 'web-users', (rows, at) => {
      const row = rows.find((cells) => cells[at('username')] === other!.username)!;
      row[at('role')] = 'App Editor';
    });
    const { rows } = await planned(harness, 'web-users');
    expect(rows.map(({ username, outcome }) => [username, outcome])).toEqual([[other!.username, 'conflict']]);
  });

  it('an edit of what HQ tells nowhere else is planned, beside what the sheet showed', async () => {
    const harness = await started();
    await save(harness, 'mobile-workers');
    const before: string[] = [];
    await edit(harness, 'mobile-workers', (rows, at) => {
      for (const [index, column] of [
        [1, 'role'],
        [2, 'language'],
      ] as const) {
        before.push(rows[index]![at(column)] ?? '');
        rows[index]![at(column)] = column === 'role' ? 'App Editor' : 'fra';
      }
    });
    const { rows } = await planned(harness, 'mobile-workers');
    expect(rows.map(({ row, outcome, changes }) => [row, outcome, changes])).toEqual([
      [2, 'update', { role: { from: before[0], to: 'App Editor' } }],
      [3, 'update', { language: { from: before[1], to: 'fra' } }],
    ]);
  });

  it('a column that HQ’s file never has is meant, also where the file does not say what it was made from', async () => {
    const harness = await started();
    const [member] = (await harness.call('webUsers.list', { status: 'active', limit: 1 })).rows;
    await save(harness, 'mobile-workers');
    const kind = 'mobile-workers';
    const sheets = sheetsOf(readFileSync(pathOf(harness, kind))).filter(({ hidden }) => !hidden);
    const [heading, first] = sheets[0]!.rows;
    heading!.push('web_user');
    while (first!.length < heading!.length) first!.push('');
    first![heading!.length - 1] = member!.username;
    first![heading!.indexOf('role')] = 'App Editor';
    writeFileSync(pathOf(harness, kind), await workbookBytes(sheets));
    const { rows, warnings } = await planned(harness, kind);
    expect(rows.map(({ row }) => row)).toEqual([2]);
    expect(rows[0]?.changes).toHaveProperty('web_user');
    // What a file that a browser saved cannot say.
    expect(warnings).toEqual(expect.arrayContaining(['no-base', 'not-compared']));
  });

  it('is not made of what is no workbook', async () => {
    const slices = (async function* () {
      yield [['a', 'b', '', '']];
    })();
    const hidden = { name: 'roster-base', heading: ['key'], slices };
    await expect(addHiddenSheet(Buffer.from('no zip'), hidden, { file: createMemoryFile() })).rejects.toThrow();
  });
});
