/** The workbook of the people here, beside HQ's own download of the same people, and given back to HQ's importer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput } from '#shared/ipc/engine-host.ts';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness, HarnessOptions } from '../../../helpers/engine-harness.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { pageSession } from '../../../helpers/page-session.ts';

type Line = Record<string, string>;
type Sheets = Record<string, { heading: string[]; lines: Line[] }>;

/** HQ tells these in its own file only. */
const onlyAtHq = [
  ...['last_access_date (read only)', 'last_login (read only)', 'registered_on (read only)'],
  ...['last_submission (read only)', 'last_sync (read only)'],
];

async function pulled(options: HarnessOptions = {}) {
  const harness = await startHarness(options);
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  return harness;
}

function sheetsIn(file: Buffer): Sheets {
  return Object.fromEntries(
    readWorkbook(file).map(({ title, cells: [head = [], ...lines] }) => {
      const heading = head.map((cell) => String(cell ?? ''));
      const named = lines.map((cells) =>
        Object.fromEntries(heading.map((name, at) => [name, String(cells[at] ?? '')])),
      );
      return [title, { heading, lines: named }];
    }),
  );
}

async function exported(harness: Harness, wanted: Partial<HostInput<'bulk.export'>> & { kind: PlanKind }) {
  const path = join(harness.folder, `${wanted.kind}.xlsx`);
  const answer = await harness.engine.call('bulk.export', { ...wanted, path, jobId: 'export-0001' });
  const written = hostContract['bulk.export'].output.parse(unwrap(answer));
  const bytes = readFileSync(path);
  return { written, bytes, sheets: sheetsIn(bytes) };
}

async function counted({ engine }: Harness) {
  const answer = await engine.call('bulk.countExport', { kind: 'web-users' });
  return hostContract['bulk.countExport'].output.parse(unwrap(answer));
}

async function signedIn({ practice, account }: Harness): Promise<HqPages> {
  const { pages, signIn } = pageSession(account);
  valueOf(await signIn.password(account.username, practice.hq.signIn.password));
  return pages;
}

async function downloaded(pages: HqPages, kind: 'web-user' | 'mobile-worker'): Promise<Sheets> {
  const { job } = valueOf(await pages.startDownload(kind, {}));
  return sheetsIn(Buffer.from(valueOf(await pages.finishDownload(job))));
}

/**
 * Everybody at HQ, but for what it writes whenever it saves somebody, changed or not; and for blank texts, which it makes of what
 * nobody has (of HQ's own download, too). HQ's sheet has one name, which HQ divides after its first word.
 */
async function everybody({ practice }: Harness): Promise<unknown> {
  const state = (await practice.control('state')) as Record<'workers' | 'webUsers' | 'invitations' | 'groups', Line[]>;
  const { webUsers, invitations, groups } = state;
  const workers = state.workers.map(({ first_name = '', last_name = '', ...rest }) => ({
    ...rest,
    name: `${first_name} ${last_name}`.trim(),
  }));
  const isTime = (key: string) => /modified|invited_on|metadata|last_[^n]/.test(key);
  const all = { workers, webUsers, invitations, groups };
  return JSON.parse(JSON.stringify(all, (key, value: unknown) => (isTime(key) || value === '' ? undefined : value)));
}

const without = (line: Line, columns: readonly string[]): Line =>
  Object.fromEntries(Object.entries(line).filter(([name]) => !columns.includes(name)));
const byName = (lines: readonly Line[], columns: readonly string[] = []) =>
  [...lines]
    .sort((left, right) => ((left['username'] ?? '') < (right['username'] ?? '') ? -1 : 1))
    .map((line) => without(line, columns));

describe('a workbook of the people here', () => {
  it('has all invitations, whose forms are read first where HQ can be asked: as in HQ’s own download', async () => {
    const harness = await pulled();
    const shares: number[] = [];
    harness.engine.on('bulk.exporting', ({ share }) => shares.push(share));
    const { written, sheets } = await exported(harness, { kind: 'web-users' });
    const theirs = await downloaded(await signedIn(harness), 'web-user');
    const { total } = await harness.call('invitations.list', {});
    expect(total).toBeGreaterThan(3);
    expect(written).toMatchObject({ invitations: total, unread: 0, leftOut: 0 });
    const invited = ({ lines }: { lines: Line[] }) => byName(lines.filter(({ status }) => status === 'Invited'));
    // Of several locations HQ's older download has the first alone.
    const places = Object.keys(sheets['users']!.lines[0] ?? {}).filter((name) => /^location_code [^1]/.test(name));
    const alike = (lines: Line[]) => lines.map((line) => without(line, places));
    expect(alike(invited(sheets['users']!))).toEqual(alike(invited(theirs['users']!)));
    expect([shares.at(-1), shares.every((share, at) => share >= (shares[at - 1] ?? 0))]).toEqual([1, true]);
    const forms = async () => (await harness.requests()).filter((request) => request.path.includes('/invitation/'));
    await harness.requests();
    await exported(harness, { kind: 'web-users' });
    expect(await forms()).toEqual([]);
  });

  it('reads no forms but those of the invitations it is narrowed to, and stops reading where it is called off', async () => {
    const harness = await pulled();
    const [one] = (await harness.call('invitations.list', {})).rows;
    const narrow = await exported(harness, { kind: 'web-users', search: one?.email ?? '' });
    expect(narrow.written).toMatchObject({ invitations: 1, unread: 0 });
    await harness.requests();
    harness.engine.on('bulk.exporting', () => void harness.engine.call('bulk.cancelExport', { jobId: 'export-0002' }));
    const path = join(harness.folder, 'off.xlsx');
    const answer = await harness.engine.call('bulk.export', { kind: 'web-users', path, jobId: 'export-0002' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    // The one under way when it was called off, and perhaps one more.
    expect((await harness.requests()).length).toBeLessThan(3);
  });

  it('has the others without their locations where HQ does not answer, in words that HQ refuses, and says so', async () => {
    const harness = await pulled();
    await harness.fault({ match: { path: 're:invit' }, kind: '500-before', times: 1000 });
    const { total } = await harness.call('invitations.list', {});
    const { written, sheets } = await exported(harness, { kind: 'web-users' });
    expect(written).toMatchObject({ invitations: total, unread: total });
    const invited = sheets['users']?.lines.filter(({ status }) => status === 'Invited') ?? [];
    expect(invited.map((line) => line['location_code 1'])).toEqual(invited.map(() => '(not known here)'));
    const { rows } = await counted(harness);
    expect(rows).toBe(written.people + written.invitations);
  });

  it('is HQ’s own download of web users and invitations, but for what HQ tells there only', async () => {
    const harness = await pulled();
    const [read] = (await harness.call('invitations.list', {})).rows;
    if (!read) throw new Error('the sample has no invitations');
    await harness.call('invitations.read', { localId: read.localId });
    await harness.call('sync.workOffline', { on: true });
    const { written, sheets } = await exported(harness, { kind: 'web-users' });
    await harness.call('sync.workOffline', { on: false });
    const theirs = await downloaded(await signedIn(harness), 'web-user');
    expect(Object.keys(sheets)).toEqual([...Object.keys(theirs), 'roster-base']);
    expect(sheets['users']?.heading).toEqual(theirs['users']?.heading);
    const members = (lines: readonly Line[]) => byName(lines, onlyAtHq).filter(({ status }) => status !== 'Invited');
    expect(members(sheets['users']!.lines)).toEqual(members(theirs['users']!.lines));
    const invited = sheets['users']!.lines.filter(({ status }) => status === 'Invited');
    // Whose form was read is in the file as HQ has it; the others are but for their locations, which a blank cell would take away.
    const key = read.email;
    const withKey = (lines: readonly Line[] = []) => lines.filter(({ username }) => username === key);
    expect(withKey(invited)).toEqual(withKey(theirs['users']?.lines));
    const placed = Object.keys(invited[0] ?? {}).filter((name) => name.startsWith('location_code'));
    const others = (lines: readonly Line[] = []) =>
      byName(
        lines.filter(({ username, status }) => username !== key && status === 'Invited'),
        placed,
      );
    expect(others(invited)).toEqual(others(theirs['users']?.lines));
    const { total } = await harness.call('invitations.list', {});
    expect(written).toMatchObject({ invitations: total, unread: total - 1, leftOut: 0, unnamed: 0 });
    expect(written.asOf).toBeGreaterThan(0);
  });

  it('is HQ’s own download of mobile workers and groups, but for what HQ tells there only', async () => {
    const harness = await pulled();
    const { sheets } = await exported(harness, { kind: 'mobile-workers' });
    const theirs = await downloaded(await signedIn(harness), 'mobile-worker');
    const hidden = [...onlyAtHq, 'role', 'language', 'deactivate_after'];
    expect(Object.keys(sheets)).toEqual(['users', 'groups', 'roster-base']);
    expect(sheets['users']?.heading).toEqual(theirs['users']?.heading.filter((name) => name !== 'deactivate_after'));
    expect(byName(sheets['users']!.lines, hidden)).toEqual(byName(theirs['users']!.lines, hidden));
    expect(sheets['groups']).toEqual(theirs['groups']);
  });

  it('tells when people were last active as HQ’s own file told it, in HQ’s format', async () => {
    const harness = await pulled();
    const [member] = (await harness.call('webUsers.list', { status: 'active' })).rows;
    const [worker, idle] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
    const login = { last_access_date: '2026-01-02T00:00:00Z', last_login: '2026-02-03T10:20:30.250Z' };
    await harness.editAtHq('web-user', member!.username, login);
    await harness.editAtHq('worker', worker!.username, { last_submission: '2026-03-04T05:06:07Z' });
    await harness.editAtHq('worker', idle!.username, { last_submission: null });
    const told = [...['last_access_date', 'last_login'], 'last_submission'].map((name) => `${name} (read only)`);
    const toldIn = (sheets: Sheets) =>
      sheets['users']!.lines.filter(({ status }) => status !== 'Invited')
        .map((line) => [line['username'], ...told.map((name) => line[name])])
        .sort();
    const before = await exported(harness, { kind: 'web-users' });
    expect(toldIn(before.sheets).every((cells) => cells.slice(1).every((cell) => (cell ?? '') === ''))).toBe(true);
    for (const kind of ['web-users', 'mobile-workers'] as const) {
      const theirs = await exported(harness, { kind, source: 'hq' });
      const ours = await exported(harness, { kind, source: 'mirror' });
      expect(toldIn(ours.sheets)).toEqual(toldIn(theirs.sheets));
      if (kind === 'web-users') expect(JSON.stringify(toldIn(ours.sheets))).toContain('2026-02-03 10:20:30');
      else expect(JSON.stringify(toldIn(ours.sheets))).toContain('2026-03-04 05:06:07');
    }
  });

  it('planned here is no change for anybody, also a week later, when HQ has changed some of them', async () => {
    const harness = await pulled();
    const { call } = harness;
    const [worker, other] = (await call('mobileWorkers.list', { status: 'active' })).rows;
    const [member] = (await call('webUsers.list', { status: 'active' })).rows.filter(({ isAdmin }) => !isAdmin);
    if (!worker || !other || !member) throw new Error('the sample has too few people');
    // It looks like an escape of a spreadsheet’s, and is none.
    const patch = { last_name: '_x0041_ =1+1', 'user_data.code': '007' };
    await call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId: worker.localId, patch });
    const planned = async (kind: PlanKind) => {
      const path = join(harness.folder, `${kind}.xlsx`);
      const planId = `plan-of-${kind}`;
      unwrap(await harness.engine.call('bulk.plan', { planId, path, kind }));
      const page = unwrap(await harness.engine.call('bulk.rows', { planId, limit: 1000 }));
      return hostContract['bulk.rows'].output.parse(page).rows.filter(({ outcome }) => outcome !== 'no-change');
    };
    for (const kind of ['web-users', 'mobile-workers'] as const) {
      const { bytes } = await exported(harness, { kind });
      expect(await planned(kind), kind).toEqual([]);
      if (kind === 'mobile-workers') expect(JSON.stringify(sheetsIn(bytes)['users'])).toContain('_x0041_ =1+1');
    }
    await harness.editAtHq('worker', other.username, { first_name: 'Another', email: 'other@example.net' });
    await harness.editAtHq('web-user', member.username, { role: 'Read Only' });
    await harness.sync('pull');
    // What HQ has by now stays: the file says nothing else than it said when it was made.
    for (const kind of ['web-users', 'mobile-workers'] as const) expect(await planned(kind), kind).toEqual([]);
  });

  it('given back to HQ changes nobody there', async () => {
    const harness = await pulled();
    const pages = await signedIn(harness);
    const before = await everybody(harness);
    for (const kind of ['web-users', 'mobile-workers'] as const) {
      const { bytes } = await exported(harness, { kind });
      const user = kind === 'web-users' ? 'web-user' : 'mobile-worker';
      const { job } = valueOf(await pages.startUpload(user, { name: 'people.xlsx', content: bytes }));
      const { problems } = valueOf(await pages.finishUpload(user, job));
      // HQ says so of its own download, too.
      expect(problems.filter(({ problem }) => !problem.startsWith('The email has bounced'))).toEqual([]);
    }
    expect(await everybody(harness)).toEqual(before);
  });

  it('says what the screens show, edits that wait here included, and nothing in it runs or loses its zeros', async () => {
    const harness = await pulled();
    const { call } = harness;
    const [worker] = (await call('mobileWorkers.list', { status: 'active' })).rows;
    const localId = worker?.localId ?? '';
    const patch = { first_name: '=1+1', last_name: '', 'user_data.code': '007', phone_numbers: ['27820001111'] };
    await call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
    await call('mobileWorkers.create', {
      changeId: 'create-0001',
      values: { username: 'only.here', 'user_data.team': 'north' },
      password: 'Long-pass-1',
    });
    const { sheets, written } = await exported(harness, { kind: 'mobile-workers' });
    expect(sheets['users']?.lines.find(({ user_id }) => user_id === localId)).toMatchObject({
      name: '=1+1',
      'uncategorized_data: code': '007',
      'phone-number 1': '27820001111',
    });
    // HQ could not update whom it does not have.
    expect(written.leftOut).toBe(1);
    expect(sheets['users']?.lines.some(({ username }) => username === 'only.here')).toBe(false);
    expect(written.people).toBe(sheets['users']?.lines.length);
  });

  it('is narrowed by role, text, location and status, counted before', async () => {
    const harness = await pulled();
    const { rows } = await harness.call('webUsers.list', { status: 'active' });
    const one = rows.find(({ isAdmin, role }) => !isAdmin && role !== '')!;
    const wanted = { kind: 'web-users', role: one.role, search: one.username } as const;
    const { sheets } = await exported(harness, wanted);
    expect(sheets['users']?.lines.map(({ username }) => username)).toEqual([one.username]);
    expect(unwrap(await harness.engine.call('bulk.countExport', wanted))).toEqual({ rows: 1 });
    const out = await exported(harness, { kind: 'mobile-workers', status: 'deactivated' });
    expect(out.written.people).toBeGreaterThan(0);
    expect(new Set(out.sheets['users']?.lines.map(({ is_active }) => is_active))).toEqual(new Set(['False']));
    const refused = harness.engine.call('bulk.countExport', { kind: 'mobile-workers', role: 'x' });
    expect(await refused).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('keeps an id where a name is not known, so that HQ refuses the row rather than take the place away', async () => {
    const harness = await pulled();
    const { rows } = await harness.call('mobileWorkers.list', {});
    const place = rows.find(({ primaryLocation }) => primaryLocation !== null)!.primaryLocation!;
    const db = new Database(join(harness.folder, 'mirror.db'));
    db.prepare('DELETE FROM locations WHERE location_id = ?').run(place.id);
    db.close();
    const { sheets, written } = await exported(harness, { kind: 'mobile-workers' });
    const cells = sheets['users']!.lines.flatMap((line) => Object.values(line));
    expect(cells).toContain(place.id);
    expect(written.unnamed).toBe(1);
  });

  it('called off leaves no file, nor a part of one', async () => {
    const harness = await pulled();
    const path = join(harness.folder, 'off.xlsx');
    const jobId = 'export-0001';
    harness.engine.on('bulk.exporting', () => void harness.engine.call('bulk.cancelExport', { jobId }));
    const answer = await harness.engine.call('bulk.export', { kind: 'mobile-workers', path, jobId });
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readdirSync(harness.folder).filter((name) => name.includes('off.xlsx'))).toEqual([]);
  });

  it('is refused while the list was never read', async () => {
    const harness = await startHarness();
    await harness.open();
    const wanted = { kind: 'mobile-workers', path: join(harness.folder, 'none.xlsx'), jobId: 'export-0001' };
    expect(await harness.engine.call('bulk.export', wanted)).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
  });
});
