/**
 * HQ's cases of uploads and downloads (test/engine/practice/bulk-cases.test.ts and bulk-jobs.test.ts), seen from the client: what
 * HQ answers is fetched with the real operations of a signed-in session, from the importer's report to the file of a download; sheets of
 * text are sent that way too.
 * The bulk upload API, which Roster does not use (it tells no job), is taken at its answers' word.
 */
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { classifyAnswer } from '#engine/hq/classify.ts';
import type { DownloadFilter, UserKind } from '#engine/hq/pages/hq-pages.ts';
import type { Cell } from '#practice/bulk/cell.ts';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import type { ImportResult } from '#practice/bulk/import-result.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { readZip, writeZip } from '#practice/bulk/zip.ts';
import { blankWebUser } from '#practice/control/templates.ts';
import { Faults } from '#practice/faults.ts';
import type { Hq } from '#practice/hq.ts';
import { makeServer } from '#practice/http/server.ts';
import { ADMIN_ROLE_ID } from '#practice/model.ts';
import type { WebUser } from '#practice/model.ts';
import { hashPassword } from '#practice/passwords.ts';
import { RequestLog } from '#practice/request-log.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { buildBulkHq, bulkCasesOf } from '../../practice/bulk-case-hq.ts';
import type { BulkCase } from '../../practice/bulk-case-hq.ts';
import { flagsOfRule, parsed, upload, uploadRow } from '../../practice/run-bulk-case.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const somebody = { username: 'reader@example.org', password: 'reads reports' };

/** Serves a case's HQ and signs in to it: as an Admin who is no part of the case, unless told. */
async function signedIn(hq: Hq, given?: WebUser) {
  const who = given ?? { ...blankWebUser('reader', somebody.username), role_id: ADMIN_ROLE_ID };
  hq.store.put('web-user', { ...who, password_hash: hashPassword(somebody.password) });
  const server = makeServer({
    hq,
    faults: new Faults([]),
    requests: new RequestLog(),
    controlToken: '',
    log: () => undefined,
    wait: () => Promise.resolve(),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const session = pageSession({ server: `http://127.0.0.1:${port}`, project: hq.project });
  closing.push(() => session.pages.close());
  expect(valueOf(await session.signIn.password(who.username, somebody.password))).toMatchObject({ step: 'done' });
  return session.pages;
}

const kindOf = (item: BulkCase): UserKind => (item.kind === 'web' ? 'web-user' : 'mobile-worker');
const succeeded = ['created', 'updated', 'invited'];

/** The report of an import as the client reads it from HQ's status page. */
async function reported(hq: Hq, item: BulkCase, result: ImportResult) {
  const job = hq.jobs.add({ kind: 'upload', what: item.kind, result }, hq.clock(), 1);
  const pages = await signedIn(hq);
  return pages.finishUpload(kindOf(item), job);
}

type Flagged = { username: string; flag: string };
type Shown = { messages: string[]; problems: { username: string; problem: string }[] };

/** Every flag and every overall error reaches the person in HQ's words; a flag with its username, where that is one word. */
async function checkReport(hq: Hq, item: BulkCase, result: ImportResult): Promise<void> {
  checkShown(item, result, valueOf(await reported(hq, item, result)));
}

function checkShown(item: BulkCase, result: Pick<ImportResult, 'errors'> & { rows: Flagged[] }, shown: Shown): void {
  const { messages, problems } = shown;
  const bad = result.rows.filter(({ flag }) => !succeeded.includes(flag));
  const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  for (const { username, flag } of bad) expect(messages).toContain(oneLine(`${username}: ${flag}`));
  for (const error of result.errors) expect(messages).toContain(oneLine(error));
  const named = bad.filter(({ username }) => !/[\s:]/.test(username));
  expect(problems).toEqual(named.map(({ username, flag }) => ({ username, problem: oneLine(flag) })));
  const what = item.kind === 'web' ? 'web users' : 'mobile workers';
  expect(messages).toContain(`Successfully uploaded ${result.rows.length - bad.length} ${what}.`);
}

describe('the report of an import', () => {
  it.each(bulkCasesOf('import'))('%s %s', async (_id, _about, item) => {
    const made = buildBulkHq(item);
    const result = upload(item, made);
    expect(result.rows.map(({ flag }) => flag)).toEqual(item.expect.flags ?? []);
    await checkReport(made.hq, item, result);
  });

  it.each(bulkCasesOf('validator'))('%s %s', async (_id, _about, item) => {
    const made = buildBulkHq(item);
    const flags = flagsOfRule(item, made);
    expect(flags).toEqual(item.expect.flags);
    const rows = flags.map((flag, index) => {
      const row = parsed(made.filled(item.rows[index] ?? {}));
      return { username: `row-${index}`, row, flag: flag ?? 'updated' };
    });
    await checkReport(made.hq, item, { errors: [], rows, isCrashed: false });
  });

  it.each(bulkCasesOf('model'))('%s %s', async (_id, _about, item) => {
    const [day] = item.rows.map((row) => row['deactivate_after']);
    const [, date] = typeof day === 'string' ? (/^date (.*)$/.exec(day) ?? []) : [];
    const worker = { username: 'leaves', deactivate_after: item.given.existing ?? null };
    const made = buildBulkHq({
      ...item,
      given: { ...item.given, workers: [worker], settings: { allowCustomDeactivation: true } },
      rows: [],
    });
    const id = made.hq.store.all('worker')[0]?.id ?? '';
    const cells: Record<string, Cell> = { user_id: id, username: 'leaves' };
    const value: Cell = date === undefined ? (day ?? '') : new Date(date);
    const after = uploadRow(made.hq, made.uploader, { ...cells, deactivate_after: value });
    if (item.expect.error === undefined) {
      expect(made.hq.store.get('worker', id)?.deactivate_after ?? null).toBe(item.expect.stored);
      await checkReport(made.hq, item, after);
    } else {
      // The whole import ended there: HQ has no report, and says so by 500.
      expect(await reported(made.hq, item, after)).toMatchObject({ kind: 'server-error', status: 500 });
    }
  });
});

/** Cases whose rows can stand in one sheet as text, with the columns HQ asks for: the file itself can be sent. */
const textCases = bulkCasesOf('import').filter(([, , { kind, rows, groups = [] }]) => {
  const columns = Object.keys(rows[0] ?? {});
  const isOneSheet = (list: typeof rows): boolean =>
    list.every(
      (row) =>
        Object.keys(row).join() === Object.keys(list[0] ?? {}).join() &&
        Object.values(row).every((cell) => typeof cell === 'string'),
    );
  const needed = kind === 'web' ? ['username', 'role'] : [];
  return isOneSheet(rows) && isOneSheet(groups) && needed.every((name) => columns.includes(name));
});

describe('a sheet of text that the client uploads', () => {
  it('is a good part of the cases', () => {
    expect(textCases.length).toBeGreaterThanOrEqual(28);
  });

  it.each(textCases)('%s %s', async (_id, _about, item) => {
    const made = buildBulkHq(item);
    const before = made.hq.store.all('invitation');
    const pages = await signedIn(made.hq, made.uploader);
    const sheetOf = (title: string, given: typeof item.rows) => {
      // HQ wants the column of a mobile workers sheet, and takes it blank beside an id.
      const rows = given.map((row) => made.filled(title === 'users' ? { username: '', ...row } : row));
      return {
        title,
        lines: [Object.keys(rows[0] ?? { username: '' }), ...rows.map((row) => Object.values(row).map(String))],
      };
    };
    const groups = item.groups === undefined || item.groups.length === 0 ? [] : [sheetOf('groups', item.groups)];
    const content = writeWorkbook([sheetOf('users', item.rows), ...groups]);
    const { job } = valueOf(await pages.startUpload(kindOf(item), { name: 'users.xlsx', content }));
    const shown = valueOf(await pages.finishUpload(kindOf(item), job));
    const rows = item.rows.map((row, index) => ({
      username: String(row['username'] ?? ''),
      flag: item.expect.flags?.[index] ?? '',
    }));
    checkShown(item, { rows, errors: item.expect.error === undefined ? [] : [item.expect.error] }, shown);
    made.check(item.expect, before);
  });
});

describe('a workbook that HQ does not take', () => {
  it.each(bulkCasesOf('excel'))('%s %s', async (_id, _about, item) => {
    const made = buildBulkHq(item);
    const pages = await signedIn(made.hq);
    const { error } = item.expect;
    // A cell is looked at only when the headers of the users are as HQ wants them: the sheet stands behind a good one then.
    const isCell = error?.startsWith('Values for field') === true;
    const sheet = item.given.sheet ?? [];
    const content = isCell
      ? typedWorkbook(sheet, 'groups', [{ title: 'users', lines: [['username']] }])
      : typedWorkbook(sheet);
    const outcome = await pages.startUpload('mobile-worker', { name: 'users.xlsx', content });
    if (isCell) expect(outcome).toMatchObject({ kind: 'server-error', status: 500 });
    else
      expect(outcome).toMatchObject({ kind: 'refused', messages: [expect.stringContaining(error ?? 'column header')] });
  });
});

/** A workbook in which `true` is a real Excel boolean; all else is text. */
function typedWorkbook(
  sheet: readonly (readonly Cell[])[],
  title = 'users',
  before: { title: string; lines: string[][] }[] = [],
): Buffer {
  const text = (cell: Cell): string => (cell === true ? '(true)' : cell === null ? '' : String(cell));
  const bytes = writeWorkbook([...before, { title, lines: sheet.map((line) => line.map(text)) }]);
  const files = [...readZip(bytes)].map(([name, read]) => ({ name, text: read().toString('utf8') }));
  return writeZip(
    files.map(({ name, text: xml }) => ({
      name,
      text: xml.replaceAll(
        /<c r="([A-Z]+\d+)"[^>]*>(?:(?!<\/c>).)*\(true\)(?:(?!<\/c>).)*<\/c>/g,
        '<c r="$1" t="b"><v>1</v></c>',
      ),
    })),
  );
}

describe('a download', () => {
  it.each(bulkCasesOf('download'))('%s %s', async (_id, _about, item) => {
    const { hq, uploader } = buildBulkHq(item);
    hq.store.put('web-user', { ...uploader, is_member: false });
    const pages = await signedIn(hq);
    const search = item.given.filter?.['search_string'];
    const filter: DownloadFilter = search === undefined ? {} : { search };
    const { job } = valueOf(await pages.startDownload(kindOf(item), filter));
    const file = valueOf(await pages.finishDownload(job));
    const [head = [], ...lines] = readWorkbook(file)[0]?.cells ?? [];
    const all = lines.map((line) => Object.fromEntries(head.map((name, column) => [String(name), line[column] ?? ''])));
    const rows = all.filter((row) => row['username'] !== somebody.username);
    const texts = item.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
    );
    expect(rows).toMatchObject(texts);
    const count = item.expect.outcome?.['row_count'];
    if (count !== undefined) expect(rows).toHaveLength(Number(count));
  });
});

describe('the pages and the API for uploads', () => {
  it.each(bulkCasesOf('api').filter(([, , item]) => item.given.view !== undefined))(
    '%s %s',
    async (_id, _about, item) => {
      const made = buildBulkHq(item);
      const pages = await signedIn(made.hq);
      const sheets = [
        { title: 'users', rows: item.rows.length > 0 ? item.rows : [{ username: 'a@example.org', role: 'Admin' }] },
        ...(item.groups ? [{ title: 'groups', rows: item.groups }] : []),
      ].map(({ title, rows }) => ({
        title,
        lines: [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))],
      }));
      const workbook = { name: 'users.xlsx', content: writeWorkbook(sheets) };
      const outcome = await pages.startUpload(kindOf(item), workbook);
      if (item.expect.error === undefined) expect(valueOf(outcome).job).toMatch(/^dl-/);
      else expect(outcome).toMatchObject({ kind: 'refused', messages: [item.expect.error] });
    },
  );

  it.each(bulkCasesOf('api').filter(([, , item]) => item.given.view === undefined))('%s %s', (_id, _about, item) => {
    const { status, body } = item.expect;
    const isJson = typeof body === 'object' && body !== null;
    const answer = {
      status: Number(status),
      contentType: isJson ? 'application/json' : 'text/plain',
      body: isJson ? JSON.stringify(body) : typeof body === 'string' ? body : '',
      retryAfter: null,
      date: null,
    };
    const kinds: Record<number, string> = { 200: 'json', 400: 'refused', 401: 'credential' };
    const outcome = classifyAnswer(answer, { method: 'POST', entity: 'mobile-worker', now: 0 });
    expect(outcome.kind).toBe(kinds[Number(status)]);
  });
});
