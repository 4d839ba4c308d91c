import { describe, expect, it } from 'vitest';
import { baseHeading, baseMetaRows, baseSheetName, createBaseWriter } from '#engine/bulk/plan/base-sheet.ts';
import type { BaseRecord } from '#engine/bulk/plan/base-sheet.ts';
import { recordCreate, recordEdit } from '#engine/outbox/record-change.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { secretKey } from '../../../helpers/engine-harness.ts';
import { me, planHarness } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';
import { pullPeople, webUser } from '../../../helpers/mirror-data.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow, GivenSheet } from '../../../helpers/workbook-bytes.ts';

const state = {
  roles: ['Reader', 'Editor', 'Admin'],
  places: { north: '', south: '' },
  members: [
    { id: 'ana', role: 'Reader' },
    { id: 'ben', role: 'Reader' },
  ],
  workers: [{ id: 'w1', first_name: 'Mary Ann', last_name: 'Lee', email: 'w1@example.net' }],
};

function baseSheet(kind: PlanKind, records: readonly BaseRecord[], project = 'p'): GivenSheet {
  const meta = baseMetaRows({ kind, server: 'https://hq.example.org', project, exportedAt: 1 });
  return { name: baseSheetName, hidden: true, rows: [baseHeading, ...meta, ...createBaseWriter().rows(records)] };
}

function member(id: string, row: number, values: FieldValues): BaseRecord {
  const all = { role: 'Reader', assigned_location_ids: [], primary_location_id: '', ...values };
  return { entity: 'web-user', localId: id, serverId: id, username: `${id}@example.org`, row, values: all };
}

async function planned(harness: PlanHarness, kind: PlanKind, rows: readonly GivenRow[], base: readonly BaseRecord[]) {
  return harness.planSheets(kind, [sheetOf(rows), baseSheet(kind, base)]);
}

function recording({ db }: PlanHarness): RecordContext {
  return { db, author: me, project: 'p', secretKey, now: () => 1, usesPersonalId: () => null };
}

const row = (username: string, role: string, place = ''): GivenRow => ({ username, role, 'location_code 1': place });

describe('a file that says what it was made from', () => {
  it('changes what the file changed, and keeps what HQ changed since', async () => {
    const harness = planHarness(state);
    // At HQ ben became an Editor since the file was made.
    pullPeople(harness.db, 'web-user', [webUser('ben', { role: 'Editor' })], 2, 2);
    const { rows, warnings } = await planned(
      harness,
      'web-users',
      [row('ana@example.org', 'Editor'), row('ben@example.org', 'Reader', 'north')],
      [member('ana', 2, {}), member('ben', 3, {})],
    );
    expect(rows).toMatchObject([
      { outcome: 'update', changes: { role: { from: 'Reader', to: 'Editor' } } },
      { outcome: 'update', reasons: [] },
    ]);
    expect(Object.keys(rows[1]?.changes ?? {}).sort()).toEqual(['assigned_location_ids', 'primary_location_id']);
    expect(warnings.map(({ code }) => code)).not.toContain('no-base');
  });

  it('asks where both changed the same, unless both say the same', async () => {
    const harness = planHarness(state);
    pullPeople(harness.db, 'web-user', [webUser('ana', { role: 'Editor' }), webUser('ben', { role: 'Editor' })], 2, 2);
    const { rows } = await planned(
      harness,
      'web-users',
      [row('ana@example.org', 'Admin'), row('ben@example.org', 'Editor')],
      [member('ana', 2, {}), member('ben', 3, {})],
    );
    expect(rows).toMatchObject([
      { outcome: 'conflict', changes: { role: { from: 'Editor', to: 'Admin' } } },
      { outcome: 'no-change', changes: {} },
    ]);
    expect(rows[0]?.reasons).toEqual([
      'Role changed since the file was made: it was “Reader”, is “Editor” by now, and the file says “Admin”.',
    ]);
  });

  it('does not invite anew who was removed meanwhile, nor edit who is going to be', async () => {
    const harness = planHarness(state);
    recordAction(recording(harness), {
      changeId: 'removal-1',
      entity: 'web-user',
      localId: 'ben',
      action: 'remove',
      held: true,
    });
    const { rows, emails } = await planned(
      harness,
      'web-users',
      [row('gone@example.org', 'Reader'), row('ben@example.org', 'Editor')],
      [member('gone', 2, {}), member('ben', 3, {})],
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(['conflict', 'conflict']);
    expect(rows[0]?.reasons[0]).toContain('gone@example.org was in this project');
    expect(rows[1]?.reasons).toEqual(['This is going to be removed. Take that back first (discard the change).']);
    expect(emails).toBe(0);
  });

  it('tells a username that was changed from somebody new', async () => {
    const harness = planHarness(state);
    const base = [member('ana', 2, {}), member('ben', 3, {})];
    const rows = [
      row('anna@example.org', 'Reader'),
      row('ben@example.org', 'Reader'),
      row('zoe@example.org', 'Reader'),
    ];
    const { rows: found, warnings } = await planned(harness, 'web-users', rows, base);
    expect(found.map(({ outcome }) => outcome)).toEqual(['invite', 'no-change', 'invite']);
    expect(warnings.find(({ code }) => code === 'username-new')).toMatchObject({ rows: [2], count: 1 });
  });

  it('knows who was created here by our id, before and after HQ has given one', async () => {
    const harness = planHarness(state);
    const values = { username: 'nia', first_name: 'Nia', last_name: 'Otero' };
    const { localId } = recordCreate(recording(harness), { changeId: 'create-nia', values, password: 'secret-1' });
    const base: BaseRecord = {
      entity: 'mobile-worker',
      localId,
      serverId: null,
      username: 'nia@p.commcarehq.org',
      row: 2,
      values: { first_name: 'Nia', last_name: 'Otero', email: '', groups: [], locations: [] },
    };
    const given = { username: 'nia', user_id: '', name: 'Nia Otero', email: '' };
    const same = await planned(harness, 'mobile-workers', [given], [base]);
    expect(same.rows).toMatchObject([{ outcome: 'no-change', reasons: [], localId }]);
    const other = await planned(harness, 'mobile-workers', [{ ...given, email: 'nia@example.net' }], [base]);
    expect(other.rows).toMatchObject([{ outcome: 'update', changes: { email: { from: '', to: 'nia@example.net' } } }]);
    const without = await harness.plan('mobile-workers', [{ ...given, password: 'x' }]);
    expect(without.rows).toMatchObject([{ outcome: 'invalid' }]);
  });

  it('takes what waits here for what is there now', async () => {
    const harness = planHarness(state);
    const edit = {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId: 'w1',
      patch: { email: 'mine@example.net' },
    } as const;
    recordEdit(recording(harness), edit);
    const base: BaseRecord = {
      entity: 'mobile-worker',
      localId: 'w1',
      serverId: 'w1',
      username: 'w1@p.commcarehq.org',
      row: 2,
      values: { first_name: 'Mary Ann', last_name: 'Lee', email: 'w1@example.net', groups: [] },
    };
    const given = { username: 'w1', user_id: 'w1', name: 'Mary Ann Lee' };
    const untouched = await planned(harness, 'mobile-workers', [{ ...given, email: 'w1@example.net' }], [base]);
    expect(untouched.rows).toMatchObject([{ outcome: 'no-change', changes: {} }]);
    const touched = await planned(harness, 'mobile-workers', [{ ...given, email: 'other@example.net' }], [base]);
    expect(touched.rows).toMatchObject([
      { outcome: 'conflict', changes: { email: { from: 'mine@example.net', to: 'other@example.net' } } },
    ]);
  });

  it('is no measure when it is another project’s, or when it cannot be read', async () => {
    const harness = planHarness(state);
    const rows = [row('ana@example.org', 'Reader')];
    const foreign = await harness.planSheets('web-users', [
      sheetOf(rows),
      baseSheet('web-users', [member('ana', 2, { role: 'Editor' })], 'other'),
    ]);
    expect(foreign.warnings.map(({ code }) => code)).toContain('base-foreign');
    expect(foreign.rows).toMatchObject([{ outcome: 'no-change' }]);
    const cut = await harness.planSheets('web-users', [sheetOf(rows), { name: baseSheetName, rows: [['key']] }]);
    expect(cut.warnings.map(({ code }) => code)).toContain('base-unreadable');
  });
});
