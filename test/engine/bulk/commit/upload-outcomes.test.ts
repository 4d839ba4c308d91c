/** Rows handed to HQ's importer: told as HQ told them, and as lost where it cannot be said which rows HQ means. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
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

async function pulled(failpoint?: (name: string) => void): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 10 }, ...(failpoint ? { failpoint } : {}) });
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

async function planned(
  harness: Harness,
  rows: readonly GivenRow[],
  { id = planId, kind = 'mobile-workers' }: { id?: string; kind?: PlanKind } = {},
) {
  const path = join(harness.folder, `${id}.xlsx`);
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  return host(harness, 'bulk.plan', { planId: id, path, kind });
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

/** Committed as changes of a batch that is held back. */
async function paused(harness: Harness, rows: readonly GivenRow[]): Promise<void> {
  await planned(harness, rows, { id: 'plan-0000', kind: 'web-users' });
  await host(harness, 'bulk.commit', { planId: 'plan-0000', batchId: 'batch-0000' });
  await host(harness, 'bulk.pauseBatch', { batchId: 'batch-0000', paused: true });
}

/** A member who is neither admin nor the account itself, and a role of others. */
async function memberAndRole(harness: Harness) {
  const { rows } = await harness.call('webUsers.list', {});
  const member = rows.find(({ username, role }) => username !== harness.account.username && role !== 'Admin' && role);
  const role = rows.map((row) => row.role).find((name) => name && name !== 'Admin' && name !== member?.role);
  if (!member || !role) throw new Error('Too few members.');
  return { member, role };
}

describe('what waits here', () => {
  it('does not reach HQ through another workbook: the role of a paused batch', async () => {
    const harness = await pulled();
    const { member, role } = await memberAndRole(harness);
    const { locations } = await harness.call('lookups.get', {});
    const detail = JSON.stringify(await harness.call('people.get', { entity: 'web-user', key: member.localId }));
    const codes = locations.filter(({ id }) => detail.includes(id)).map(({ siteCode }) => siteCode);
    const other = locations.find(({ siteCode }) => !codes.includes(siteCode))?.siteCode ?? '';
    const places = Object.fromEntries(codes.map((code, index) => [`location_code ${index + 1}`, code]));
    await paused(harness, [{ username: member.username, role, ...places }]);

    // The new file says the role that is shown here, which is no change of its own.
    await planned(harness, [{ username: member.username, role, 'location_code 1': other }], { kind: 'web-users' });
    const { rows } = await host(harness, 'bulk.rows', { planId, limit: 10 });
    expect(rows.map(({ outcome, changes }) => [outcome, 'role' in changes])).toEqual([['update', false]]);
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    expect((await followed(harness)).totals).toMatchObject({ done: 1 });
    expect(await harness.atHq('web-user', member.username)).toMatchObject({ role: member.role });
  });

  it('is not made by HQ’s importer: a row about an invitation that only waits is refused, and can go row by row', async () => {
    const harness = await pulled();
    const { member, role } = await memberAndRole(harness);
    await paused(harness, [{ username: 'new@example.net', role }]);
    const rows = [
      { username: 'new@example.net', role: member.role },
      { username: 'other@example.net', role },
    ];
    await planned(harness, rows, { kind: 'web-users' });
    const { refuses } = (await host(harness, 'bulk.ways', { planId })).upload;
    expect(refuses).toContain('1 row cannot go this way (row 2). This one waits to be made here');
    await expect(host(harness, 'bulk.handOver', { planId, batchId, path: null })).rejects.toThrow(
      'cannot be carried out',
    );
    await host(harness, 'bulk.handOver', { planId, batchId, path: null, validOnly: true });
    expect((await followed(harness)).rows).toMatchObject([
      {
        username: 'new@example.net',
        outcome: 'left-out',
        messages: [expect.stringContaining('waits to be made here')],
      },
      { username: 'other@example.net', outcome: 'done' },
    ]);
    const { invitations } = (await harness.practice.control('state')) as { invitations: { email: string }[] };
    const invited = invitations.map(({ email }) => email);
    expect(invited).toContain('other@example.net');
    expect(invited).not.toContain('new@example.net');

    await planned(harness, rows.slice(0, 1), { id: 'plan-0002', kind: 'web-users' });
    const committed = await host(harness, 'bulk.commit', { planId: 'plan-0002', batchId: 'batch-0002' });
    expect(committed.totals).toMatchObject({ waiting: 1 });
  });
});

describe('a worker’s row whose web_user is somebody whose invitation only waits here', () => {
  it('is refused: HQ’s importer would invite, and mail, them beside it', async () => {
    const harness = await pulled();
    const { role } = await memberAndRole(harness);
    await paused(harness, [{ username: 'new@example.net', role }]);
    const { one, two } = await twoWorkers(harness);
    const row = (worker: typeof one) => ({ username: worker.username, user_id: worker.localId });
    await planned(harness, [
      { ...row(one), email: 'one@example.net', web_user: 'New@example.net', role },
      { ...row(two), email: 'two@example.net', web_user: '', role: '' },
    ]);
    const { refuses } = (await host(harness, 'bulk.ways', { planId })).upload;
    expect(refuses).toContain('1 row cannot go this way (row 2). The invitation of new@example.net waits');
    await host(harness, 'bulk.handOver', { planId, batchId, path: null, validOnly: true });
    expect((await followed(harness)).rows).toMatchObject([
      { outcome: 'left-out', messages: [expect.stringContaining('new@example.net waits to be sent')] },
      { outcome: 'done' },
    ]);
    const { invitations } = (await harness.practice.control('state')) as { invitations: { email: string }[] };
    expect(invitations.map(({ email }) => email)).not.toContain('new@example.net');
  });
});

describe('following an upload', () => {
  const poll = { method: 'GET', path: '/upload/poll/' };

  async function uploaded() {
    const harness = await pulled();
    const { one } = await twoWorkers(harness);
    await planned(harness, [{ username: one.username, user_id: one.localId, email: 'a@example.net' }]);
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    return harness;
  }
  const follow = (harness: Harness, jobId = 'job-00001') => host(harness, 'bulk.followUpload', { jobId, batchId });

  it.each([502, 503, 504])('ends with no result for a gateway’s %i, and can be done again', async (status) => {
    const harness = await uploaded();
    await harness.fault({ match: poll, kind: '500-before', status });
    await expect(follow(harness)).rejects.toThrow();
    const [batch] = (await host(harness, 'bulk.batches', { batchId })).batches;
    expect(batch).toMatchObject({ followable: true, totals: { sent: 1, held: 0 } });
    expect(await follow(harness, 'job-00002')).toMatchObject({ followable: false, totals: { done: 1 } });
  });

  it('looks again where HQ says 500, and takes a job for failed that says so twice', async () => {
    const passing = await uploaded();
    await passing.fault({ match: poll, kind: '500-before' });
    expect(await follow(passing)).toMatchObject({ followable: false, totals: { done: 1 } });
    const failed = await uploaded();
    await failed.fault({ match: poll, kind: '500-before', times: 2 });
    expect(await follow(failed)).toMatchObject({ followable: false, totals: { held: 1 } });
  });

  it('tells nothing as lost while the request is under way', async () => {
    const harness = await pulled();
    const { one } = await twoWorkers(harness);
    await planned(harness, [{ username: one.username, user_id: one.localId, email: 'a@example.net' }]);
    await harness.fault({ match: { method: 'POST', path: '/upload/' }, kind: 'delay', ms: 1_000 });
    const handing = host(harness, 'bulk.handOver', { planId, batchId, path: null });
    const batches = async () => (await host(harness, 'bulk.batches', {})).batches;
    await vi.waitUntil(async () => (await batches()).length > 0, { timeout: 5_000 });
    expect(await batches()).toMatchObject([{ followable: false, totals: { sent: 1 } }]);
    await expect(follow(harness)).rejects.toThrow('right now');
    expect(await handing).toMatchObject({ followable: true, totals: { sent: 1, held: 0 } });
    expect(await follow(harness, 'job-00002')).toMatchObject({ followable: false, totals: { done: 1 } });
  });

  it('takes a request for lost that Roster did not outlive', async () => {
    let ends = true;
    const harness = await pulled((name) => {
      if (ends && name.includes('upload-begun')) throw new Error('Ended.');
    });
    const { one } = await twoWorkers(harness);
    await planned(harness, [{ username: one.username, user_id: one.localId, email: 'a@example.net' }]);
    await expect(host(harness, 'bulk.handOver', { planId, batchId, path: null })).rejects.toThrow();
    ends = false;
    expect((await host(harness, 'bulk.batches', {})).batches).toMatchObject([{ followable: true }]);
    expect(await follow(harness)).toMatchObject({ followable: false, totals: { held: 1 } });
  });
});
