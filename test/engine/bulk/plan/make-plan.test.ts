import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makePlan, planSummary } from '#engine/bulk/plan/make-plan.ts';
import { exclusion } from '#engine/bulk/plan/planned-rows.ts';
import { listPlans, readPlan } from '#engine/bulk/plan/plan-store.ts';
import { planStored } from '#engine/bulk/plan/plan-stored.ts';
import { changePlanned } from '#engine/bulk/plan/plan-changed.ts';
import { cellChange, repairTraps } from '#engine/bulk/plan/repair-stored.ts';
import { rowSecretId } from '#engine/bulk/plan/stored-rows.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { openSecret } from '#engine/outbox/secrets.ts';
import { writeMeta } from '#engine/sync/meta.ts';
import type { PlanProgress } from '#shared/domain/bulk-plan.ts';
import { failureOf } from '../../../helpers/app-failure.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { plannedRows, planHarness } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';
import { testDeps } from '../../../helpers/test-deps.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../../helpers/workbook-bytes.ts';

const workers = [
  { id: 'w1', email: 'one@example.net' },
  { id: 'w2', email: 'two@example.net' },
];
const members = [
  { id: 'ana', role: 'Admin', is_admin: true },
  { id: 'ben', role: 'Admin', is_admin: true },
];

const password = 'p4ss-of-a-new-worker';

async function planRaw(harness: PlanHarness, rows: readonly (readonly (string | null)[])[], repair = false) {
  return harness.planSheets('mobile-workers', [{ name: 'users', rows }], { repair });
}

function secretOf({ db }: PlanHarness, planId: string, row: number): string | null {
  const sealed = db
    .statement('SELECT secret FROM bulk_plan_rows WHERE plan_id = ? AND row = ?')
    .pluck()
    .get(planId, row) as Uint8Array | null;
  return openSecret(secretKey, rowSecretId(planId, row), sealed);
}

describe('a plan', () => {
  it('keeps passwords encrypted, and apart from the cells', async () => {
    const harness = planHarness({ workers });
    const { planId, rows } = await harness.plan('mobile-workers', [{ username: 'ny', password }]);
    expect(rows[0]?.changes['password']).toEqual({ from: null, to: '********' });
    expect(secretOf(harness, planId, 2)).toBe(password);
    // Another cell is edited: the password stays.
    const edit = { row: 2, column: 0, text: 'nia' };
    await changePlanned(harness.context, planId, (plan) => cellChange(harness.context, plan, edit));
    expect(plannedRows(harness.db, planId)).toMatchObject([{ username: 'nia', outcome: 'create' }]);
    expect(secretOf(harness, planId, 2)).toBe(password);
    // In another spelling HQ does not know the column; it is a password all the same.
    await harness.plan('mobile-workers', [{ username: 'ny', PassWord: password }]);
    harness.db.sql.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(harness.db.path).includes(password)).toBe(false);
  });

  it('reads what HQ reads, until the blank row is put right', async () => {
    const harness = planHarness({ workers });
    const sheet = [['username', 'password'], ['ny', 'pw'], [], ['ro', 'pw']];
    const { rows, warnings, totals } = await planRaw(harness, sheet);
    expect(rows.map(({ row }) => row)).toEqual([2]);
    expect(totals.rows).toBe(1);
    expect(warnings.find(({ code }) => code === 'rows-after-blank')).toMatchObject({
      row: 3,
      count: 1,
      repairable: true,
    });
    const repaired = await planRaw(harness, sheet, true);
    expect(repaired.rows.map(({ row, outcome }) => [row, outcome])).toEqual([
      [2, 'create'],
      [4, 'create'],
    ]);
    expect(repaired.warnings.map(({ code }) => code)).not.toContain('rows-after-blank');
  });

  it('has nothing but refused rows where HQ refuses the file, in its words', async () => {
    const harness = planHarness({ workers });
    const sheet = [
      ['Username', 'password', 'shoe size', 'hat size'],
      ['ny', 'pw', '7', '7'],
    ];
    const { rows, warnings } = await planRaw(harness, sheet);
    expect(rows).toMatchObject([{ outcome: 'invalid' }]);
    expect(rows[0]?.reasons.slice(0, 2)).toEqual([
      'The following are required column headers: username.',
      'The following are illegal column headers: Username, shoe, hat.',
    ]);
    expect(warnings.filter(({ effect }) => effect === 'refuses').length).toBeGreaterThan(2);
    const repaired = await planRaw(harness, sheet, true);
    expect(repaired.rows).toMatchObject([{ username: 'ny', outcome: 'create', reasons: [] }]);
    expect(repaired.warnings.filter(({ effect }) => effect === 'refuses')).toEqual([]);
  });

  it('can be put right one by one', async () => {
    const harness = planHarness({ workers });
    const { planId } = await planRaw(harness, [
      ['username', 'password', 'shoe size'],
      ['ny', 'pw', '7'],
      [],
      ['ro', 'pw'],
    ]);
    await repairTraps(harness.context, planId, ['header-unknown']);
    await planStored(harness.context, planId);
    expect(plannedRows(harness.db, planId)).toMatchObject([{ row: 2, outcome: 'create' }]);
    expect(planSummary(harness.db, planId).warnings.map(({ code }) => code)).toContain('rows-after-blank');
  });

  it('is told how far it is, and leaves nothing when it is cancelled', async () => {
    const harness = planHarness({ workers });
    const rows = Array.from({ length: 3000 }, (_row, index): GivenRow => ({ username: `u${index}`, password: 'x' }));
    const source = { bytes: await workbookBytes([sheetOf(rows)]), name: 'people.xlsx' };
    const make = { planId: 'plan-0001', kind: 'mobile-workers', source } as const;
    const told: PlanProgress[] = [];
    await makePlan(harness.context, { ...make, onProgress: (progress) => told.push(progress) });
    expect(told.map(({ share }) => share).every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(told.filter(({ step }) => step === 'plan').length).toBeGreaterThan(10);
    expect(told.at(-1)).toEqual({ planId: 'plan-0001', step: 'plan', share: 1 });
    for (const step of ['read', 'plan'] as const) {
      const stop = new AbortController();
      const cancelled = makePlan(harness.context, {
        ...make,
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.step === step && progress.share > 0.2) stop.abort();
        },
      });
      await expect(cancelled).rejects.toMatchObject({ error: { code: 'cancelled' } });
      for (const table of ['bulk_plans', 'bulk_plan_rows', 'bulk_plan_bases'])
        expect(harness.db.statement(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
  });

  it('takes the place of the one before of its kind', async () => {
    const harness = planHarness({ workers, members });
    const first = await harness.plan('mobile-workers', [{ username: 'ny', password: 'x' }]);
    const other = await harness.plan('web-users', [{ username: 'ana@example.org', role: 'Admin' }]);
    const second = await harness.plan('mobile-workers', [{ username: 'ro', password: 'x' }]);
    expect(
      listPlans(harness.db)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([other.planId, second.planId].sort());
    expect(failureOf(() => readPlan(harness.db, first.planId)).code).toBe('not-found');
  });

  it('is made also where the account is only looked at, and leaves the file as it is', async () => {
    const harness = planHarness({ workers });
    harness.db.sql.pragma('wal_checkpoint(TRUNCATE)');
    const before = readFileSync(harness.db.path);
    const looked = openDatabase(harness.db.folder, testDeps(), { readOnly: true });
    try {
      const bytes = await workbookBytes([sheetOf([{ username: 'ny', password: 'x' }])]);
      const source = { bytes, name: 'people.xlsx' };
      const make = { planId: 'plan-0001', kind: 'mobile-workers', source } as const;
      const { totals } = await makePlan({ ...harness.context, db: looked }, make);
      expect(totals).toMatchObject({ rows: 1, create: 1 });
      expect(plannedRows(looked, 'plan-0001')).toMatchObject([{ username: 'ny', outcome: 'create' }]);
    } finally {
      looked.close();
    }
    expect(listPlans(harness.db)).toEqual([]);
    expect(readFileSync(harness.db.path).equals(before)).toBe(true);
  });

  it('waits for the first pull: who is not known would be taken for new', async () => {
    const harness = planHarness();
    writeMeta(harness.db, 'mirrorComplete', false);
    await expect(harness.plan('web-users', [{ username: 'a@example.org', role: 'Reader' }])).rejects.toMatchObject({
      error: { code: 'wrong-state' },
    });
  });
});

describe('rules over several rows', () => {
  it('let one of two admins go, and not both; who is left out goes nowhere', async () => {
    const harness = planHarness({ members, roles: ['Admin', 'Reader'] });
    const rows = [
      { username: 'ana@example.org', role: 'Reader', remove: '' },
      { username: 'ben@example.org', role: 'Admin', remove: 'yes' },
    ];
    const { planId, rows: both } = await harness.plan('web-users', rows);
    expect(both.map(({ outcome, flags }) => [outcome, flags])).toEqual([
      ['not-permitted', []],
      ['not-permitted', []],
    ]);
    expect(both.map(({ reasons }) => reasons[0])).toEqual([
      expect.stringContaining('last active admin') as string,
      expect.stringContaining('last active admin') as string,
    ]);
    exclusion(harness.db, planId, [3], true).write();
    await planStored(harness.context, planId);
    expect(plannedRows(harness.db, planId)).toMatchObject([
      { outcome: 'update', excluded: false },
      { outcome: 'remove', excluded: true },
    ]);
    expect(planSummary(harness.db, planId).totals).toMatchObject({ update: 1, remove: 1, excluded: 1 });
  });

  it('name usernames that are exchanged, and addresses', async () => {
    const harness = planHarness({ workers });
    const names = await harness.plan('mobile-workers', [
      { user_id: 'w1', username: 'w2' },
      { user_id: 'w2', username: 'w1' },
    ]);
    expect(names.rows.map(({ outcome, reasons }) => [outcome, reasons])).toEqual([
      [
        'invalid',
        [
          "Changing usernames is not supported: 'w1@p.commcarehq.org' to 'w2@p.commcarehq.org'",
          'Rows 2, 3 exchange their usernames.',
        ],
      ],
      [
        'invalid',
        [
          "Changing usernames is not supported: 'w2@p.commcarehq.org' to 'w1@p.commcarehq.org'",
          'Rows 2, 3 exchange their usernames.',
        ],
      ],
    ]);
    const mails = await harness.plan('mobile-workers', [
      { user_id: 'w1', username: 'w1', email: 'two@example.net' },
      { user_id: 'w2', username: 'w2', email: 'one@example.net' },
    ]);
    expect(mails.rows.map(({ outcome }) => outcome)).toEqual(['update', 'update']);
    expect(mails.warnings.find(({ code }) => code === 'emails-swapped')).toMatchObject({ rows: [2, 3], count: 2 });
  });

  it('tell all reasons of a row, the gravest as its outcome', async () => {
    const harness = planHarness({ workers, roles: ['Reader'] });
    const { rows } = await harness.plan('mobile-workers', [
      { username: 'ny', password: '', email: 'none', role: 'Chief', is_active: 'perhaps' },
      { username: 'Ny', password: 'x', email: '', role: '', is_active: '' },
    ]);
    expect(rows).toMatchObject([{ outcome: 'duplicate' }, { outcome: 'duplicate' }]);
    expect(rows[0]?.reasons).toEqual([
      "'username' values must be unique",
      'User has an invalid email address for their email',
      "Role 'Chief' does not exist or you do not have permission to access it",
      "'is_active' column can only contain 'true' or 'false'",
      'New users must have a password set.',
    ]);
  });
});
