/**
 * HQ's rules for uploaded users, case by case (test/fixtures/hq/bulk-cases.json; `hq` names HQ's own test or function).
 * Rows go straight into the importer of the practice HQ; the cases of uploads over HTTP are in bulk-jobs.test.ts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ImportCrash } from '#practice/bulk/cell.ts';
import { changeDeactivation } from '#practice/bulk/deactivation-date.ts';
import { downloadSheets, readFilter } from '#practice/bulk/make-download.ts';
import { readSheet } from '#practice/bulk/read-sheet.ts';
import { buildBulkHq, bulkCasesOf } from './bulk-case-hq.ts';
import { flagsOfRule, upload } from './run-bulk-case.ts';

/** Cases of HQ's that the practice HQ cannot play, each with the reason. */
const notPlayed: Readonly<Record<string, string>> = {
  'WI-029': 'A web user row for another project: the practice HQ keeps one project’s web users. The plan asserts it.',
  'MD-002': 'A download over several projects: the practice HQ keeps one.',
  'WI-033':
    'Its ERROR and [] cells are refused by the later rule for Tableau groups, which is the one built (WV-025 to WV-028).',
  'WD-004': 'What Tableau itself answers while a download is made is not played.',
  'MA-010': 'An accident inside HQ with a text of its own, which nothing here can cause.',
};

/** All cases there are, by HQ's tests and functions. */
const allCases = z
  .array(z.strictObject({ id: z.string(), level: z.string(), source: z.string() }))
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/hq/bulk-case-ids.json', import.meta.url), 'utf8')));
/** Those of the API are in bulk-jobs.test.ts, the others below. */
const levels = ['import', 'validator', 'excel', 'model', 'download', 'api'] as const;

test('of the 139 cases 134 are played, and of each of the others it is said why not', () => {
  const played = levels.flatMap((level) => bulkCasesOf(level).map(([id]) => `${level} ${id}`));
  const others = allCases.filter(({ id }) => id in notPlayed);
  expect(new Set(played).size).toBe(played.length);
  const told = [...played, ...others.map(({ level, id }) => `${level} ${id}`)];
  expect(told.sort()).toEqual(allCases.map(({ level, id }) => `${level} ${id}`).sort());
  expect([allCases.length, played.length, others.length]).toEqual([139, 134, Object.keys(notPlayed).length]);
});

describe('an import', () => {
  test.each(bulkCasesOf('import'))('%s %s', (_id, _about, item) => {
    const made = buildBulkHq(item);
    const before = made.hq.store.all('invitation');
    const result = upload(item, made);
    expect(result.isCrashed).toBe(false);
    expect(result.rows.map((row) => row.flag)).toEqual(item.expect.flags ?? []);
    expect(result.errors).toEqual(item.expect.error === undefined ? [] : [item.expect.error]);
    made.check(item.expect, before);
  });
});

describe('a rule by itself', () => {
  test.each(bulkCasesOf('validator'))('%s %s', (_id, _about, item) => {
    expect(flagsOfRule(item, buildBulkHq(item))).toEqual(item.expect.flags);
  });
});

describe('a sheet', () => {
  test.each(bulkCasesOf('excel'))('%s %s', (_id, _about, item) => {
    const sheet = item.given.sheet ?? [];
    if (item.expect.error === undefined) expect(readSheet(sheet).rows).toEqual(item.expect.parsed);
    else expect(() => readSheet(sheet)).toThrow(item.expect.error);
  });
});

describe('the date of deactivation', () => {
  test.each(bulkCasesOf('model'))('%s %s', (_id, _about, item) => {
    const given = item.rows[0]?.['deactivate_after'];
    const [, day] = typeof given === 'string' ? (/^date (.*)$/.exec(given) ?? []) : [];
    const change = (): unknown =>
      changeDeactivation(item.given.existing ?? null, day === undefined ? (given ?? '') : new Date(day));
    if (item.expect.error === undefined) {
      expect(change()).toEqual({ status: item.expect.status, stored: item.expect.stored });
    } else expect(change).toThrow(ImportCrash);
  });
});

describe('a download', () => {
  test.each(bulkCasesOf('download'))('%s %s', (_id, _about, item) => {
    const { hq, uploader } = buildBulkHq(item);
    // Whoever asks is no part of the case.
    hq.store.put('web-user', { ...uploader, is_member: false });
    const filter = readFilter(hq, new URLSearchParams(item.given.filter));
    const [head = [], ...lines] = downloadSheets(hq, uploader, item.kind, filter)[0]?.lines ?? [];
    const rows = lines.map((line) => Object.fromEntries(head.map((name, column) => [name, line[column]])));
    const { row_count: count, headers_include: headers } = item.expect.outcome ?? {};
    if (count !== undefined) expect(rows).toHaveLength(Number(count));
    if (headers !== undefined) expect(head).toEqual(expect.arrayContaining(headers as string[]));
    const texts = item.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
    );
    expect(rows).toMatchObject(texts);
  });
});
