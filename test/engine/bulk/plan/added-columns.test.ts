/** A list column that the file lacks, put right with one click: what people have stays theirs, here and at HQ. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlan } from '#engine/bulk/plan/plan-store.ts';
import { headerOf } from '#engine/bulk/plan/read-draft.ts';
import { nextRows } from '#engine/bulk/plan/stored-rows.ts';
import { cellText } from '#engine/bulk/workbook/read-header.ts';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import { planHarness } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const state = {
  roles: ['Reader', 'Editor', 'Admin'],
  places: { north: '', south: '' },
  groups: ['g1', 'g2'],
  members: [
    { id: 'ana', role: 'Reader', assigned_location_ids: ['north', 'south'], primary_location_id: 'south' },
    { id: 'ben', role: 'Reader' },
  ],
  invitations: [{ id: 'ina', role_label: 'Reader' }],
  workers: [{ id: 'w1', groups: ['group-g2', 'group-g1'] }, { id: 'w2' }],
};

function cells({ db }: PlanHarness, planId: string): string[][] {
  const { sheet } = readPlan(db, planId);
  const rows = nextRows(db, planId, 0, 20).map(({ raw }) => raw.cells);
  return [headerOf(sheet)?.cells ?? [], ...rows].map((line) => line.map(cellText));
}

describe('a file without a column of a list', () => {
  it('is said to take it away from everybody; put right it has what each of them has now, and the rest of the plan stays', async () => {
    const harness = planHarness(state);
    const users = {
      name: 'users',
      rows: [
        ['username', 'role', '', 'shoe size'],
        ['ana@example.org', 'Editor', '', '40'],
        ['BEN@example.org', 'Reader', '', ''],
        ['ina@example.org', 'Editor', '', ''],
        ['new@example.org', 'Reader', '', ''],
      ],
    };
    const bitten = await harness.planSheets('web-users', [users]);
    expect(bitten.totals.clears).toBe(1);
    expect(bitten.warnings).toContainEqual(expect.objectContaining({ code: 'header-clears', repairable: true }));
    const { planId, rows, totals, warnings } = await harness.planSheets('web-users', [users], { repair: true });
    expect(totals.clears).toBe(0);
    expect(warnings.map(({ code }) => code)).not.toContain('header-clears');
    expect(cells(harness, planId)).toEqual([
      ['username', 'role', 'location_code 1', 'location_code 2'],
      ['ana@example.org', 'Editor', 'south', 'north'],
      ['BEN@example.org', 'Reader', '', ''],
      ['ina@example.org', 'Editor', '(not known here)', ''],
      ['new@example.org', 'Reader', '', ''],
    ]);
    expect(rows.map(({ outcome, changes }) => [outcome, Object.keys(changes)])).toEqual([
      ['update', ['role']],
      ['no-change', []],
      ['update', ['role']],
      ['invite', expect.arrayContaining(['email', 'role'])],
    ]);
  });

  it('of workers keeps their groups, found by id or by name', async () => {
    const harness = planHarness(state);
    const people = [
      { username: 'w1', user_id: 'w1', email: 'w1@example.net' },
      { username: 'w2', user_id: '', email: 'w2@example.net' },
    ];
    expect((await harness.plan('mobile-workers', people)).totals.clears).toBe(1);
    const { planId, rows } = await harness.planSheets('mobile-workers', [sheetOf(people)], { repair: true });
    const [heading, first, second] = cells(harness, planId);
    expect(heading?.slice(3)).toEqual(['group 1', 'group 2']);
    expect([first?.slice(3), second?.slice(3)]).toEqual([
      ['g1', 'g2'],
      ['', ''],
    ]);
    expect(Object.keys(rows[0]?.changes ?? {})).toEqual(['email']);
  });
});

it('HQ’s importer takes nothing away by a file that was put right', async () => {
  const harness = await startHarness({ practice: { size: 12 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const { rows } = await harness.call('webUsers.list', { status: 'active', limit: 100 });
  const others = rows.filter(({ role, username }) => role === 'Read Only' && username !== harness.account.username);
  const [placed] = others;
  const [place] = (await harness.call('lookups.get', {})).locations;
  const set = { assigned_location_ids: [place?.id], primary_location_id: place?.id };
  await harness.editAtHq('web-user', placed?.username ?? '', set);
  await harness.sync('pull');
  const before = await harness.atHq('web-user', placed?.username ?? '');
  const path = join(harness.folder, 'typed.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf([{ username: placed?.username ?? '', role: 'App Editor' }])]));
  const planId = 'plan-0001';
  await host(harness, 'bulk.plan', { planId, path, kind: 'web-users', repair: true });
  await host(harness, 'bulk.handOver', { planId, batchId: 'batch-0001', path: null });
  await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId: 'batch-0001' });
  const after = await harness.atHq('web-user', placed?.username ?? '');
  expect(after?.['assigned_location_ids']).toEqual([place?.id]);
  expect(after?.['role_id']).not.toEqual(before?.['role_id']);
});
