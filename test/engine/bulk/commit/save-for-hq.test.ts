/** A workbook saved for HQ's importer: the file and its batch are there, or neither. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const wanted = { planId: 'plan-0001', batchId: 'batch-0001' };

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

async function planned(failpoint: (name: string) => void = () => {}): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 5 }, failpoint });
  await harness.open();
  await harness.sync('pull');
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf([{ username: 'new.one', password: 'In-clear-secret-1' }])]));
  await host(harness, 'bulk.plan', { planId: wanted.planId, path, kind: 'mobile-workers' });
  return harness;
}

it('has no column that HQ only writes, under whichever of its names', async () => {
  const harness = await startHarness({ practice: { size: 5 } });
  await harness.open();
  await harness.sync('pull');
  const path = join(harness.folder, 'people.xlsx');
  const dates = { last_submission: '2026-01-02', 'last_sync (read only)': '2026-01-02' };
  const line = { username: 'new.one', password: 'In-clear-secret-1', 'data: team': 'Blue', ...dates };
  writeFileSync(path, await workbookBytes([sheetOf([line])]));
  await host(harness, 'bulk.plan', { planId: wanted.planId, path, kind: 'mobile-workers' });
  const saved = join(harness.folder, 'for hq.xlsx');
  await host(harness, 'bulk.handOver', { ...wanted, path: saved });
  const [heading] = readWorkbook(readFileSync(saved))[0]?.cells ?? [];
  expect(heading).toContain('data: team');
  expect(heading?.filter((name) => String(name).startsWith('last_'))).toEqual([]);
});

async function nothingButThePlan(harness: Harness): Promise<void> {
  expect((await host(harness, 'bulk.batches', {})).batches).toEqual([]);
  expect((await host(harness, 'bulk.plans', {})).plans).toHaveLength(1);
  expect(readdirSync(harness.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
}

it('leaves no file with passwords where its batch cannot be written down', async () => {
  let fails = true;
  const harness = await planned((name) => {
    if (fails && name === 'write:hand-over:before-commit') throw new Error('The disk is full.');
  });
  const path = join(harness.folder, 'for hq.xlsx');
  await expect(host(harness, 'bulk.handOver', { ...wanted, path })).rejects.toThrow();
  expect(existsSync(path)).toBe(false);
  await nothingButThePlan(harness);
  fails = false;
  await host(harness, 'bulk.handOver', { ...wanted, path });
  expect(existsSync(path)).toBe(true);
});

it('writes no batch down where the file cannot be put into its place', async () => {
  const harness = await planned();
  const path = join(harness.folder, 'a folder.xlsx');
  mkdirSync(path);
  await expect(host(harness, 'bulk.handOver', { ...wanted, path })).rejects.toThrow();
  await nothingButThePlan(harness);
});
