/** Rows that repeat what people have, and what of them is told: nothing is done, and nothing stands in the way of the others. */
import { describe, expect, it } from 'vitest';
import { baseHeading, baseMetaRows, baseSheetName, createBaseWriter } from '#engine/bulk/plan/base-sheet.ts';
import type { BaseRecord } from '#engine/bulk/plan/base-sheet.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { planHarness } from '../../../helpers/plan-harness.ts';
import { sheetOf } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow, GivenSheet } from '../../../helpers/workbook-bytes.ts';

const state = {
  roles: ['Reader', 'Editor', 'Admin'],
  members: [
    { id: 'ana', role: 'Reader' },
    { id: 'ben', role: 'Gone Role' },
    { id: 'cleo', role: 'Reader' },
  ],
};

function baseSheet(kind: PlanKind, records: readonly BaseRecord[]): GivenSheet {
  const meta = baseMetaRows({ kind, server: 'https://hq.example.org', project: 'p', exportedAt: 1 });
  return { name: baseSheetName, hidden: true, rows: [baseHeading, ...meta, ...createBaseWriter().rows(records)] };
}

function member(id: string, row: number, values: FieldValues): BaseRecord {
  const all = { assigned_location_ids: [], primary_location_id: '', ...values };
  return { entity: 'web-user', localId: id, serverId: id, username: `${id}@example.org`, row, values: all };
}

const row = (id: string, role: string, email = id): GivenRow => ({
  username: `${id}@example.org`,
  email: `${email}@example.org`,
  role,
  'location_code 1': '',
});
const base = [member('ana', 2, { role: 'Reader' }), member('ben', 3, { role: 'Gone Role' })];

describe('a row nobody touched', () => {
  it('does nothing where its value breaks a rule by now, and says so once; the others go', async () => {
    const { planSheets } = planHarness(state);
    const users = sheetOf([row('ana', 'Editor'), row('ben', 'Gone Role')]);
    const { rows, warnings, totals } = await planSheets('web-users', [users, baseSheet('web-users', base)]);
    expect(rows).toMatchObject([
      { outcome: 'update', reasons: [] },
      { outcome: 'no-change', reasons: [], changes: {} },
    ]);
    expect(totals).toMatchObject({ update: 1, 'no-change': 1, invalid: 0 });
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'untouched', rows: [3] }));
  });

  it('is told the rule where it changes something else, where the value was typed, and without a base', async () => {
    const { plan, planSheets } = planHarness(state);
    const changed = sheetOf([{ ...row('ana', 'Gone Role') }, { ...row('ben', 'Gone Role'), remove: 'maybe' }]);
    const told = await planSheets('web-users', [changed, baseSheet('web-users', base)]);
    expect(told.rows.map(({ outcome }) => outcome)).toEqual(['invalid', 'invalid']);
    const bare = await plan('web-users', [row('ben', 'Gone Role')]);
    expect(bare.rows).toMatchObject([{ outcome: 'invalid' }]);
  });
});

describe('usernames of web users beside another’s address', () => {
  it('exchanged between two rows are told as that', async () => {
    const { plan } = planHarness(state);
    const { rows } = await plan('web-users', [row('ana', 'Editor', 'cleo'), row('cleo', 'Reader', 'ana')]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['invalid', 'invalid']);
    expect(rows.map(({ reasons }) => reasons.at(-1))).toEqual(
      Array.from({ length: 2 }, () => 'Rows 2, 3 exchange their usernames.'),
    );
  });

  it('of somebody new are said to be another’s before they are invited', async () => {
    const { plan } = planHarness(state);
    const typo = await plan('web-users', [row('cloe', 'Reader', 'cleo')]);
    expect(typo.rows).toMatchObject([{ outcome: 'invite' }]);
    expect(typo.warnings.map(({ code }) => code)).toContain('username-new');
    const meant = await plan('web-users', [row('dora', 'Reader')]);
    expect(meant.warnings.map(({ code }) => code)).not.toContain('username-new');
  });
});

it('a base of the other kind of people is no measure, and that is said', async () => {
  const { planSheets } = planHarness(state);
  const { rows, warnings } = await planSheets('web-users', [
    sheetOf([row('ana', 'Editor')]),
    baseSheet('mobile-workers', base),
  ]);
  expect(rows).toMatchObject([{ outcome: 'update' }]);
  const told = warnings.find(({ code }) => code === 'base-other-kind');
  expect(told?.text).toContain('made of mobile workers, and is planned as web users');
});

describe('a cell that was emptied, and that HQ leaves as it is', () => {
  it('is told by its column, of the rows it was emptied in', async () => {
    const { planSheets } = planHarness({ workers: [{ id: 'w1', email: 'w1@example.net' }, { id: 'w2' }] });
    const of = (id: string, row: number, email: string): BaseRecord => {
      const values = { first_name: 'Ann', last_name: 'Lee', email, is_active: true, profile: '', groups: [] };
      return { entity: 'mobile-worker', localId: id, serverId: id, username: `${id}@p.commcarehq.org`, row, values };
    };
    const line = (id: string, more: GivenRow = {}) => {
      const cells = { username: id, user_id: id, email: '', name: '', is_active: '', user_profile: '', 'group 1': '' };
      return { ...cells, ...more };
    };
    const sheets = [
      sheetOf([line('w1'), line('w2', { name: 'Ann Lee', is_active: 'True' })]),
      baseSheet('mobile-workers', [of('w1', 2, 'w1@example.net'), of('w2', 3, '')]),
    ];
    const { rows, warnings } = await planSheets('mobile-workers', sheets);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['no-change', 'no-change']);
    const [told, ...others] = warnings.filter(({ code }) => code === 'blank-stays');
    expect([told?.rows, others]).toEqual([[2], []]);
    expect(told?.text).toContain('email, is_active, name was emptied');
  });

  it('is nothing of an invitation: no sheet shows what it has there', async () => {
    const { planSheets } = planHarness({ ...state, invitations: [{ id: 'ina', role_label: 'Reader' }] });
    const values = { role: 'Reader', profile: 'Nurse' };
    const invited: BaseRecord = { ...member('ina', 2, values), entity: 'invitation', username: 'ina@example.org' };
    const sheets = [sheetOf([{ ...row('ina', 'Reader'), user_profile: '' }]), baseSheet('web-users', [invited])];
    const { warnings } = await planSheets('web-users', sheets);
    expect(warnings.map(({ code }) => code)).not.toContain('blank-stays');
  });
});
