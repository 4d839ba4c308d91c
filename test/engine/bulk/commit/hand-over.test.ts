/** A plan through HQ's importer: what its workbook says, and what HQ says of it, row by row. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

/** Cells by header. */
type Line = Record<string, string>;

function usersIn(path: string): { heading: string[]; lines: Line[] } {
  const [{ cells: [head = [], ...rows] } = { cells: [] }] = readWorkbook(readFileSync(path));
  const heading = head.map(String);
  const lines = rows.map((cells) => Object.fromEntries(heading.map((name, at) => [name, String(cells[at] ?? '')])));
  return { heading, lines };
}

/** Exported here a while ago, with these cells changed by hand; rows by username, in any order. */
async function editedExport(harness: Harness, edits: Record<string, Line>, added: readonly Line[] = []) {
  const path = join(harness.folder, 'workers.xlsx');
  await host(harness, 'bulk.export', { kind: 'mobile-workers', path, jobId: 'export-0001' });
  const [users, ...others] = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const [heading = [], ...body] = users?.lines ?? [];
  const header = [...heading, ...Object.keys(added[0] ?? {}).filter((name) => !heading.includes(name))];
  const lines = body.map((line) => {
    const edit = edits[line[heading.indexOf('username')] ?? ''] ?? {};
    return header.map((name, at) => edit[name] ?? line[at] ?? '');
  });
  const news = added.map((line) => header.map((name) => line[name] ?? ''));
  writeFileSync(path, writeWorkbook([{ title: 'users', lines: [header, ...lines, ...news] }, ...others]));
  return path;
}

async function pulled(): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 10 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  return harness;
}

async function workers(harness: Harness) {
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  return rows.map(({ username, localId }) => ({ username, localId, short: username.replace(/@.*/, '') }));
}

describe('a plan handed to HQ’s importer', () => {
  it('is uploaded, and HQ’s result comes back row by row; what changed at HQ meanwhile stays', async () => {
    const harness = await pulled();
    const [one, two, three] = await workers(harness);
    if (!one || !two || !three) throw new Error('Too few workers.');
    const { groups } = await harness.call('lookups.get', {});
    const group = groups[0]?.name ?? '';
    const path = await editedExport(
      harness,
      {
        [one.short]: { email: 'one@example.net', role: 'App Editor' },
        [two.short]: { 'group 1': group, email: 'two@example.net' },
      },
      [{ username: 'brand.new', password: 'a-strong-1-password', name: 'Brand New', 'data: team': 'Blue' }],
    );
    // Meanwhile another admin gives somebody other names, a place and an address, and renames a group.
    await harness.editAtHq('worker', one.username, { first_name: 'Anna Maria', last_name: 'Two Words' });
    await harness.editAtHq('worker', three.username, { email: 'theirs@example.net' });
    await harness.sync('pull');
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    expect(await host(harness, 'bulk.ways', { planId })).toMatchObject({
      advised: 'upload',
      why: '1 row has values that only HQ’s importer sets (role).',
      rows: { can: false },
      upload: { can: true },
    });
    await harness.practice.control('edit', { json: { entity: 'group', username: group, set: { name: 'Renamed' } } });

    expect(await host(harness, 'bulk.handOver', { planId, batchId, path: null })).toMatchObject({
      way: 'upload',
      followable: true,
      totals: { sent: 3 },
    });
    const told = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(told.totals).toMatchObject({ done: 2, failed: 1, sent: 0 });
    // HQ’s words about a row are with the row.
    const words = [
      'Bulk upload complete.',
      'Mobile Worker upload has finished',
      'Successfully uploaded 2 mobile workers.',
      'However, we ran into problems with the following users:',
    ];
    expect(told).toMatchObject({ followable: false, messages: words });
    const { rows } = await host(harness, 'bulk.batchRows', { batchId, outcomes: ['done', 'failed'], limit: 100 });
    const failed = rows.filter(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject([
      { username: two.short, messages: [`Group '${group}' does not exist (try adding it to your spreadsheet)`] },
    ]);
    expect(await harness.atHq('worker', one.username)).toMatchObject({
      email: 'one@example.net',
      first_name: 'Anna Maria',
      last_name: 'Two Words',
    });
    expect(await harness.atHq('worker', three.username)).toMatchObject({ email: 'theirs@example.net' });
    expect(await harness.atHq('worker', 'brand.new')).toMatchObject({ last_name: 'New' });

    // Neither is handed over again, nor does it become changes here.
    const uploads = async () => (await harness.writes()).filter(({ path: to }) => to.includes('/upload/'));
    expect(await uploads()).toHaveLength(1);
    expect(await host(harness, 'bulk.handOver', { planId, batchId, path: null })).toMatchObject({ batchId });
    expect(await host(harness, 'bulk.commit', { planId, batchId: 'batch-0002' })).toMatchObject({ batchId });
    expect(await uploads()).toEqual([]);
    expect((await harness.call('changes.list', {})).changes).toEqual([]);
  });

  it('is saved as a workbook that says nothing but what the plan does', async () => {
    const harness = await pulled();
    const [one, two] = await workers(harness);
    if (!one || !two) throw new Error('Too few workers.');
    const edits: Record<string, Line> = {
      [one.short]: { email: 'one@example.net' },
      [two.short]: { 'phone-number 1': '27820001111' },
    };
    const path = await editedExport(harness, edits, [
      { username: 'ny', password: 'first-secret-1', name: 'Ny Ro', 'data: team': 'Blue' },
    ]);
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    const saved = join(harness.folder, 'for hq.xlsx');
    const batch = await host(harness, 'bulk.handOver', { planId, batchId, path: saved });
    expect(batch).toMatchObject({
      way: 'file',
      totals: { 'handed-over': 3 },
    });
    const { heading, lines } = usersIn(saved);
    expect(heading).toEqual(expect.arrayContaining(['group 1', 'location_code 1', 'phone-number 1', 'user_id']));
    expect(heading.filter((name) => name.includes('read only'))).toEqual([]);
    const line = (username: string) => lines.find((found) => found['username'] === username);
    expect(line(one.short)).toMatchObject({ name: '', email: 'one@example.net', password: '', user_id: one.localId });
    expect(line('ny')).toMatchObject({ name: 'Ny Ro', password: 'first-secret-1', user_id: '' });
    expect(lines.length).toBe(batch.totals['handed-over']);
  });

  it('gives somebody a profile in place of a value of their own that the file takes away', async () => {
    const harness = await pulled();
    const [one] = await workers(harness);
    if (!one) throw new Error('Too few workers.');
    // Of both profiles: the first one's values are in the cells, and are not to become the worker's own.
    const set = { profile: 'Clinique – équipe fixe', user_data: { worker_type: 'nurse' } };
    await harness.editAtHq('worker', one.username, set);
    await harness.sync('pull');
    const cells = { user_profile: 'Community programme', 'data: programme': '', 'data: worker_type': '' };
    const path = await editedExport(harness, { [one.short]: cells });
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    const told = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(told.totals).toMatchObject({ done: 1, failed: 0 });
    const { profile, user_data: data } = (await harness.atHq('worker', one.username)) ?? {};
    expect({ profile, data }).toMatchObject({ profile: 'Community programme' });
    expect(data).not.toHaveProperty('worker_type');
    expect(data).not.toHaveProperty('programme');
  });

  it('makes the new groups of the file’s own sheet that rows need, and leaves all others as they are', async () => {
    const harness = await pulled();
    const [one, two, three] = await workers(harness);
    if (!one || !two || !three) throw new Error('Too few workers.');
    const { groups } = await harness.call('lookups.get', {});
    const known = groups[0]?.name ?? '';
    const before = await harness.atHq('group', known);
    const path = await editedExport(harness, {
      [one.short]: { 'group 1': 'Night shift' },
      [two.short]: { 'group 1': 'No word' },
      [three.short]: { 'group 1': 'Night shift' },
    });
    const users =
      readWorkbook(readFileSync(path))[0]?.cells.map((line) => line.map((cell) => String(cell ?? ''))) ?? [];
    const groupLines = [
      ['id', 'name', 'case-sharing?', 'reporting?', 'data: shift'],
      // A week ago it shared cases; HQ would set that back.
      [groups[0]?.id ?? '', `${known} of old`, 'yes', 'no', 'x'],
      ['', 'Night shift', 'yes', '', 'night'],
      ['', 'Nobody is in it', 'no', 'no', ''],
      ['', 'No word', 'perhaps', '', ''],
    ];
    writeFileSync(
      path,
      writeWorkbook([
        { title: 'users', lines: users },
        { title: 'groups', lines: groupLines },
      ]),
    );
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    expect(await host(harness, 'bulk.ways', { planId })).toMatchObject({ advised: 'upload', rows: { can: false } });
    const saved = join(harness.folder, 'not saved.xlsx');
    await expect(host(harness, 'bulk.handOver', { planId, batchId, path: saved })).rejects.toThrow(
      'cannot be carried out',
    );
    const batch = await host(harness, 'bulk.handOver', { planId, batchId, path: null, validOnly: true });
    expect(batch.totals).toMatchObject({ sent: 2, 'left-out': 1 });
    const told = await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(told.totals).toMatchObject({ done: 2, failed: 0, 'left-out': 1 });
    const [left] = (await host(harness, 'bulk.batchRows', { batchId, outcomes: ['left-out'], limit: 10 })).rows;
    expect(left?.messages[0]).toContain('HQ has no group No word yet');

    expect(await harness.atHq('group', 'Night shift')).toMatchObject({
      case_sharing: true,
      reporting: false,
      metadata: { shift: 'night' },
    });
    expect(await harness.atHq('group', known)).toEqual(before);
    expect(await harness.atHq('group', 'Nobody is in it')).toBeNull();
    await harness.sync('pull');
    const shown = await harness.call('people.get', { entity: 'mobile-worker', key: one.localId });
    const made = (await harness.call('lookups.get', {})).groups.find(({ name }) => name === 'Night shift');
    expect(JSON.stringify(shown)).toContain(made?.id ?? 'no group');
  });

  it('is lost, and never sent again, where HQ gives no answer', async () => {
    const harness = await pulled();
    const [one] = await workers(harness);
    const path = await editedExport(harness, { [one?.short ?? '']: { email: 'one@example.net' } });
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    expect(await host(harness, 'bulk.ways', { planId })).toMatchObject({ advised: 'rows', rows: { can: true } });
    await harness.fault({ match: { method: 'POST', path: '/upload/' }, kind: 'drop-after' });
    const batch = await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    expect(batch.totals).toMatchObject({ held: 1, sent: 0 });
    expect(await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId })).toMatchObject({
      totals: { held: 1 },
    });
    const [row] = (await host(harness, 'bulk.batchRows', { batchId, outcomes: ['held'], limit: 10 })).rows;
    expect(row?.messages[0]).toContain('HQ may have carried this row out');
  });
});

describe('another admin’s newer word', () => {
  it('stays where the file was made before it: HQ is read before its importer is given the rows', async () => {
    const harness = await pulled();
    const [one] = await workers(harness);
    if (!one) throw new Error('Too few workers.');
    const path = await editedExport(harness, { [one.short]: { email: 'one@example.net' } });
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    const before = (await harness.atHq('worker', one.username))?.['user_data'] as Record<string, string>;
    const theirs = { ...before, team: before['team'] === 'Green' ? 'Blue' : 'Green' };
    await harness.editAtHq('worker', one.username, { user_data: theirs, locations: [], primary_location: null });
    harness.ahead(180_000);
    await harness.requests();
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    expect(await harness.atHq('worker', one.username)).toMatchObject({
      email: 'one@example.net',
      user_data: theirs,
      locations: [],
    });
    const asked = (await harness.requests()).map(({ method, path: to }) => `${method} ${to}`);
    const read = asked.findIndex((line) => line.includes('/user/'));
    expect(read).toBeGreaterThanOrEqual(0);
    expect(read).toBeLessThan(asked.findIndex((line) => line.startsWith('POST') && line.includes('/upload/')));
  });

  it('about what a row changes is shown first, and nothing is handed over; nor where HQ cannot be read', async () => {
    const harness = await pulled();
    const [one] = await workers(harness);
    if (!one) throw new Error('Too few workers.');
    const path = await editedExport(harness, { [one.short]: { email: 'one@example.net' } });
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    await harness.editAtHq('worker', one.username, { email: 'theirs@example.net' });
    harness.ahead(180_000);
    await harness.fault({ match: { path: '/user/' }, kind: '500-before', status: 503, times: 100 });
    const handOver = () => host(harness, 'bulk.handOver', { planId, batchId, path: null });
    await expect(handOver()).rejects.toThrow('nothing was handed over');
    await harness.practice.control('faults', { method: 'DELETE' });
    await expect(handOver()).rejects.toThrow('moved');
    const { rows } = await host(harness, 'bulk.rows', { planId, outcomes: ['conflict'], limit: 5 });
    expect(rows.map(({ username }) => username)).toEqual([one.short]);
    expect(await harness.atHq('worker', one.username)).toMatchObject({ email: 'theirs@example.net' });
    expect((await harness.writes()).filter(({ path: to }) => to.includes('/upload/'))).toEqual([]);
  });
});
