/**
 * Everything that HQ's reading stumbles over, each in a workbook that springs it: told with its place, and put right with one click wherever it is
 * certain what is meant; the plan is then what the person wanted. The table has every code there is.
 */
import ExcelJS from 'exceljs';
import { expect, it } from 'vitest';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import { trapCodes } from '#engine/bulk/workbook/sheet-trap.ts';
import type { TrapCode } from '#engine/bulk/workbook/sheet-trap.ts';
import { readMeta, writeMeta } from '#engine/sync/meta.ts';
import type { PlanKind, RowOutcome } from '#shared/domain/bulk-plan.ts';
import { plannedRows, planHarness } from '../../../helpers/plan-harness.ts';

const state = {
  roles: ['Reader', 'Read Only', 'Editor', 'Admin'],
  places: { north: '', south: '' },
  groups: ['g1'],
  members: [
    { id: 'ana', role: 'Reader', assigned_location_ids: ['north'], primary_location_id: 'north' },
    { id: 'ben', role: 'Reader', assigned_location_ids: ['north'], primary_location_id: 'north' },
  ],
  workers: [{ id: 'w1' }, { id: 'w2' }],
};

type Value = string | number | boolean | Date | null | { formula: string; result?: { error: string } };
type Rows = readonly (readonly Value[])[];

type Spring = {
  kind: PlanKind;
  sheets: Record<string, Rows>;
  /** What no list of cells says: merged, hidden. */
  shape?: (users: ExcelJS.Worksheet) => void;
  /** What the rows do once it is put right; `null`: only the person knows what is meant, for the reason beside it. */
  then: readonly RowOutcome[] | null;
};

const web = (...rows: Rows): Pick<Spring, 'kind' | 'sheets'> => ({ kind: 'web-users', sheets: { users: rows } });
const mobile = (...rows: Rows): Pick<Spring, 'kind' | 'sheets'> => ({
  kind: 'mobile-workers',
  sheets: { users: rows },
});
const head = ['username', 'role', 'location_code 1'];
const ana = ['ana@example.org', 'Editor', 'north'];
const ben = ['ben@example.org', 'Reader', 'north'];
const workers = ['username', 'user_id', 'group 1'];
const w1 = ['w1', 'w1', ''];

const springs: Record<TrapCode, Spring> = {
  'header-below': { ...web(['People of the project'], [], head, ana), then: ['update'] },
  'header-not-first': { ...web([], head, ana), then: ['update'] },
  'header-nameless': {
    ...web(['username', 'role', null, 'location_code 1'], ['ana@example.org', 'Editor', null, 'north']),
    then: ['update'],
  },
  // Which column is the username nobody can say for them.
  'header-missing': { ...web(['role', 'location_code 1'], ['Editor', 'north']), then: null },
  'header-clears': { ...web(['username', 'role'], ['ana@example.org', 'Editor']), then: ['update'] },
  'header-not-text': { ...web([...head, 7], [...ana, 'x']), then: ['update'] },
  'header-invisible': { ...web(['username', 'role\u200b', 'location_code 1'], ana), then: ['update'] },
  'header-respelled': { ...web(['User Name', 'role', 'location_code 1'], ana), then: ['update'] },
  'header-deprecated': { ...web(['username', 'role', 'location-sms-code'], ana), then: ['update'] },
  'header-not-enabled': { ...web([...head, 'tableau_role'], [...ana, 'Viewer']), then: ['update'] },
  'header-unknown': { ...web([...head, 'shoe size'], [...ana, '40']), then: ['update'] },
  'header-repeated': { ...web([...head, 'role'], [...ana, 'Reader']), then: null },
  'header-bare-list': { ...web(['username', 'role', 'location_code'], ana), then: ['update'] },
  // Whether the two words are one name of a field or two is for the person to say.
  'header-mangled-key': { ...mobile([...workers, 'data: my team'], [...w1, 'x']), then: null },
  'header-ignored': { ...web([...head, 'language'], [...ana, 'en']), then: ['update'] },
  'rows-after-blank': { ...web(head, ana, [], ['ben@example.org', 'Editor', 'north']), then: ['update', 'update'] },
  'row-of-spaces': { ...web(head, ana, [' ', ' ', ' '], ben), then: ['update', 'no-change'] },
  // What is hidden may be meant to be carried out, or not.
  'rows-hidden': { ...web(head, ana, ben), shape: (users) => void (users.getRow(3).hidden = true), then: null },
  'columns-hidden': { ...web(head, ana), shape: (users) => void (users.getColumn(3).hidden = true), then: null },
  // The cells that are covered are blank to HQ; what was meant in them nobody can see.
  'cells-merged': { ...web(head, ana, ben), shape: (users) => users.mergeCells('B2:B3'), then: null },
  // What stands right of the columns has no name, so nothing can be done with it.
  'cell-nameless': { ...web(head, [...ana, 'a note']), then: null },
  // The value was never worked out: only the spreadsheet program can.
  'cell-not-calculated': { ...web(head, ['ana@example.org', { formula: 'A1' }, 'north']), then: null },
  'cell-error': {
    ...web(head, ['ana@example.org', { formula: 'A1', result: { error: '#N/A' } }, 'north']),
    then: null,
  },
  'cell-number': {
    ...mobile([...workers, 'email'], ['w1', 'w1', '', 'w1@example.net'], [4912, '', '', 'new@example.net']),
    then: ['update', 'invalid'],
  },
  // The digits beyond the fifteenth are lost.
  'cell-long-number': { ...mobile([...workers, 'data: code'], [...w1, 10 ** 18]), then: null },
  // Which of its many ways of writing a date HQ is to store, the person says.
  'cell-date': { ...mobile([...workers, 'data: code'], [...w1, new Date(Date.UTC(2026, 0, 2))]), then: null },
  'cell-truth': { ...mobile([...workers, 'data: code'], [...w1, true]), then: ['update'] },
  'cell-truth-number': { ...mobile([...workers, 'is_active'], [...w1, 0]), then: ['update'] },
  'cell-truth-text': { ...mobile([...workers, 'is_active'], [...w1, 'perhaps']), then: null },
  'cell-odd-space': { ...web(head, ['ana@example.org', 'Read\u00a0Only', 'north']), then: ['update'] },
  'cell-invisible': { ...web(head, ['ana@example.org', 'Edi\u200btor', 'north']), then: ['update'] },
  // Which month is meant, or whether none is, and which project.
  'cell-month': { ...mobile([...workers, 'deactivate_after'], [...w1, '13-2027']), then: null },
  'cell-blank-month': { ...mobile([...workers, 'deactivate_after'], [...w1, '']), then: null },
  'cell-blank-domain': { ...mobile([...workers, 'domain'], [...w1, ''], ['w2', 'w2', '', 'p']), then: null },
  // Roster reads the right sheet, and gives HQ a workbook of its own.
  'sheet-name': { kind: 'web-users', sheets: { 'Users ': [head, ana] }, then: null },
  'sheet-taken': { kind: 'web-users', sheets: { Notes: [['note'], ['x']], People: [head, ana] }, then: null },
  'sheet-other': { kind: 'web-users', sheets: { users: [head, ana], more: [[7], ['x']] }, then: null },
  'sheet-repeated': {
    kind: 'web-users',
    sheets: {
      users: [head, ana],
      more: [
        ['a', 'a'],
        ['x', 'y'],
      ],
    },
    then: null,
  },
};

async function bytesOf({ sheets, shape }: Spring): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(name);
    for (const [index, cells] of rows.entries())
      if (cells.length > 0) sheet.getRow(index + 1).values = cells.map((cell) => cell as ExcelJS.CellValue);
    if (name === 'users') shape?.(sheet);
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
}

it.each(trapCodes)('%s is told where it is, and put right where that is certain', async (code) => {
  const spring = springs[code];
  const { context, db } = planHarness(state);
  // Known to be without the one feature whose column may not be there.
  writeMeta(db, 'connection', { ...readMeta(db, 'connection'), tableau: { on: false, at: 1, from: 'invite-form' } });
  const bytes = await bytesOf(spring);
  const plan = async (planId: string, repair: boolean) => {
    const source = { bytes, name: 'people.xlsx' };
    const { warnings } = await makePlan(context, { planId, kind: spring.kind, source, repair });
    return { warnings, rows: plannedRows(db, planId) };
  };
  const before = await plan('plan-before', false);
  const told = before.warnings.find((warning) => warning.code === code);
  expect(told, before.warnings.map((warning) => warning.code).join(' ')).toBeDefined();
  expect(told?.text).not.toBe('');
  expect(told?.repairable).toBe(spring.then !== null);
  const after = await plan('plan-after', true);
  const codes = after.warnings.map((warning) => warning.code);
  if (spring.then === null) return expect(codes).toContain(code);
  expect(codes).not.toContain(code);
  expect(after.rows.map(({ outcome }) => outcome)).toEqual(spring.then);
  expect(after.rows.flatMap(({ flags }) => flags)).not.toContain('clears');
});
