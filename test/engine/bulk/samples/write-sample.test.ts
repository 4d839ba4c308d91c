/** The sample workbooks of the practice project, as a newcomer meets them: planned, put right, carried out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPractice } from '#engine/bulk/samples/write-sample.ts';
import { planKinds } from '#shared/domain/bulk-plan.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { SampleName } from '#shared/domain/sample-workbooks.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';

async function ask<Name extends HostMethodName>(
  { engine }: Harness,
  name: Name,
  input: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[name].output.parse(unwrap(await engine.call(name, input))) as HostOutput<Name>;
}

const planId = 'plan-of-sample';

async function pulled(signedIn = true): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 400 } });
  await harness.open();
  // Signed in, invitations come with their locations, and roles and custom fields are known.
  if (signedIn) await harness.signIn();
  await harness.sync('pull');
  return harness;
}

async function planned(harness: Harness, kind: PlanKind, sample: SampleName) {
  const path = join(harness.folder, `${kind} ${sample}.xlsx`);
  const { rows: count } = await ask(harness, 'bulk.writeSample', { kind, sample, path });
  expect(await ask(harness, 'bulk.guess', { path })).toEqual({ kind });
  const summary = await ask(harness, 'bulk.plan', { planId, path, kind });
  const { rows } = await ask(harness, 'bulk.rows', { planId, limit: 1000 });
  return { count, summary, rows };
}

const reasonsOf = (rows: readonly { reasons: readonly string[] }[]) =>
  rows.flatMap(({ reasons }) => reasons).join('\n');

describe('a sample workbook', () => {
  it('that is clean warns of nothing but dates that nobody tells of, and every row can be carried out', async () => {
    const harness = await pulled();
    const web = await planned(harness, 'web-users', 'clean');
    expect(web.summary).toMatchObject({ totals: { rows: 5, update: 2, invite: 1, 'no-change': 2 }, emails: 1 });
    expect(web.summary.warnings.filter(({ effect }) => effect !== 'notice')).toEqual([]);
    const workers = await planned(harness, 'mobile-workers', 'clean');
    expect(workers.summary.totals).toMatchObject({ rows: 5, update: 3, create: 1, 'no-change': 1 });
    expect(workers.summary.warnings.filter(({ effect }) => effect !== 'notice').map(({ code }) => code)).toEqual([
      'dates-go',
    ]);
    const done = await ask(harness, 'bulk.commit', { planId, batchId: 'batch-0001' });
    expect(done.totals).toMatchObject({ waiting: 4, 'no-change': 1 });
  });

  it('of web users with typical mistakes shows each, and one click puts right what can be', async () => {
    const harness = await pulled();
    const { count, summary } = await planned(harness, 'web-users', 'mistakes');
    const codes = summary.warnings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining([
        ...['header-respelled', 'header-unknown', 'header-clears', 'rows-after-blank', 'cell-truth-number', 'no-base'],
      ]),
    );
    // HQ refuses the file as it is.
    expect(summary.totals).toMatchObject({ invalid: summary.totals.rows, invite: 0, update: 0 });
    const repaired = await ask(harness, 'bulk.repair', { planId });
    expect(repaired.warnings.filter(({ repairable }) => repairable)).toEqual([]);
    expect(repaired.totals).toMatchObject({ rows: count, duplicate: 2, remove: 1, invite: 1 });
    const { rows } = await ask(harness, 'bulk.rows', { planId, limit: 1000 });
    const told = reasonsOf(rows);
    expect(told).toContain("Role 'Chief of Everything' does not exist");
    expect(told).toContain('User has an invalid email address for their username');
    expect(told).toContain("Upload of web users requires 'username' and 'role' for each user");
    const own = rows.find(({ username }) => username === harness.practice.hq.username);
    expect(own).toMatchObject({ outcome: 'not-permitted', changes: { role: { from: 'Admin' } } });
    expect(repaired.totals.newAdmins).toBe(1);
    const done = await ask(harness, 'bulk.commit', { planId, batchId: 'batch-0001', validOnly: true });
    expect(done.totals['left-out']).toBeGreaterThan(3);
    expect(done.totals.waiting).toBe(repaired.totals.update + repaired.totals.remove + repaired.totals.invite);
  });

  it('of mobile workers with typical mistakes shows each, and one click puts right what can be', async () => {
    const harness = await pulled();
    const { count, summary } = await planned(harness, 'mobile-workers', 'mistakes');
    expect(summary.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        ...['sheet-name', 'header-bare-list', 'header-unknown', 'rows-after-blank', 'cell-number', 'cell-truth-number'],
      ]),
    );
    const repaired = await ask(harness, 'bulk.repair', { planId });
    expect(repaired.warnings.filter(({ repairable }) => repairable)).toEqual([]);
    expect(repaired.totals).toMatchObject({ rows: count, duplicate: 2, create: 1 });
    const { rows } = await ask(harness, 'bulk.rows', { planId, limit: 1000 });
    const told = reasonsOf(rows);
    expect(told).toContain('Invalid phone number detected: call me');
    expect(told).toContain("Could not find organization with site code 'nowhere'");
    expect(told).toContain('New users must have a password set.');
    expect(told).toContain("Group 'A group that is not there' does not exist");
    expect(told).toMatch(/Rows? \d+, \d+|exchange/);
    // What looks like a formula is a name like any other here.
    expect(rows.find(({ changes }) => changes['first_name']?.to === '=SUM(1;2)')).toBeTruthy();
    expect(
      rows.find(({ changes }) => Array.isArray(changes['phone_numbers']?.to))?.changes['phone_numbers']?.to,
    ).toEqual(['254700000002']);
  });

  it('that is large has more rows than Roster would send one by one', async () => {
    const harness = await pulled();
    const web = await planned(harness, 'web-users', 'many');
    expect(web.summary).toMatchObject({ totals: { rows: 400, invite: 400 }, emails: 400 });
    const workers = await planned(harness, 'mobile-workers', 'many');
    expect(workers.summary.totals.create).toBe(100);
    expect(workers.summary.totals.update).toBe(workers.count - 100);
    expect((await ask(harness, 'bulk.ways', { planId })).advised).toBe('upload');
  });

  it.each(planKinds)(
    'of %s with typical mistakes has rows that can be carried out where nobody is signed in',
    async (kind) => {
      const harness = await pulled(false);
      await planned(harness, kind, 'mistakes');
      const { totals } = await ask(harness, 'bulk.repair', { planId });
      const doing = totals.create + totals.invite + totals.update + totals.remove;
      const done = await ask(harness, 'bulk.commit', { planId, batchId: 'batch-0001', validOnly: true });
      expect(done.totals.waiting).toBe(doing);
      expect(doing).toBeGreaterThan(2);
      // Which roles there are is told to whoever is signed in: until then a role that is not there is for HQ to refuse.
      expect(totals.invalid).toBeGreaterThan(kind === 'web-users' ? 1 : 2);
    },
  );

  it.each(planKinds)(
    'of %s is the same each time, and is made of nobody but the practice project’s people',
    async (kind) => {
      const harness = await pulled();
      const first = await planned(harness, kind, 'mistakes');
      const again = await planned(harness, kind, 'mistakes');
      expect(again.rows).toEqual(first.rows);
      const server = { id: 'a', server: 'https://hq.example.org', project: 'practice-project', username: 'me' };
      expect(isPractice({ ...server, kind: 'practice' })).toBe(true);
      expect(isPractice({ ...server, kind: 'hq' })).toBe(false);
      expect(isPractice({ ...server, kind: 'hq', server: 'http://127.0.0.1:8900' })).toBe(true);
      expect(isPractice({ ...server, kind: 'hq', server: 'http://127.0.0.1:8900', project: 'real' })).toBe(false);
    },
  );

  it('is not written before anybody was pulled', async () => {
    const harness = await startHarness({ practice: { size: 4 } });
    await harness.open();
    const path = join(harness.folder, 'early.xlsx');
    const answer = await harness.engine.call('bulk.writeSample', { kind: 'web-users', sample: 'clean', path });
    expect(answer).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
    expect(existsSync(path)).toBe(false);
  });
});
