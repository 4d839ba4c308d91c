import { expect, it } from 'vitest';
import { readPlan } from '#engine/bulk/plan/plan-store.ts';
import { planHarness } from '../../../helpers/plan-harness.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';

it('of the sheet of groups HQ makes those without an id, down to the first blank row, the first of two of one name', async () => {
  const harness = planHarness({ groups: ['there'] });
  const people = sheetOf([
    { username: 'new', password: 'pass-word-7', 'group 1': 'a' },
    { username: 'newer', password: 'pass-word-7', 'group 1': 'below' },
  ]);
  const rows = [
    ['id', 'name', 'case-sharing?', 'reporting?', 'data: x', 'data: '],
    ['g9', 'by id', 'yes', 'no', '1', ''],
    ['', 'a', true, 'No', 7, ''],
    ['', 'a', false, 'yes', 8, ''],
    ['', 'b', 'perhaps', '', '', ''],
    ['', '', 'yes', '', '', ''],
    [],
    ['', 'below', '', '', '', ''],
  ];
  const { planId, rows: planned } = await harness.planSheets('mobile-workers', [people, { name: 'groups', rows }]);
  const { groups, newGroups } = readPlan(harness.db, planId).sheet;
  expect(groups).toEqual(['by id', 'a', 'b']);
  expect(newGroups).toEqual([{ name: 'a', 'case-sharing?': 'yes', 'reporting?': 'No', 'data: x': '7' }]);
  expect(planned.map(({ outcome, reasons }) => [outcome, reasons[0]])).toEqual([
    ['create', undefined],
    ['invalid', "Group 'below' does not exist (try adding it to your spreadsheet)"],
  ]);
});
