import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import type { MakePlan, MakePlanContext } from '#engine/bulk/plan/make-plan.ts';
import { listPlanned } from '#engine/bulk/plan/planned-rows.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import type { HqRecord } from '#engine/hq/gateway.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { writeMeta } from '#engine/sync/meta.ts';
import type { PlanKind, PlannedRow, PlanSummary } from '#shared/domain/bulk-plan.ts';
import type { Account } from '#shared/domain/account.ts';
import { jsonSchema } from '#shared/domain/entities.ts';
import type { MirrorEntity } from '#shared/domain/entities.ts';
import { secretKey } from './engine-harness.ts';
import { location, pullPeople, webUser, worker } from './mirror-data.ts';
import { tempFolder } from './temp-folder.ts';
import { testDeps } from './test-deps.ts';
import { sheetOf, workbookBytes } from './workbook-bytes.ts';
import type { GivenRow, GivenSheet } from './workbook-bytes.ts';

const record = z.record(z.string(), jsonSchema);
const person = z.object({ id: z.string() }).catchall(jsonSchema);
const fieldSchema = z.object({
  slug: z.string(),
  label: z.string(),
  required: z.boolean().default(false),
  choices: z.array(z.string()).nullable().default(null),
  regex: z.string().nullable().default(null),
});

/** What the mirror holds. People as HQ's lists have them, `id` first; what is left out is as in mirror-data.ts. */
export const projectStateSchema = z
  .object({
    roles: z.array(z.string()),
    /** Of these, those the account may give; null: not told. */
    assignable: z.array(z.string()).nullable(),
    fields: z.array(fieldSchema),
    profiles: z.record(z.string(), z.record(z.string(), z.string())),
    /** Site codes, each with the one it lies in. */
    places: z.record(z.string(), z.string()),
    groups: z.array(z.string()),
    workers: z.array(person),
    deactivated: z.array(person),
    members: z.array(person),
    invitations: z.array(person),
    /** The account's own role. */
    permissions: record,
    isAdmin: z.boolean(),
  })
  .partial();
type Person = z.output<typeof person>;
export type ProjectState = z.input<typeof projectStateSchema>;

export type PlanHarness = {
  db: EngineDatabase;
  account: Account;
  context: MakePlanContext;
  /** Of a workbook with these sheets. */
  planSheets(kind: PlanKind, sheets: readonly GivenSheet[], more?: Partial<MakePlan>): Promise<Planned>;
  /** Of a workbook with these rows. */
  plan(kind: PlanKind, rows: readonly GivenRow[], columns?: readonly string[]): Promise<Planned>;
};
export type Planned = PlanSummary & { rows: PlannedRow[] };

export const me = 'admin@example.org';

/** An account's file with a project in its mirror, gone when the test is over; nothing answers at HQ. */
export function planHarness(state: ProjectState = {}): PlanHarness {
  const harness = openPlanHarness(tempFolder(), state);
  onTestFinished(() => harness.db.close());
  return harness;
}

/** The same in a folder of the caller's, who closes it. */
export function openPlanHarness(folder: string, state: ProjectState): PlanHarness {
  const deps = testDeps();
  const db = openDatabase(folder, deps);
  const account: Account = { id: 'a', kind: 'hq', server: 'https://hq.example.org', project: 'p', username: me };
  fillMirror(db, state);
  const context = {
    db,
    account,
    secretKey,
    now: deps.now,
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const planSheets = async (kind: PlanKind, sheets: readonly GivenSheet[], more: Partial<MakePlan> = {}) => {
    const source = { bytes: await workbookBytes(sheets), name: 'people.xlsx' };
    const planId = deps.uuid();
    const summary = await makePlan(context, { planId, kind, source, ...more });
    return { ...summary, rows: plannedRows(db, summary.planId) };
  };
  return {
    db,
    account,
    context,
    planSheets,
    plan: (kind, rows, columns = []) => planSheets(kind, [sheetOf(rows, columns)]),
  };
}

export function plannedRows(db: EngineDatabase, planId: string): PlannedRow[] {
  return listPlanned(db, planId, {}, { after: 0, limit: 1_000_000 });
}

function fillMirror(db: EngineDatabase, given: ProjectState): void {
  const state = projectStateSchema.parse(given);
  const { roles = ['Reader'], assignable = null, permissions = {}, isAdmin = true } = state;
  writeMeta(db, 'mirrorComplete', true);
  const rights = { access_all_locations: true, edit_user_profile: true, edit_web_users: true };
  const own = { ...rights, edit_commcare_users: true, access_api: true, ...permissions };
  writeMeta(db, 'connection', {
    rights: { role: 'Own', isAdmin: isAdmin ? 'yes' : 'no', permissions: own, at: 1 },
    rightsAskedAt: 1,
    personalId: null,
    tableau: null,
    plan: { api: null, locations: null, bulkUsers: null, profiles: null, accountConfirmation: null },
    strongPasswords: null,
    workerLimit: null,
  });
  put(
    db,
    'role',
    roles.map((name) => ({
      id: `role-${name}`,
      name,
      assignable: assignable === null ? null : assignable.includes(name),
      permissions: {},
    })),
  );
  put(
    db,
    'profile',
    Object.entries(state.profiles ?? {}).map(([name, fields], index) => ({ id: String(index + 1), name, fields })),
  );
  for (const entity of ['web-user', 'mobile-worker'])
    put(
      db,
      'user-field',
      (state.fields ?? []).map((field) => ({
        id: `${entity}:${field.slug}`,
        entity,
        regex_msg: null,
        ...field,
      })),
    );
  const places = Object.entries(state.places ?? {}).map(([code, parent]) => location(code, code, parent));
  write(db, 'location', places);
  put(
    db,
    'group',
    (state.groups ?? []).map((name) => ({ id: `group-${name}`, name, users: [] })),
  );
  for (const list of ['location', 'group', 'role', 'web-user', 'invitation', 'mobile-worker:active'])
    db.statement('INSERT INTO sync_cursors (list, generation, completed_at) VALUES (?, 1, 1)').run(list);
  const people = (found: readonly Person[] = []) => found.map(({ id, ...more }) => [id, more] as const);
  pullPeople(db, 'mobile-worker', [
    ...people(state.workers).map(([id, more]) => worker(id, more)),
    ...people(state.deactivated).map(([id, more]) => worker(id, more, false)),
  ]);
  pullPeople(
    db,
    'web-user',
    people(state.members).map(([id, more]) => webUser(id, more)),
  );
  pullPeople(
    db,
    'invitation',
    people(state.invitations).map(([id, more]) => ({
      serverId: id,
      snapshot: { id, email: `${id}@example.org`, role_label: 'Reader', email_marked_as_bounced: false, ...more },
      active: null,
    })),
  );
}

function put(db: EngineDatabase, entity: MirrorEntity, records: readonly HqRecord[]): void {
  write(
    db,
    entity,
    records.map((snapshot) => ({ serverId: snapshot.id, snapshot, active: null })),
  );
}

function write(db: EngineDatabase, entity: MirrorEntity, records: Parameters<typeof upsertServerRecords>[2]): void {
  db.write('fill', () => upsertServerRecords(db, entity, records, 1, 1));
}
