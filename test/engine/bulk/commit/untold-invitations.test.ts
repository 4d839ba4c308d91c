/** Invitations whose form nobody has read: HQ's list does not tell their locations, and its importer takes away what a row does not name. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const wanted = { planId: 'plan-0001', batchId: 'batch-0001' };
const untold = 'HQ does not tell this invitation’s locations';

type Invitation = { email: string; assigned_location_ids: string[]; role_id: string };

/** An invitation that has a location at HQ, which nobody here has read. */
async function pulled() {
  const harness = await startHarness({ practice: { size: 12 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const all = async () => ((await harness.practice.control('state')) as { invitations: Invitation[] }).invitations;
  const { rows: invitations } = await harness.call('invitations.list', {});
  const isOther = (email: string) => invitations.some((one) => one.email === email && one.role !== 'Read Only');
  const found = (await all()).find(({ assigned_location_ids: ids, email }) => ids.length > 0 && isOther(email));
  if (!found) throw new Error('the sample has no such invitation');
  const now = async () => (await all()).find(({ email }) => email === found.email);
  return { harness, email: found.email, places: found.assigned_location_ids, role: found.role_id, now };
}

async function offline(harness: Harness, on = true): Promise<void> {
  await harness.call('sync.workOffline', { on });
}

/** The export of the people here, with another role for one of them. */
async function editedExport(harness: Harness, email: string): Promise<string> {
  const path = join(harness.folder, 'people.xlsx');
  await host(harness, 'bulk.export', { kind: 'web-users', path, jobId: 'export-0001' });
  const sheets = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const [heading = [], ...lines] = sheets[0]?.lines ?? [];
  const row = lines.find((line) => line[heading.indexOf('username')] === email);
  row![heading.indexOf('role')] = 'Read Only';
  writeFileSync(path, writeWorkbook(sheets));
  return path;
}

async function plan(harness: Harness, path: string) {
  const { planId } = wanted;
  const { totals } = await host(harness, 'bulk.plan', { planId, path, kind: 'web-users' });
  const { rows } = await host(harness, 'bulk.rows', { planId, outcomes: ['update', 'invalid'], limit: 50 });
  return { totals, rows };
}

describe('invitations nobody has read', () => {
  it('an export that does not know their locations changes them nowhere', async () => {
    const { harness, email, places, role, now } = await pulled();
    await offline(harness);
    const path = await editedExport(harness, email);
    const { rows } = await plan(harness, path);
    expect(rows).toMatchObject([{ username: email, outcome: 'update' }]);
    expect(Object.keys(rows[0]?.changes ?? {})).toEqual(['role']);
    expect((await host(harness, 'bulk.ways', { planId: wanted.planId })).upload.refuses).toContain(untold);
    const save = { ...wanted, path: join(harness.folder, 'for hq.xlsx') };
    await expect(host(harness, 'bulk.handOver', save)).rejects.toThrow(untold);
    await offline(harness, false);
    expect((await host(harness, 'bulk.ways', { planId: wanted.planId })).upload.refuses).toBe('');
    await host(harness, 'bulk.handOver', { ...wanted, path: null });
    await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId: wanted.batchId });
    expect(await now()).toMatchObject({ assigned_location_ids: places });
    expect((await now())?.role_id).not.toBe(role);
  });

  it('a blank cell without a base is said to take them away before HQ’s importer is given it; row by row they stay', async () => {
    const { harness, email, places, now } = await pulled();
    const path = join(harness.folder, 'typed.xlsx');
    writeFileSync(
      path,
      await workbookBytes([sheetOf([{ username: email, role: 'Read Only', 'location_code 1': '' }])]),
    );
    const { totals } = await plan(harness, path);
    expect(totals).toMatchObject({ update: 1, clears: 0 });
    await expect(host(harness, 'bulk.handOver', { ...wanted, path: null })).rejects.toThrow('wrong-state');
    const [row] = (await host(harness, 'bulk.rows', { planId: wanted.planId, limit: 5 })).rows;
    expect(row).toMatchObject({ flags: expect.arrayContaining(['clears']) as unknown });
    expect(row?.changes['assigned_location_ids']).toMatchObject({ to: [] });
    expect(await now()).toMatchObject({ assigned_location_ids: places });
    expect((await harness.writes()).filter(({ path: to }) => to.includes('upload'))).toEqual([]);
  });

  it('a place that an export did not know is none for somebody new', async () => {
    const { harness } = await pulled();
    const path = join(harness.folder, 'typed.xlsx');
    const line = { username: 'somebody.new@example.org', role: 'Read Only', 'location_code 1': '(not known here)' };
    writeFileSync(path, await workbookBytes([sheetOf([line])]));
    expect((await plan(harness, path)).rows).toMatchObject([
      { outcome: 'invalid', reasons: [expect.stringContaining('(not known here)')] },
    ]);
  });
});
