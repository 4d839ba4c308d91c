/**
 * A workbook of the people here that went through another program, planned against the same people: nothing is a change but what somebody typed. The
 * files were made by make-round-trip.mjs with LibreOffice and openpyxl, which nobody needs who runs this.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { baseSheetName } from '#engine/bulk/plan/base-sheet.ts';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import { readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';
import { cellContent, textInSheet } from '#engine/bulk/cell-text.ts';
import { readZip } from '#practice/bulk/zip.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { pullPeople, webUser } from '../../../helpers/mirror-data.ts';
import { plannedRows } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';
import { escapeText, exportRoundTrip, nastyTexts, roundTripProject } from '../../../helpers/round-trip-people.ts';
import { tempFolder } from '../../../helpers/temp-folder.ts';

const folder = join(import.meta.dirname, '../../../fixtures/workbooks/round-trip');
const fixture = (kind: PlanKind, what: string) => join(folder, `${kind}.${what}.xlsx`);
const kinds = ['web-users', 'mobile-workers'] as const;
const rowsOf: Record<PlanKind, number> = { 'web-users': 8, 'mobile-workers': 5 };

function project(): PlanHarness {
  const harness = roundTripProject(tempFolder());
  onTestFinished(() => harness.db.close());
  return harness;
}

async function planned({ context, db }: PlanHarness, kind: PlanKind, path: string) {
  const { warnings, totals } = await makePlan(context, { planId: 'plan-1', kind, source: { path } });
  const codes = warnings.map(({ code }) => code);
  return { rows: plannedRows(db, 'plan-1'), totals, codes };
}

/** Of each sheet: its name, whether it is seen, and its cells; ends of rows that are blank left out. */
async function cellsOf(path: string) {
  const { sheets } = await readWorkbook({ path });
  return sheets.map(({ name, visibility, header, rows }) => {
    const lines = (header === null ? [] : [header, ...rows]).map(({ row, cells }) => {
      const told = cells.map(({ kind, value, formula }) => ({ kind, value, formula }));
      while (told.at(-1)?.kind === 'blank') told.pop();
      return [row, told] as const;
    });
    return { name, visibility, lines };
  });
}

/** What such programs keep of the cells: all texts, none taken for a number, a day or a formula. */
async function textsOf(path: string) {
  const sheets = await cellsOf(path);
  const kindsSeen = new Set(sheets.flatMap(({ lines }) => lines.flatMap(([, cells]) => cells.map(({ kind }) => kind))));
  expect([...kindsSeen].sort()).toEqual(['blank', 'text']);
  expect(JSON.stringify(sheets)).not.toContain('"formula":true');
  return sheets.map(({ name, lines }) => ({
    name,
    lines: lines.map(([row, cells]) => [row, cells.map(({ value }) => textInSheet(String(value)))]),
  }));
}

/** openpyxl saves what Roster wrote as no escape as if it were one, so that HQ reads a letter: such a text is another one then. */
const undone = (kind: PlanKind) => [
  {
    username: kind === 'web-users' ? 'eva@example.org' : 'f',
    outcome: 'update',
    changes: { 'user_data.escape': { from: escapeText, to: 'A' } },
  },
];

/** A part of the file as it is written. */
const partOf = (path: string, name: string) => readZip(readFileSync(path)).get(name)?.().toString();

describe.each(kinds)('a workbook of %s', (kind) => {
  it('is today what the file is that the others were made of', async () => {
    const path = await exportRoundTrip(project(), tempFolder(), kind);
    expect(await cellsOf(path)).toEqual(await cellsOf(fixture(kind, 'roster')));
    // Also how the cells are formatted, which makes programs leave texts as they are.
    for (const part of ['xl/worksheets/sheet1.xml', 'xl/styles.xml', 'xl/sharedStrings.xml', 'xl/workbook.xml'])
      expect(partOf(path, part), part).toBe(partOf(fixture(kind, 'roster'), part));
    const all = JSON.stringify(await cellsOf(path));
    for (const text of Object.values(nastyTexts)) expect(all).toContain(JSON.stringify(cellContent(text)).slice(1, -1));
  });

  it.each(['roster', 'libreoffice', 'libreoffice-ods'])('as “%s” is no change for anybody', async (what) => {
    const { rows, codes } = await planned(project(), kind, fixture(kind, what));
    expect(rows.filter(({ outcome }) => outcome !== 'no-change')).toEqual([]);
    expect(rows).toHaveLength(rowsOf[kind]);
    expect(codes.filter((code) => code.includes('base'))).toEqual([]);
    expect(await textsOf(fixture(kind, what))).toEqual(await textsOf(fixture(kind, 'roster')));
    const sheets = await cellsOf(fixture(kind, what));
    expect(sheets.find(({ name }) => name === baseSheetName)).toMatchObject({ visibility: 'hidden' });
  });

  it('saved by openpyxl is no change but of a text it takes for an escape', async () => {
    const { rows, codes } = await planned(project(), kind, fixture(kind, 'openpyxl'));
    expect(rows.filter(({ outcome }) => outcome !== 'no-change')).toMatchObject(undone(kind));
    expect(rows).toHaveLength(rowsOf[kind]);
    expect(codes.filter((code) => code.includes('base'))).toEqual([]);
    const [saved, written] = [await textsOf(fixture(kind, 'openpyxl')), await textsOf(fixture(kind, 'roster'))];
    const plain = (sheets: typeof saved) => JSON.parse(JSON.stringify(sheets).replaceAll(escapeText, 'A')) as unknown;
    expect(saved).toEqual(plain(written));
    const sheets = await cellsOf(fixture(kind, 'openpyxl'));
    expect(sheets.find(({ name }) => name === baseSheetName)).toMatchObject({ visibility: 'hidden' });
  });

  it('without its hidden sheet is no change either, and says what it is compared with', async () => {
    const { rows, codes } = await planned(project(), kind, fixture(kind, 'openpyxl-visible'));
    expect(rows.filter(({ outcome }) => outcome !== 'no-change')).toMatchObject(undone(kind));
    expect(rows).toHaveLength(rowsOf[kind]);
    expect(codes).toContain('no-base');
  });
});

it('nobody’s data are in the temp folder while a workbook is written and planned, nor after it', async () => {
  const [harness, folder, temp] = [project(), tempFolder(), tempFolder()];
  vi.stubEnv('TMPDIR', temp).stubEnv('TEMP', temp).stubEnv('TMP', temp);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(tmpdir()).toBe(temp);
  const seen = new Set<string>();
  const look = () => readdirSync(temp).forEach((name) => seen.add(name));
  const path = await exportRoundTrip(harness, folder, 'mobile-workers', look);
  const make = { planId: 'plan-1', kind: 'mobile-workers', source: { path }, onProgress: look } as const;
  const { totals } = await makePlan(harness.context, make);
  look();
  expect(totals.rows).toBe(rowsOf['mobile-workers']);
  expect([...seen]).toEqual([]);
  // Beside the file it was written to there is no part of it either.
  expect(readdirSync(folder)).toEqual(['mobile-workers.xlsx']);
});

describe('what was typed into it', () => {
  it.each(['libreoffice-edited', 'openpyxl-edited'])('as “%s” is what changes of web users', async (what) => {
    const { rows } = await planned(project(), 'web-users', fixture('web-users', what));
    const changed = rows.filter(({ outcome, username }) => outcome !== 'no-change' && username !== 'eva@example.org');
    expect(changed).toMatchObject([
      {
        username: 'ana@example.org',
        outcome: 'update',
        changes: {
          'user_data.long': { from: nastyTexts['long'], to: '00012345678901234567890' },
          assigned_location_ids: { from: ['site_1', '007', '1e5'], to: ['1e5', 'site_1'] },
        },
      },
      {
        username: 'cem@example.org',
        outcome: 'update',
        changes: {
          role: { from: 'Reader', to: 'Field “lead” & Co' },
          assigned_location_ids: { from: [], to: ['007'] },
          primary_location_id: { from: '', to: '007' },
        },
      },
    ]);
    expect(changed.map(({ changes }) => Object.keys(changes).length)).toEqual([2, 3]);
  });

  it.each(['libreoffice-edited', 'openpyxl-edited'])(
    'as “%s” is what changes of workers, zeros and all',
    async (what) => {
      const { rows, codes } = await planned(project(), 'mobile-workers', fixture('mobile-workers', what));
      // openpyxl takes it for a formula that nobody has calculated: HQ reads a blank cell, and Roster says so.
      const isFormula = what === 'openpyxl-edited';
      const name = { first_name: { from: '@', to: '=2+2' }, last_name: { from: '-x', to: '' } };
      const changed = rows.filter(({ outcome, username }) => outcome !== 'no-change' && username !== 'f');
      expect(changed).toMatchObject([
        { username: '1e5', changes: { 'user_data.day': { from: '', to: '2024-02-29' } } },
        {
          username: 'true',
          changes: {
            ...(isFormula ? {} : name),
            phone_numbers: { from: [], to: ['0049301234567'] },
            locations: { from: [], to: ['1e5'] },
          },
        },
      ]);
      expect(codes.includes('cell-not-calculated')).toBe(isFormula);
      expect('first_name' in (changed[1]?.changes ?? {})).toBe(!isFormula);
    },
  );

  it('is asked about where HQ changed the same meanwhile, and where the hidden sheet is gone it is a change', async () => {
    const harness = project();
    pullPeople(harness.db, 'web-user', [webUser('cem', { role: '=Role' })], 2, 2);
    const edited = await planned(harness, 'web-users', fixture('web-users', 'libreoffice-edited'));
    expect(edited.rows.find(({ username }) => username === 'cem@example.org')).toMatchObject({ outcome: 'conflict' });
    const untouched = await planned(harness, 'web-users', fixture('web-users', 'libreoffice'));
    expect(untouched.rows.filter(({ outcome }) => outcome !== 'no-change')).toEqual([]);
    const bare = await planned(harness, 'web-users', fixture('web-users', 'openpyxl-visible'));
    expect(bare.rows.find(({ username }) => username === 'cem@example.org')?.changes).toMatchObject({
      role: { from: '=Role', to: 'Reader' },
    });
    expect(bare.codes).toContain('no-base');
  });

  it('is tested with every file there is', () => {
    const names = ['roster', 'libreoffice', 'libreoffice-ods', 'libreoffice-edited', 'openpyxl', 'openpyxl-edited'];
    const all = kinds.flatMap((kind) => [...names, 'openpyxl-visible'].map((what) => `${kind}.${what}.xlsx`));
    expect(readdirSync(folder).sort()).toEqual(all.sort());
  });
});
