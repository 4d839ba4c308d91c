/** Workers' `deactivate_after`, which HQ's importer takes away for a blank cell or a missing column, and of which HQ tells Roster nothing. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { workbookBytes } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';
const column = 'deactivate_after';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

/** A project with custom deactivation; the first four workers have a date. */
async function dated() {
  const harness = await startHarness({ practice: { size: 8 } });
  await harness.practice.control('settings', { json: { allowCustomDeactivation: true } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const people = rows.map(({ username }) => ({ username, short: username.replace(/@.*/, '') }));
  for (const { username } of people.slice(0, 4))
    await harness.editAtHq('worker', username, { deactivate_after: '2027-05-01' });
  return { harness, people };
}

/** A file as it is exported (or as HQ's own download), with these cells by username. */
async function edited(harness: Harness, source: 'mirror' | 'hq', cells: Record<string, Record<string, string>>) {
  const path = join(harness.folder, `${source}.xlsx`);
  await host(harness, 'bulk.export', { kind: 'mobile-workers', path, jobId: `export-${source}`, source });
  const [users, ...others] = readWorkbook(readFileSync(path)).map(({ title, cells: lines }) => ({
    title,
    lines: lines.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const [heading = [], ...body] = users?.lines ?? [];
  const lines = body.map((line) => {
    const edit = cells[line[heading.indexOf('username')] ?? ''] ?? {};
    return heading.map((name, at) => edit[name] ?? line[at] ?? '');
  });
  writeFileSync(path, writeWorkbook([{ title: 'users', lines: [heading, ...lines] }, ...others]));
  return path;
}

async function dates(harness: Harness, people: readonly { username: string }[]) {
  const all = people.map(async ({ username }) => (await harness.atHq('worker', username))?.[column] ?? null);
  return Promise.all(all);
}

async function upload(harness: Harness): Promise<void> {
  await host(harness, 'bulk.handOver', { planId, batchId, path: null });
  const told = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
  expect(told.totals.failed).toBe(0);
}

describe('the date on which HQ deactivates a worker', () => {
  it('goes to HQ’s importer as the file says it: people are as after an upload of the same file', async () => {
    const both = await Promise.all([dated(), dated()]);
    const [here, there] = both.map(({ harness }) => harness);
    const people = both[0].people.slice(0, 5);
    const [one, two, three, , five] = people;
    if (!here || !there || !one || !two || !three || !five) throw new Error('Too few workers.');
    const cells: Record<string, Record<string, string>> = {
      [one.short]: { email: 'one@example.net' },
      [two.short]: { email: 'two@example.net', [column]: '' },
      [three.short]: { email: 'three@example.net', [column]: '11-2028' },
      [five.short]: { email: 'five@example.net', [column]: '01-2029' },
    };
    const path = await edited(here, 'hq', cells);
    await host(here, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    expect((await host(here, 'bulk.ways', { planId })).risk).toBe('');
    await upload(here);

    const { pages, signIn } = pageSession(there.account);
    valueOf(await signIn.password(there.account.username, there.practice.hq.signIn.password));
    const content = readFileSync(await edited(there, 'hq', cells));
    const { job } = valueOf(await pages.startUpload('mobile-worker', { name: 'people.xlsx', content }));
    valueOf(await pages.finishUpload('mobile-worker', job));

    expect(await dates(here, people)).toEqual(await dates(there, people));
    expect(await dates(here, people)).toEqual(['2027-05-01', null, '2028-11-01', '2027-05-01', '2029-01-01']);
  });

  it('goes as a date where it is another day than the first, which HQ’s MM-YYYY cannot say', async () => {
    const { harness, people } = await dated();
    const [one] = people;
    const path = join(harness.folder, 'typed.xlsx');
    const day = new Date('2027-06-15T00:00:00Z');
    const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
    const id = rows.find(({ username }) => username === one?.username)?.serverId ?? '';
    const heading = ['username', 'user_id', 'email', 'group 1', column];
    const row = [one?.short ?? '', id, 'one@example.net', '', day];
    writeFileSync(path, await workbookBytes([{ name: 'users', rows: [heading, row] }]));
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    await upload(harness);
    expect(await dates(harness, people.slice(0, 1))).toEqual(['2027-06-15']);
  });

  it('would go with a file that has no column for it, and that is said before; row by row it stays', async () => {
    const { harness, people } = await dated();
    const [one, two] = people;
    const path = await edited(harness, 'mirror', {
      [one?.short ?? '']: { email: 'one@example.net' },
      [two?.short ?? '']: { email: 'two@example.net' },
    });
    const plan = await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    const [warning] = plan.warnings.filter(({ code }) => code === 'dates-go');
    expect(warning).toMatchObject({ effect: 'clears', count: 2 });
    expect(warning?.text).toContain(
      'HQ tells Roster neither the dates nor, but by its own download, whether the project has them.',
    );
    const ways = await host(harness, 'bulk.ways', { planId });
    expect(ways).toMatchObject({ advised: 'rows' });
    expect(ways.risk).toContain('HQ takes the dates of 2 workers away.');
    await host(harness, 'bulk.commit', { planId, batchId });
    await harness.sync();
    expect(await dates(harness, people.slice(0, 4))).toEqual(Array(4).fill('2027-05-01'));
  });

  it('is no matter once HQ’s own download has said that the project has none, for as long as that may be believed', async () => {
    const { harness, people } = await dated();
    const [one] = people;
    const planned = async () => {
      const path = await edited(harness, 'mirror', { [one?.short ?? '']: { email: 'one@example.net' } });
      const { warnings } = await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
      const { risk } = await host(harness, 'bulk.ways', { planId });
      return [warnings.map(({ code }) => code), risk === ''];
    };
    const download = (name: string) => {
      const path = join(harness.folder, `${name}.xlsx`);
      return host(harness, 'bulk.export', { kind: 'mobile-workers', path, jobId: `job-${name}`, source: 'hq' });
    };
    await download('with-dates');
    expect(await planned()).toEqual([['dates-go'], false]);
    await harness.practice.control('settings', { json: { allowCustomDeactivation: false } });
    await download('without');
    expect(await planned()).toEqual([[], true]);
    harness.ahead(31 * 24 * 3600_000);
    await harness.sync('pull');
    expect(await planned()).toEqual([['dates-go'], false]);
  });

  it('is no matter of a file that changes nobody who is there', async () => {
    const { harness } = await dated();
    const path = await edited(harness, 'mirror', {});
    const plan = await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    expect(plan.warnings).toEqual([]);
    expect((await host(harness, 'bulk.ways', { planId })).risk).toBe('');
  });
});
