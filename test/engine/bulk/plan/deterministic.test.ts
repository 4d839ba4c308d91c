import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planSummary } from '#engine/bulk/plan/make-plan.ts';
import { planStored } from '#engine/bulk/plan/plan-stored.ts';
import { rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { planHarness, plannedRows } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';
import { seed } from '../../../helpers/test-deps.ts';

const state = {
  roles: ['Reader', 'Editor'],
  places: { north: '', south: '' },
  groups: ['g1', 'g2'],
  fields: [
    { slug: 'key', label: 'Key', regex: '^[A-G]' },
    { slug: 'grade', label: 'Grade' },
  ],
  profiles: { Nurse: { grade: '03' } },
  members: [
    { id: 'ana', role: 'Admin', is_admin: true },
    { id: 'ben', role: 'Reader', assigned_location_ids: ['north'], primary_location_id: 'north' },
  ],
  invitations: [{ id: 'ina' }],
  workers: [{ id: 'w1', email: 'w1@example.net', groups: ['group-g1'] }, { id: 'w2' }],
};

/** Every column HQ takes, each with words that are right, wrong and none. */
const shared = {
  role: ['', 'Reader', 'Editor', 'Chief'],
  email: ['', 'a@example.net', 'no address'],
  'location_code 1': ['', 'north', 'SOUTH', 'west'],
  'location_code 2': ['', 'south'],
  user_profile: ['', 'Nurse', 'Nobody’s'],
  'data: key': ['', 'A', 'Z'],
  'data: grade': ['', '03', 'x'],
  'uncategorized_data: free': ['', ' text '],
  domain: ['', 'p', 'q'],
};
const truths = ['', 'TRUE', 'false', 'perhaps'];
const cells: Record<PlanKind, Record<string, string[]>> = {
  'web-users': {
    username: ['ana@example.org', 'Ben@example.org', 'ina@example.org', 'zoe@example.org', ''],
    remove: ['', 'true', 'perhaps'],
    status: ['', 'Invited', 'Active User'],
    first_name: ['', 'Ann'],
    last_name: ['', 'Lee'],
    'last_login (read only)': ['', 'N/A'],
    tableau_role: ['', 'Viewer', 'N/A'],
    tableau_groups: ['', 'g', 'a,b'],
    ...shared,
  },
  'mobile-workers': {
    username: ['w1', 'w2', 'new one', ''],
    user_id: ['', 'w1', 'w2', 'w9'],
    name: ['', 'Mary Ann Lee', '=1+1'],
    language: ['', 'en'],
    password: ['', 'pw', '****'],
    is_active: truths,
    is_account_confirmed: truths,
    send_confirmation_email: truths,
    send_confirmation_sms: truths,
    web_user: ['', 'ana@example.org', 'zoe@example.org'],
    remove_web_user: truths,
    deactivate_after: ['', '02-2027', 'soon'],
    'phone-number 1': ['', '+4912345', 'call me'],
    'phone-number 2': ['', '4912345'],
    'group 1': ['', 'g1', 'g3'],
    'group 2': ['', 'g2'],
    ...shared,
  },
};

const kinds = ['web-users', 'mobile-workers'] as const;
const rowOf = (kind: PlanKind) =>
  fc.record(
    Object.fromEntries(Object.entries(cells[kind]).map(([column, words]) => [column, fc.constantFrom(...words)])),
  );
const sheet = fc.constantFrom(...kinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    rows: fc.array(rowOf(kind), { minLength: 1, maxLength: 8 }),
    columns: fc.shuffledSubarray(Object.keys(cells[kind]), { minLength: Object.keys(cells[kind]).length }),
  }),
);

/** Columns of one list stay as they follow each other: HQ takes the file's order, not the number. */
function inListOrder(columns: readonly string[]): string[] {
  const listOf = (column: string) => /^(\S+) \d+$/.exec(column)?.[1];
  const left = new Map<string, string[]>();
  for (const column of [...columns].sort()) {
    const list = listOf(column);
    if (list !== undefined) left.set(list, [...(left.get(list) ?? []), column]);
  }
  return columns.map((column) => left.get(listOf(column) ?? '')?.shift() ?? column);
}

/** All that a plan says, but which one it is and where a column stands. */
async function said(harness: PlanHarness, ...of: Parameters<PlanHarness['plan']>) {
  const { planId, rows, totals, emails, warnings } = await harness.plan(...of);
  return {
    planId,
    plan: { rows, totals, emails, warnings: warnings.map(({ code, count, rows: at }) => [code, count, at]) },
  };
}

it('the same rows give the same plan: again, planned anew, and with the columns in another order', async () => {
  const harness = planHarness(state);
  await fc.assert(
    fc.asyncProperty(sheet, async ({ kind, rows, columns }) => {
      const first = await said(harness, kind, rows);
      expect((await said(harness, kind, rows)).plan).toEqual(first.plan);
      const moved = await said(harness, kind, rows, inListOrder(columns));
      const inOrder = (plan: typeof first.plan) => ({ ...plan, warnings: plan.warnings.map(String).sort() });
      expect(inOrder(moved.plan)).toEqual(inOrder(first.plan));
      await planStored(harness.context, moved.planId);
      expect(plannedRows(harness.db, moved.planId)).toEqual(moved.plan.rows);
      const { totals, emails } = planSummary(harness.db, moved.planId);
      expect({ totals, emails }).toEqual({ totals: moved.plan.totals, emails: moved.plan.emails });
      expect(rowOutcomes.reduce((sum, outcome) => sum + totals[outcome], 0)).toBe(rows.length);
    }),
    { seed, numRuns: 40, endOnFailure: true },
  );
}, 120_000);
