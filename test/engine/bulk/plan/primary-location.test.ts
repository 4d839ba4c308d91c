/** A primary location that was moved since the file was made, where the file changes the list of locations. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseHeading, baseMetaRows, baseSheetName, createBaseWriter } from '#engine/bulk/plan/base-sheet.ts';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import { planHarness } from '../../../helpers/plan-harness.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';

/** The file was made when north was the primary one of north and south; south is it by now. */
async function planned(codes: readonly string[]) {
  const { planSheets } = planHarness({
    roles: ['Reader'],
    places: { north: '', south: '', west: '' },
    members: [
      { id: 'ana', role: 'Reader', primary_location_id: 'south', assigned_location_ids: ['north', 'south'] },
      { id: 'admin', role: 'Admin', is_admin: true },
    ],
  });
  const values = { role: 'Reader', primary_location_id: 'north', assigned_location_ids: ['north', 'south'] };
  const base = { entity: 'web-user', localId: 'ana', serverId: 'ana', username: 'ana@example.org', row: 2 } as const;
  const meta = baseMetaRows({ kind: 'web-users', server: 'https://hq.example.org', project: 'p', exportedAt: 1 });
  const cells = Object.fromEntries(codes.map((code, index) => [`location_code ${index + 1}`, code]));
  const found = await planSheets('web-users', [
    sheetOf([{ username: 'ana@example.org', role: 'Reader', 'location_code 1': '', ...cells }]),
    {
      name: baseSheetName,
      hidden: true,
      rows: [baseHeading, ...meta, ...createBaseWriter().rows([{ ...base, values }])],
    },
  ]);
  return { row: found.rows[0], warnings: found.warnings.map(({ code }) => code) };
}

describe('a primary location that moved since the file was made', () => {
  it('stays where the file adds a location and says the primary one of before', async () => {
    const { row, warnings } = await planned(['north', 'south', 'west']);
    expect(row).toMatchObject({ outcome: 'update', reasons: [] });
    expect(Object.keys(row?.changes ?? {})).toEqual(['assigned_location_ids']);
    expect(warnings).toContain('primary-moved');
  });

  it('is asked about where the file takes it away, or says yet another one', async () => {
    const taken = await planned(['north', 'west']);
    const other = await planned(['west', 'north', 'south']);
    for (const { row } of [taken, other]) expect(row?.outcome).toBe('conflict');
    expect(taken.row?.reasons).toEqual([
      'Primary location changed since the file was made: it was “north”, is “south” by now, and the file says “north”.',
    ]);
  });

  it('is no conflict where the file says the same by now', async () => {
    const { row } = await planned(['south', 'north', 'west']);
    expect(row).toMatchObject({ outcome: 'update', reasons: [] });
    expect(Object.keys(row?.changes ?? {})).toEqual(['assigned_location_ids']);
  });

  it.each(['rows', 'upload'] as const)('stays at HQ too: %s', async (way) => {
    const harness = await startHarness({ practice: { size: 6 } });
    await harness.open();
    await harness.signIn();
    await harness.sync('pull');
    const { engine } = harness;
    const [one] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
    const { locations } = await harness.call('lookups.get', {});
    const [north, south, west] = locations;
    if (!one || !north || !south || !west) throw new Error('Too few people or places.');
    const places = { locations: [north.id, south.id] };
    await harness.editAtHq('worker', one.username, { ...places, primary_location: north.id });
    await harness.sync('pull');

    const path = join(harness.folder, 'workers.xlsx');
    unwrap(await engine.call('bulk.export', { kind: 'mobile-workers', path, jobId: 'export-0001' }));
    const sheets = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
      title,
      lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
    }));
    const [head = [], ...lines] = sheets[0]?.lines ?? [];
    const line = lines.find((cells) => cells[head.indexOf('user_id')] === one.serverId);
    head.push('location_code 9');
    for (const cells of lines) cells.push(cells === line ? west.siteCode : '');
    writeFileSync(path, writeWorkbook(sheets));
    await harness.editAtHq('worker', one.username, { ...places, primary_location: south.id });
    await harness.sync('pull');

    unwrap(await engine.call('bulk.plan', { planId: 'plan-0001', path, kind: 'mobile-workers' }));
    const wanted = { planId: 'plan-0001', batchId: 'batch-0001' };
    if (way === 'rows') unwrap(await engine.call('bulk.commit', wanted));
    else unwrap(await engine.call('bulk.handOver', { ...wanted, path: null }));
    if (way === 'rows') await harness.sync();
    else unwrap(await engine.call('bulk.followUpload', { jobId: 'job-00001', batchId: 'batch-0001' }));
    const { locations: now, primary_location: primary } = (await harness.atHq('worker', one.username)) ?? {};
    expect(primary).toBe(south.id);
    expect([...(Array.isArray(now) ? now : [])].sort()).toEqual([north.id, south.id, west.id].sort());
  });
});
