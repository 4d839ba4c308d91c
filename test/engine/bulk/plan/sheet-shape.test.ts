/** Files whose cells stand where HQ does not look for them: what is planned of them, and what is said. */
import { expect, it } from 'vitest';
import { guessKind } from '#engine/bulk/plan/guess-kind.ts';
import { planAll } from '#engine/bulk/plan/plan-changed.ts';
import { planSummary } from '#engine/bulk/plan/make-plan.ts';
import { repairTraps } from '#engine/bulk/plan/repair-stored.ts';
import { nextRows } from '#engine/bulk/plan/stored-rows.ts';
import { plannedRows, planHarness } from '../../../helpers/plan-harness.ts';
import type { Planned } from '../../../helpers/plan-harness.ts';
import { workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenCell, GivenSheet } from '../../../helpers/workbook-bytes.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';

const state = {
  roles: ['Reader', 'Editor'],
  places: { north: '', south: '', west: '' },
  groups: ['g1'],
  members: [
    { id: 'ana', role: 'Reader' },
    { id: 'ben', role: 'Reader' },
  ],
  workers: [{ id: 'w1', email: 'w1@example.net' }],
};
const header = ['username', 'role', 'location_code 1'];
const ana = ['ana@example.org', 'Editor', ''];
const ben = ['ben@example.org', 'Editor', ''];
const users = (...rows: (string | number | null)[][]) => [{ name: 'users', rows }];
const outcomes = ({ rows }: Planned) => rows.map((one) => [one.row, one.outcome]);
const found = ({ warnings }: Planned, code: string) => warnings.find((warning) => warning.code === code);

it('a row with only a note right of the headers is blank to HQ, and drops what is below it', async () => {
  const harness = planHarness(state);
  const sheets = users(header, ana, [null, null, null, null, 'note'], ben);
  const plan = await harness.planSheets('web-users', sheets);
  expect(outcomes(plan)).toEqual([[2, 'update']]);
  expect(found(plan, 'rows-after-blank')).toMatchObject({ row: 3, count: 1, effect: 'drops', repairable: true });
  const repaired = await harness.planSheets('web-users', sheets, { repair: true });
  expect(outcomes(repaired)).toEqual([
    [2, 'update'],
    [4, 'update'],
  ]);
  expect(found(repaired, 'rows-after-blank')).toBeUndefined();
});

it('a note under the last row drops nothing', async () => {
  const plan = await planHarness(state).planSheets('web-users', users(header, ana, [null, null, null, null, 'note']));
  expect(outcomes(plan)).toEqual([[2, 'update']]);
  expect(found(plan, 'rows-after-blank')).toBeUndefined();
});

it('a row that is filled only right of a nameless column is not removed with the blank ones', async () => {
  const rows = [
    ['name', '', 'username', 'group 1'],
    ['Ana', '', 'w1', ''],
    ['', '', 'new', ''],
  ];
  const plan = await planHarness(state).planSheets('mobile-workers', users(...rows), { repair: true });
  expect(outcomes(plan).map(([row]) => row)).toEqual([2, 3]);
  expect(plan.rows.map(({ username }) => username)).toEqual(['w1', 'new']);
});

it('cells right of the last header are told: HQ passes over them', async () => {
  const rows = [
    header,
    ['ana@example.org', 'Editor', 'north', 'south'],
    ['ben@example.org', 'Editor', 'north', 'west'],
  ];
  const plan = await planHarness(state).planSheets('web-users', users(...rows));
  const trap = { effect: 'drops', row: 2, column: 'D', count: 2, rows: [2, 3], repairable: false };
  expect(found(plan, 'cell-nameless')).toMatchObject(trap);
  expect(found(plan, 'cell-nameless')?.text).toContain('Column D of “users” has no name, but 2 rows');
});

it('a nameless column among others is told once, and what is right of the last one after it is put right', async () => {
  const rows = [
    ['username', '', 'role', 'location_code 1'],
    ['ana@example.org', 'x', 'Editor', '', 'beyond'],
  ];
  const harness = planHarness(state);
  const plan = await harness.planSheets('web-users', users(...rows));
  expect(found(plan, 'header-nameless')).toMatchObject({ column: 'B' });
  expect(found(plan, 'cell-nameless')).toBeUndefined();
  const repaired = await harness.planSheets('web-users', users(...rows), { repair: true });
  expect(outcomes(repaired)).toEqual([[2, 'update']]);
  expect(found(repaired, 'cell-nameless')).toMatchObject({ row: 2, column: 'D' });
});

it('a header that HQ refuses the file for is told on every sheet, also that of groups', async () => {
  const plan = async (kind: PlanKind, ...sheets: GivenSheet[]) => await planHarness(state).planSheets(kind, sheets);
  const notes = { name: 'Notes', rows: [['Note', 'Note']] };
  const repeated = await plan('web-users', ...users(header, ana), notes);
  expect(found(repeated, 'sheet-repeated')).toMatchObject({ sheet: 'Notes', effect: 'refuses' });
  const workers = users(['username', 'group 1'], ['w1', 'g1'])[0]!;
  const groups = { name: 'groups', rows: [['id', 'name', 2024]] };
  expect(found(await plan('mobile-workers', workers, groups), 'sheet-other')).toMatchObject({
    sheet: 'groups',
    column: 'C',
    effect: 'refuses',
  });
  const below = { name: 'Notes', rows: [[], ['Note', 'Note']] };
  expect(found(await plan('web-users', ...users(header, ana), below), 'sheet-repeated')).toBeUndefined();
});

it('lines of the sheet of groups that would rename or set one are named: they are not carried out', async () => {
  const harness = planHarness({ ...state, groups: ['g1', 'g2', 'g3'] });
  harness.db.write('settings', () =>
    harness.db
      .statement(
        `UPDATE server_records SET snapshot = json_set(snapshot, '$.case_sharing', json('false'), '$.reporting', json('true'),
           '$.metadata', json('{"area":"n"}')) WHERE entity = 'group'`,
      )
      .run(),
  );
  const workers = users(['username', 'group 1'], ['w1', 'g1'])[0]!;
  const plan = async (...lines: GivenCell[][]) =>
    await harness.planSheets('mobile-workers', [
      workers,
      { name: 'groups', rows: [['id', 'name', 'case-sharing?', 'reporting?', 'data: area'], ...lines] },
    ]);
  const same: GivenCell[] = ['group-g1', 'g1', 'no', 'yes', 'n'];
  const isNew: GivenCell[] = ['', 'brand new', 'yes', 'yes', 'x'];
  expect(found(await plan(same, ['', 'g2', '', true, 'n'], isNew), 'groups-sheet')).toBeUndefined();
  const warned = await plan(
    same,
    ['group-g2', 'renamed', 'no', 'yes', 'n'],
    ['group-g3', 'g3', 'yes', 'yes', 'n'],
    ['', 'g2', 'no', 'yes', 'other'],
    isNew,
  );
  expect(found(warned, 'groups-sheet')).toMatchObject({ sheet: 'groups', count: 3, rows: [3, 4, 5] });
  expect(found(warned, 'groups-sheet')?.text).toContain('“renamed”, “g3”, “g2”');
});

it('new groups of the sheet of groups that no row puts anybody into are named: nobody makes them', async () => {
  const harness = planHarness({ ...state, groups: ['g1'] });
  const workers = users(
    ['username', 'password', 'group 1'],
    ['n1', 'Long-pass-7', 'wanted'],
    ['n2', 'Long-pass-7', 'g1'],
  )[0]!;
  const lines = [
    ['', 'wanted'],
    ['', 'unwanted'],
    ['', 'g1'],
  ];
  const groups = { name: 'groups', rows: [['id', 'name'], ...lines] };
  const plan = await harness.planSheets('mobile-workers', [workers, groups]);
  expect(found(plan, 'groups-unused')).toMatchObject({ sheet: 'groups', count: 1 });
  expect(found(plan, 'groups-unused')?.text).toContain('“unwanted”');
  harness.db.statement('UPDATE bulk_plan_rows SET excluded = 1 WHERE plan_id = ?').run(plan.planId);
  const { warnings } = planSummary(harness.db, plan.planId);
  expect(warnings.find(({ code }) => code === 'groups-unused')?.text).toContain('“wanted”, “unwanted”');
});

it('a title above the header is removed with one click, and no column of people with it', async () => {
  const harness = planHarness(state);
  const rows = [['Users of the clinic'], [], header, ana, [null, null, null, 'note'], ben];
  const plan = await harness.planSheets('web-users', users(...rows));
  expect(plan.rows.every(({ outcome }) => outcome === 'invalid')).toBe(true);
  expect(plan.warnings.filter(({ repairable }) => repairable)).toMatchObject([{ code: 'header-below', row: 3 }]);
  await repairTraps(harness.context, plan.planId, ['header-below']);
  await planAll(harness.context, plan.planId);
  expect(plannedRows(harness.db, plan.planId)).toMatchObject([
    { row: 4, username: 'ana@example.org', outcome: 'update', changes: { role: { from: 'Reader', to: 'Editor' } } },
  ]);
  const { warnings } = planSummary(harness.db, plan.planId);
  expect(warnings.find(({ code }) => code === 'rows-after-blank')).toMatchObject({
    row: 5,
    count: 1,
    repairable: true,
  });
  const all = await harness.planSheets('web-users', users(...rows), { repair: true });
  expect(outcomes(all)).toEqual([
    [4, 'update'],
    [6, 'update'],
  ]);
});

it('a password under a title is kept encrypted before the header is put in its place, and after', async () => {
  const harness = planHarness(state);
  const rows = [['Workers'], ['username', 'password', 'group 1'], ['new', 'Long-pass-7-words', '']];
  const { planId } = await harness.planSheets('mobile-workers', users(...rows));
  const kept = () => JSON.stringify(nextRows(harness.db, planId, 0, 10));
  expect(kept()).not.toContain('Long-pass');
  await repairTraps(harness.context, planId);
  await planAll(harness.context, planId);
  expect(kept()).not.toContain('Long-pass');
  expect(nextRows(harness.db, planId, 0, 10)).toMatchObject([{ hasSecret: true, raw: { row: 3 } }]);
  expect(plannedRows(harness.db, planId)).toMatchObject([{ username: 'new', outcome: 'create' }]);
});

it('the sheet of people is taken where no sheet has HQ’s name and the first is none, and that is said', async () => {
  const harness = planHarness(state);
  const cover = {
    name: 'Cover',
    rows: [
      ['Made by', 'On'],
      ['Ana', 'Monday'],
    ],
  };
  const people = { name: 'users - Table 1', rows: [['Table 1'], header, ana] };
  const plan = await harness.planSheets('web-users', [cover, people], { repair: true });
  expect(outcomes(plan)).toEqual([[3, 'update']]);
  expect(found(plan, 'sheet-taken')).toMatchObject({ sheet: 'users - Table 1', effect: 'refuses' });
  expect(found(plan, 'sheet-taken')?.text).toContain('would take the first, “Cover”');
  // One that is named as HQ wants it is HQ's, whatever is in it.
  const named = await harness.planSheets('web-users', [people, { ...cover, name: 'users' }]);
  expect(found(named, 'sheet-taken')).toBeUndefined();
  expect(found(named, 'header-missing')).toMatchObject({ sheet: 'users' });
});

it('what the people are is guessed by the header under a title', async () => {
  const rows = [['Users of the clinic'], ['username', 'role', 'remove'], ['ana@example.org', 'Reader', '']];
  expect(await guessKind({ bytes: await workbookBytes(users(...rows)), name: 'people.xlsx' })).toBe('web-users');
});
