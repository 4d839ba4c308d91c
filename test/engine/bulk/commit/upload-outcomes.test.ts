/** Rows handed to HQ's importer: told as HQ told them, and as lost where it cannot be said which rows HQ means. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

async function pulled(): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 10 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  return harness;
}

async function twoWorkers(harness: Harness) {
  const [one, two] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
  if (!one || !two) throw new Error('Too few workers.');
  return { one, two };
}

async function planned(harness: Harness, rows: readonly GivenRow[]): Promise<void> {
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
}

async function followed(harness: Harness) {
  const { totals } = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
  const { rows } = await host(harness, 'bulk.batchRows', { batchId, limit: 100 });
  return { totals, rows };
}

describe('the rows of an upload', () => {
  it('tells a row as refused whose username is blank in the file', async () => {
    const harness = await pulled();
    const { one, two } = await twoWorkers(harness);
    const group = (await harness.call('lookups.get', {})).groups[0]?.name ?? '';
    await planned(harness, [
      { username: '', user_id: one.localId, email: 'a@example.net', 'group 1': group },
      { username: '', user_id: two.localId, email: 'b@example.net', 'group 1': null },
    ]);
    await harness.practice.control('edit', { json: { entity: 'group', username: group, set: { name: 'Renamed' } } });
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    const { totals, rows } = await followed(harness);
    expect(totals).toMatchObject({ done: 1, failed: 1, held: 0 });
    expect(rows).toMatchObject([
      {
        username: one.username,
        outcome: 'failed',
        messages: [`Group '${group}' does not exist (try adding it to your spreadsheet)`],
      },
      { username: two.username, outcome: 'done' },
    ]);
    expect(await harness.atHq('worker', two.username)).toMatchObject({ email: 'b@example.net' });
  });
});
