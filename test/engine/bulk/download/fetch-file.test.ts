/** HQ's own workbook: made at HQ, saved as it is, and learned from. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';

let harness: Harness;
let path: string;

beforeEach(async () => {
  harness = await startHarness();
  path = join(harness.folder, 'from hq.xlsx');
  await harness.open();
});

async function signedIn(): Promise<void> {
  await harness.signIn();
  await harness.sync('pull');
}

type Wanted = Partial<HostInput<'bulk.export'>> & { kind: PlanKind };
const asked = (wanted: Wanted) =>
  harness.engine.call('bulk.export', { source: 'hq', path, jobId: 'download-1', ...wanted });
const downloaded = async (wanted: Wanted) => hostContract['bulk.export'].output.parse(unwrap(await asked(wanted)));
const rowsIn = (file: string) => readWorkbook(readFileSync(file))[0]?.cells ?? [];
const counted = async (wanted: Wanted) =>
  hostContract['bulk.countExport'].output.parse(
    unwrap(await harness.engine.call('bulk.countExport', { source: 'hq', ...wanted })),
  ).rows;

describe('HQ’s own workbook', () => {
  it('of workers is saved with HQ’s rows, and tells when each sent the last form', async () => {
    await signedIn();
    const shares: number[] = [];
    harness.engine.on('bulk.exporting', ({ share }) => shares.push(share));
    const [first, second] = (await harness.call('mobileWorkers.list', { limit: 2 })).rows;
    expect(first?.activity).toBeNull();
    await harness.editAtHq('worker', first?.username ?? '', { last_submission: '2026-03-04T05:06:07.891Z' });
    await harness.editAtHq('worker', second?.username ?? '', { last_submission: null });
    const rows = await counted({ kind: 'mobile-workers' });
    const written = await downloaded({ kind: 'mobile-workers' });
    expect(written).toMatchObject({ people: rows, invitations: 0 });
    expect(rowsIn(path)).toHaveLength(1 + rows);
    expect(rowsIn(path)[0]).toContain('last_submission (read only)');
    const list = (await harness.call('mobileWorkers.list', { limit: 500 })).rows;
    expect(list.every(({ activity }) => activity?.asOf === written.asOf)).toBe(true);
    expect(list[0]?.activity).toMatchObject({ lastForm: Date.UTC(2026, 2, 4, 5, 6, 7), lastAccess: null });
    expect(list[1]?.activity).toMatchObject({ lastForm: null });
    const detail = await harness.call('people.get', { entity: 'mobile-worker', key: first?.localId ?? '' });
    expect(detail.readOnly).toMatchObject({
      last_form: '2026-03-04T05:06:07.000Z',
      activity_as_of: new Date(written.asOf ?? 0).toISOString(),
    });
    expect([shares.at(-1), shares.every((share, at) => share >= (shares[at - 1] ?? 0))]).toEqual([1, true]);
    // It is not in any list of HQ's: a pull leaves it.
    await harness.sync('pull');
    expect((await harness.call('mobileWorkers.list', { limit: 1 })).rows[0]?.activity).toEqual(list[0]?.activity);
  });

  it('of web users counts invitations apart, and tells last access and last login; HQ itself narrows it, a role by its number', async () => {
    await signedIn();
    const [first] = (await harness.call('webUsers.list', { limit: 1 })).rows;
    const set = { last_access_date: '2026-01-02T00:00:00Z', last_login: '2026-02-03T10:20:30Z' };
    await harness.editAtHq('web-user', first?.username ?? '', set);
    const written = await downloaded({ kind: 'web-users' });
    const state = (await harness.practice.control('state')) as { webUsers: object[]; invitations: object[] };
    expect([written.people, written.invitations]).toEqual([state.webUsers.length, state.invitations.length]);
    expect((await harness.call('webUsers.list', { limit: 1 })).rows[0]?.activity).toMatchObject({
      lastForm: null,
      lastAccess: Date.UTC(2026, 0, 2),
      lastLogin: Date.UTC(2026, 1, 3, 10, 20, 30),
    });

    for (const [by, key] of [
      ['lastAccess', 'lastAccess'],
      ['last_login', 'lastLogin'],
    ] as const) {
      const { rows } = await harness.call('webUsers.list', { sort: { by, descending: true }, limit: 500 });
      const moments = rows.map(({ activity }) => activity?.[key] ?? 0);
      expect(Math.max(...moments)).toBeGreaterThan(0);
      expect(moments).toEqual([...moments].sort((one, other) => other - one));
    }

    const [worker] = (await harness.call('mobileWorkers.list', { status: 'active', limit: 1 })).rows;
    const search = worker?.username.split('@')[0] ?? '';
    const all = await counted({ kind: 'mobile-workers' });
    const active = await counted({ kind: 'mobile-workers', status: 'active' });
    expect(active + (await counted({ kind: 'mobile-workers', status: 'deactivated' }))).toBe(all);
    expect(await counted({ kind: 'mobile-workers', search: search.slice(0, 30) })).toBeLessThan(all);
    await harness.requests();
    expect((await downloaded({ kind: 'mobile-workers', role: 'Field Implementer' })).people).toBeLessThan(all);
    const begun = (await harness.requests()).find((request) => request.path.includes('/commcare/download/?'));
    expect(begun?.path).toMatch(/role_id=\w+/);
    const { locations } = await harness.call('lookups.get', {});
    const place = locations.find(({ parentId }) => parentId !== null);
    expect(await counted({ kind: 'web-users', locationId: place?.id ?? '', status: 'active' })).toBeGreaterThan(0);
  });

  it('cannot be had with what HQ does not know, without a sign-in, offline, or once it is called off; an older file stays', async () => {
    expect(await asked({ kind: 'web-users' })).toMatchObject({ ok: false, error: { code: 'credential' } });
    await signedIn();
    await harness.requests();
    for (const filter of [{ search: 'x'.repeat(31) }, { search: 'a*' }, { role: 'Admin' }, { role: 'No such role' }])
      expect(await asked({ kind: 'web-users', ...filter })).toMatchObject({
        ok: false,
        error: { code: 'invalid-input' },
      });
    expect(await harness.requests()).toEqual([]);
    await harness.call('sync.workOffline', { on: true });
    expect(await asked({ kind: 'web-users' })).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(existsSync(path)).toBe(false);

    await harness.call('sync.workOffline', { on: false });
    await harness.practice.control('settings', { json: { jobPolls: 1000 } });
    writeFileSync(path, 'older');
    harness.engine.on('bulk.exporting', () => void harness.engine.call('bulk.cancelExport', { jobId: 'download-1' }));
    expect(await asked({ kind: 'mobile-workers' })).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(readFileSync(path, 'utf8')).toBe('older');
  });
});
