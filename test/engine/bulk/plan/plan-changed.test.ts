/** Rows of a plan changed one by one: what comes of it is what planning all rows gives. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaseRecord } from '#engine/bulk/plan/base-sheet.ts';
import { baseHeading, baseMetaRows, baseSheetName, createBaseWriter } from '#engine/bulk/plan/base-sheet.ts';
import { planSummary } from '#engine/bulk/plan/make-plan.ts';
import { changePlanned } from '#engine/bulk/plan/plan-changed.ts';
import { exclusion } from '#engine/bulk/plan/planned-rows.ts';
import { planStored } from '#engine/bulk/plan/plan-stored.ts';
import { readPlan } from '#engine/bulk/plan/plan-store.ts';
import { cellChange, repairTraps } from '#engine/bulk/plan/repair-stored.ts';
import { rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { pullPeople, worker } from '../../../helpers/mirror-data.ts';
import { planHarness, plannedRows } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';
import { seed } from '../../../helpers/test-deps.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow, GivenSheet } from '../../../helpers/workbook-bytes.ts';

const state = {
  roles: ['Reader', 'Editor'],
  places: { north: '', south: '' },
  groups: ['g1'],
  fields: [{ slug: 'key', label: 'Key', regex: '^[A-G]' }],
  members: [
    { id: 'ana', role: 'Admin', is_admin: true },
    { id: 'cyd', role: 'Admin', is_admin: true },
    { id: 'ben', role: 'Reader', assigned_location_ids: ['north'], primary_location_id: 'north' },
  ],
  invitations: [{ id: 'ina' }],
  workers: [{ id: 'w1', email: 'w1@example.net' }, { id: 'w2', email: 'w2@example.net' }, { id: 'w3' }],
};

/** Few values, so that rows meet: the same person twice, names and addresses exchanged, the last admins, a truth that is a number. */
const cells: Record<PlanKind, Record<string, string[]>> = {
  'web-users': {
    username: [
      'ana@example.org',
      'cyd@example.org',
      'ben@example.org',
      'ina@example.org',
      'new@example.org',
      'bad',
      '',
    ],
    role: ['Admin', 'Reader', 'Editor', 'Chief', ''],
    email: ['', 'a@example.net', 'b@example.net'],
    remove: ['', 'true', 'perhaps'],
    'location_code 1': ['', 'north', 'nowhere'],
    'data: key': ['', 'A', 'Z', '\u00a0A'],
  },
  'mobile-workers': {
    username: ['w1', 'w2', 'w3', 'new', 'new one', ''],
    user_id: ['', 'w1', 'w2', 'w3', 'w9'],
    email: ['', 'w1@example.net', 'w2@example.net', 'x@example.net'],
    password: ['', 'pass-word-7', '****'],
    is_active: ['', 'TRUE', 'false', 'perhaps'],
    role: ['', 'Reader'],
    'group 1': ['', 'g1', 'g3'],
    'phone-number 1': ['', '4912345', 'call me'],
  },
};

const kinds = ['web-users', 'mobile-workers'] as const;
const rowOf = (kind: PlanKind) =>
  fc.record(
    Object.fromEntries(Object.entries(cells[kind]).map(([column, words]) => [column, fc.constantFrom(...words)])),
  );
const position = fc.nat({ max: 9 });
const change = (kind: PlanKind) =>
  fc.oneof(
    fc.record({ rows: fc.array(position, { minLength: 1, maxLength: 3 }), excluded: fc.boolean() }),
    fc.record({ outcome: fc.constantFrom(...rowOutcomes), excluded: fc.boolean() }),
    fc
      .constantFrom(...Object.entries(cells[kind]).map(([column, words], at) => ({ column, words, at })))
      .chain(({ words, at }) => fc.record({ row: position, column: fc.constant(at), text: fc.constantFrom(...words) })),
  );
const story = fc.constantFrom(...kinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    rows: fc.array(rowOf(kind), { minLength: 2, maxLength: 9 }),
    changes: fc.array(change(kind), { minLength: 1, maxLength: 8 }),
    blankAfter: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    hasBase: fc.boolean(),
    /** Else only at the end: what is kept of one change serves the next. */
    each: fc.boolean(),
  }),
);
type Change = typeof story extends fc.Arbitrary<{ changes: (infer One)[] }> ? One : never;

/** The file as it was made from people who stood in its first rows, each a row lower than now. */
function baseSheet(kind: PlanKind): GivenSheet {
  const isWeb = kind === 'web-users';
  const records = (isWeb ? ['ana', 'ben', 'cyd'] : ['w1', 'w2', 'w3']).map((id, index): BaseRecord => {
    const values: BaseRecord['values'] = isWeb ? { role: 'Reader' } : { email: 'was@example.net' };
    const username = isWeb ? `${id}@example.org` : `${id}@p.commcarehq.org`;
    const entity = isWeb ? 'web-user' : 'mobile-worker';
    return { entity, localId: id, serverId: id, row: index + 2, username, values };
  });
  const meta = { kind, server: 'https://hq.example.org', project: 'p', exportedAt: 1 };
  const lines = [...baseMetaRows(meta), ...createBaseWriter().rows(records)];
  return sheetOf(
    lines.map((line) => Object.fromEntries(baseHeading.map((name, at) => [name, line[at] ?? '']))),
    baseHeading,
    baseSheetName,
  );
}

function sheets(kind: PlanKind, rows: readonly GivenRow[], blankAfter: number | null, hasBase: boolean): GivenSheet[] {
  const blank = Object.fromEntries(Object.keys(cells[kind]).map((column) => [column, '']));
  const given = blankAfter === null ? rows : [...rows.slice(0, blankAfter), blank, ...rows.slice(blankAfter)];
  const users = sheetOf(given, Object.keys(cells[kind]));
  return hasBase ? [users, baseSheet(kind)] : [users];
}

async function carryOut({ db, context }: PlanHarness, planId: string, one: Change): Promise<'all' | 'dependent'> {
  const there = plannedRows(db, planId).map(({ row }) => row);
  const rowAt = (at: number) => there[at % Math.max(1, there.length)] ?? 2;
  if ('column' in one) {
    const edit = { row: rowAt(one.row), column: one.column, text: one.text };
    return changePlanned(context, planId, (plan) => cellChange(context, plan, edit));
  }
  const which = 'rows' in one ? one.rows.map(rowAt) : { outcomes: [one.outcome] };
  return changePlanned(context, planId, () => exclusion(db, planId, which, one.excluded));
}

function said({ db }: PlanHarness, planId: string) {
  const { createdAt, ...summary } = planSummary(db, planId);
  return { rows: plannedRows(db, planId), summary, isNew: createdAt > 0 };
}

describe('a plan of which rows are changed', () => {
  it(`is what planning all rows gives, however many changes came before (seed ${seed})`, async () => {
    const harness = planHarness(state);
    await fc.assert(
      fc.asyncProperty(story, async ({ kind, rows, changes, blankAfter, hasBase, each }) => {
        const { planId } = await harness.planSheets(kind, sheets(kind, rows, blankAfter, hasBase));
        for (const [index, one] of changes.entries()) {
          expect(await carryOut(harness, planId, one)).toBe('dependent');
          if (!each && index < changes.length - 1) continue;
          const incremental = said(harness, planId);
          await planStored(harness.context, planId);
          expect(incremental).toEqual(said(harness, planId));
        }
      }),
      { seed, numRuns: 150, endOnFailure: true },
    );
  }, 120_000);

  it('a row is no duplicate any more once the other is left out, and is one again when that is taken in', async () => {
    const harness = planHarness(state);
    const rows = [
      { username: 'w1', user_id: 'w1', email: 'one@example.net' },
      { username: 'w1', user_id: 'w1', email: 'two@example.net' },
    ];
    const { db, context } = harness;
    const { planId, totals } = await harness.plan('mobile-workers', rows);
    expect(totals).toMatchObject({ duplicate: 2 });
    await changePlanned(context, planId, () => exclusion(db, planId, [3], true));
    expect(plannedRows(db, planId).map(({ outcome, excluded }) => [outcome, excluded])).toEqual([
      ['update', false],
      ['update', true],
    ]);
    await changePlanned(context, planId, () => exclusion(db, planId, [3], false));
    expect(planSummary(db, planId).totals).toMatchObject({ duplicate: 2, excluded: 0 });
  });

  it('plans all rows where people moved since, and where the change before was called off', async () => {
    const harness = planHarness(state);
    const { db, context } = harness;
    const rows = ['w1', 'w2', 'w3'].map((id) => ({ username: id, user_id: id, email: 'same@example.net' }));
    const { planId } = await harness.plan('mobile-workers', rows);
    const leaveOut = (row: number, over = context) =>
      changePlanned(over, planId, () => exclusion(db, planId, [row], true));
    expect(await leaveOut(2)).toBe('dependent');
    // Somebody has the address by now.
    pullPeople(db, 'mobile-worker', [worker('w3', { email: 'same@example.net' })]);
    expect(await leaveOut(3)).toBe('all');
    expect(plannedRows(db, planId).map(({ outcome }) => outcome)).toEqual(['update', 'update', 'no-change']);
    expect(await leaveOut(4)).toBe('dependent');

    const called = new AbortController();
    called.abort();
    const stopped = changePlanned({ ...context, signal: called.signal }, planId, (plan) =>
      cellChange(context, plan, { row: 2, column: 2, text: 'other@example.net' }),
    );
    await expect(stopped).rejects.toMatchObject({ error: { code: 'cancelled' } });
    // The change stays, and the plan says that it waits.
    expect(planSummary(db, planId).state).toBe('read');
    expect(await changePlanned(context, planId, () => exclusion(db, planId, [2], false))).toBe('all');
    expect(planSummary(db, planId)).toMatchObject({ state: 'planned', totals: { excluded: 2 } });
    expect(plannedRows(db, planId)[0]?.changes['email']?.to).toBe('other@example.net');
  });
});

it('a repair that is called off has not moved the columns of some rows only', async () => {
  const harness = planHarness(state);
  const { db, context } = harness;
  // More than one slice of a repair.
  const rows = Array.from({ length: 700 }, (_, index) => ({
    size: 'L',
    username: `new${index}`,
    password: 'pass-word-7',
  }));
  const { planId } = await harness.plan('mobile-workers', rows);
  const called = new AbortController();
  const pause = async () => {
    await context.pause();
    if (plannedColumns() === 2) called.abort();
  };
  const plannedColumns = () => readPlan(db, planId).sheet.header?.cells.length;
  const repair = repairTraps({ ...context, pause, signal: called.signal }, planId);
  await repair.catch((error: unknown) => expect(error).toMatchObject({ error: { code: 'cancelled' } }));
  expect(called.signal.aborted).toBe(true);
  await planStored(context, planId);
  expect(plannedRows(db, planId).map(({ username }) => username)).toEqual(rows.map(({ username }) => username));
});
