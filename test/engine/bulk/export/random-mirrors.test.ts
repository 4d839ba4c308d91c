/** Whatever people there are, and whatever waits: the workbook of them is no change for anybody, with its hidden sheet and without. */
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { exportPeople } from '#engine/bulk/export/export-people.ts';
import { baseSheetName } from '#engine/bulk/plan/base-sheet.ts';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { PlanKind, PlannedRow } from '#shared/domain/bulk-plan.ts';
import { peopleExportSchema } from '#shared/domain/people-export.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, openPlanHarness, plannedRows } from '../../../helpers/plan-harness.ts';
import type { PlanHarness, ProjectState } from '../../../helpers/plan-harness.ts';
import { nastyTexts } from '../../../helpers/round-trip-people.ts';
import { seed, testDeps } from '../../../helpers/test-deps.ts';
import { workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenSheet } from '../../../helpers/workbook-bytes.ts';

const roles = ['Reader', '=Role', 'Field “lead”'];
const places = { north: '', south: '', '007': 'north', '1e5': 'north' };
const groups = ['g1', 'group 10', 'group 9', '1/2'];
const profiles = { Nurse: { grade: '03', unit: '' }, Guard: { unit: 'night' } };
const fields = [
  { slug: 'grade', label: 'Grade' },
  { slug: 'code', label: 'Code', regex: '^[0-9]*$' },
  { slug: 'mode', label: 'Mode', choices: ['a', 'b b', '3'] },
];

const anyText = fc.oneof(
  fc.constantFrom(...Object.values(nastyTexts)),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
/** As HQ keeps names: nothing but blanks is none, and no line breaks. */
const nameText = fc.oneof(
  fc.constantFrom('', '=1+1', 'Mary Ann', 'van  der Berg', '佐藤', "O'Neil", '-x', '@'),
  fc.string({ maxLength: 8 }),
);
const some = <T>(values: readonly T[]) => fc.shuffledSubarray([...values]);
const userData = fc.record(
  {
    grade: fc.constantFrom('', '03', 'x'),
    code: fc.constantFrom('', '007', '12345678901234567890'),
    mode: fc.constantFrom('', 'a', 'b b', '3'),
    note: anyText,
    number: fc.oneof(fc.integer(), fc.constantFrom(1.5, -0.25, 1e21)),
    truth: fc.boolean(),
    list: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const member = fc.record({
  role: fc.constantFrom('', 'Admin', ...roles),
  assigned_location_ids: some(Object.keys(places)),
  profile: fc.constantFrom('', 'Nurse', 'Guard'),
  user_data: userData,
  is_active_in_domain: fc.boolean(),
});
const invitation = fc.record({
  role_label: fc.constantFrom('', ...roles),
  assigned_location_ids: some(Object.keys(places)),
  email_marked_as_bounced: fc.boolean(),
});
const worker = fc.record({
  first_name: nameText,
  last_name: nameText,
  email: fc.constantFrom('', 'w@example.net', 'W.Upper@example.net'),
  phone_numbers: some(['0027820001111', '49123', '1', '+27830001111']),
  groups: some(groups.map((name) => `group-${name}`)),
  locations: some(Object.keys(places)),
  profile: fc.constantFrom('', '1', '2'),
  user_data: userData,
  active: fc.boolean(),
});
/** What waits to be sent: of one worker and one member. */
const waiting = fc.record({
  worker: fc.record(
    { first_name: nameText, email: fc.constantFrom('', 'new@example.net'), 'user_data.note': anyText },
    { requiredKeys: [] },
  ),
  member: fc.record({ role: fc.constantFrom(...roles), 'user_data.note': anyText }, { requiredKeys: [] }),
});
const project = fc.record({
  members: fc.array(member, { maxLength: 4 }),
  invitations: fc.array(invitation, { maxLength: 3 }),
  workers: fc.array(worker, { maxLength: 4 }),
  usesProfiles: fc.boolean(),
  waiting,
});
type Project = typeof project extends fc.Arbitrary<infer T> ? T : never;

function stateOf({ members, invitations, workers, usesProfiles }: Project): ProjectState {
  const first = (ids: readonly string[]) => ids[0] ?? '';
  const named = workers.map(({ active, profile, user_data, ...more }, index) => ({
    id: `w${index}`,
    active,
    ...more,
    primary_location: more.locations.at(-1) ?? null,
    default_phone_number: more.phone_numbers[0] ?? null,
    user_data: {
      commcare_project: 'p',
      ...user_data,
      ...(usesProfiles && profile ? { commcare_profile: profile } : {}),
    },
  }));
  const of = (isActive: boolean) =>
    named.filter(({ active }) => active === isActive).map(({ active: _active, ...more }) => more);
  return {
    roles,
    places,
    groups,
    fields,
    ...(usesProfiles ? { profiles } : {}),
    members: members.map(({ profile, ...more }, index) => ({
      id: `m${index}`,
      ...more,
      is_admin: more.role === 'Admin',
      profile: usesProfiles ? profile : '',
      primary_location_id: first(more.assigned_location_ids),
    })),
    invitations: invitations.map((more, index) => ({
      id: `i${index}`,
      ...more,
      primary_location_id: more.assigned_location_ids.at(-1) ?? '',
    })),
    workers: of(true),
    deactivated: of(false),
  };
}

/** A value the outbox refuses is none that could wait. */
function wait({ db }: PlanHarness, entity: 'web-user' | 'mobile-worker', localId: string, patch: FieldValues): void {
  if (Object.keys(patch).length === 0) return;
  const context = { db, author: me, project: 'p', secretKey, now: () => 1, usesPersonalId: () => null };
  try {
    recordEdit(context, { changeId: `edit-${localId}`, entity, localId, patch });
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
  }
}

async function changed(
  harness: PlanHarness,
  kind: PlanKind,
  source: { path: string } | { bytes: Uint8Array; name: string },
) {
  const { totals } = await makePlan(harness.context, { planId: `plan-of-${kind}`, kind, source });
  const rows = plannedRows(harness.db, `plan-of-${kind}`);
  return { rows: totals.rows, changed: rows.filter((row) => isChange(row, 'path' in source)) };
}

/** Without the hidden sheet nobody can tell that the row was not touched: who has no role is refused by HQ in its own download as well. */
const noRole = "Role 'Unknown Role' does not exist or you do not have permission to access it";
const isChange = (row: PlannedRow, hasBase: boolean) =>
  row.outcome !== 'no-change' && (hasBase || Object.keys(row.changes).length > 0 || String(row.reasons) !== noRole);

it('the workbook of any people is no change for any of them', async () => {
  await fc.assert(
    fc.asyncProperty(project, async (given) => {
      const folder = mkdtempSync(join(tmpdir(), 'roster random '));
      const harness = openPlanHarness(folder, stateOf(given));
      try {
        harness.db
          .statement(
            "INSERT INTO sync_cursors (list, generation, completed_at) VALUES ('mobile-worker:deactivated', 1, 1)",
          )
          .run();
        wait(harness, 'mobile-worker', 'w0', given.waiting.worker);
        wait(harness, 'web-user', 'm0', given.waiting.member);
        for (const kind of ['web-users', 'mobile-workers'] as const) {
          const path = join(folder, `${kind}.xlsx`);
          const work = {
            ...harness,
            deps: testDeps(),
            signal: new AbortController().signal,
            onProgress: () => undefined,
          };
          await exportPeople(work, peopleExportSchema.parse({ kind, path }));
          const count = kind === 'web-users' ? given.members.length + given.invitations.length : given.workers.length;
          expect(await changed(harness, kind, { path })).toEqual({ rows: count, changed: [] });
          const bare = { bytes: await withoutBase(path), name: 'bare.xlsx' };
          expect(await changed(harness, kind, bare)).toEqual({ rows: count, changed: [] });
        }
      } finally {
        harness.db.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { seed, numRuns: 25, endOnFailure: true },
  );
}, 60_000);

/** The sheets a person sees. */
async function withoutBase(path: string): Promise<Uint8Array> {
  const sheets = readWorkbook(readFileSync(path)).filter(({ title }) => title !== baseSheetName);
  return workbookBytes(
    sheets.map(({ title, cells }): GivenSheet => ({
      name: title,
      rows: cells.map((line) => line.map((cell) => (cell === null ? null : String(cell)))),
    })),
  );
}
