import { describe, expect, it } from 'vitest';
import { me, planHarness } from '../../../helpers/plan-harness.ts';

const members = [
  { id: 'ana', role: 'Admin', is_admin: true },
  { id: 'ben', role: 'Reader', assigned_location_ids: ['north'], primary_location_id: 'north' },
];
const state = {
  roles: ['Reader', 'Editor', 'Admin'],
  places: { north: '', south: '', 'north-1': 'north' },
  members,
  invitations: [{ id: 'ina', role_label: 'Reader' }],
};
const columns = ['username', 'role', 'location_code 1'];

describe('a sheet of web users', () => {
  it('changes field by field, invites who is not there, removes who is said, and leaves the rest alone', async () => {
    const { plan } = planHarness(state);
    const planned = await plan(
      'web-users',
      [
        { username: 'ana@example.org', role: 'Admin' },
        { username: 'Ben@Example.org', role: 'Editor', 'location_code 1': 'North' },
        { username: 'new@example.org', role: 'Reader', 'location_code 1': 'south' },
        { username: 'ina@example.org', role: 'Reader', remove: 'true' },
      ],
      columns,
    );
    expect(planned.rows).toMatchObject([
      { row: 2, username: 'ana@example.org', outcome: 'no-change', reasons: [], changes: {} },
      { row: 3, username: 'Ben@Example.org', outcome: 'update', changes: { role: { from: 'Reader', to: 'Editor' } } },
      {
        row: 4,
        outcome: 'invite',
        mail: { to: 'new@example.org', kind: 'invitation' },
        changes: {
          email: { from: null, to: 'new@example.org' },
          role: { from: null, to: 'Reader' },
          assigned_location_ids: { from: null, to: ['south'] },
          primary_location_id: { from: null, to: 'south' },
        },
      },
      { row: 5, outcome: 'remove', flags: ['removal'], changes: {} },
    ]);
    expect(planned.totals).toMatchObject({ rows: 4, invite: 1, update: 1, remove: 1, 'no-change': 1 });
    expect(planned.emails).toBe(1);
    expect(planned.warnings.map(({ code }) => code)).toContain('username-case');
  });

  it('takes the two dates under HQ’s name for them and under that of its help', async () => {
    const { plan } = planHarness(state);
    const line = { username: 'ben@example.org', role: 'Editor', 'location_code 1': 'north' };
    for (const end of ['', ' (read only)']) {
      const dates = { [`last_access_date${end}`]: '2026-01-02', [`last_login${end}`]: '' };
      const { rows, warnings } = await plan('web-users', [{ ...line, ...dates }]);
      expect(rows).toMatchObject([{ outcome: 'update', reasons: [] }]);
      // Uploaded by hand, HQ refuses the shorter ones: one click names them as HQ does.
      const told = warnings.filter(({ code }) => code === 'header-respelled');
      expect(told.map(({ repairable }) => repairable)).toEqual(end === '' ? [true, true] : []);
    }
  });

  it('keeps the last admin, and the account itself', async () => {
    const { plan } = planHarness({ ...state, members: [...members, { id: 'me', username: me, role: 'Reader' }] });
    const { rows } = await plan(
      'web-users',
      [
        { username: 'ana@example.org', role: 'Reader' },
        { username: me, role: 'Reader', remove: 'true' },
      ],
      columns,
    );
    expect(rows).toMatchObject([
      { outcome: 'not-permitted', changes: { role: { from: 'Admin', to: 'Reader' } } },
      { outcome: 'not-permitted', reasons: ['You cannot remove yourself from a domain via bulk upload'] },
    ]);
    expect(rows[0]?.reasons[0]).toContain('last active admin');
  });

  it('takes what HQ’s download writes in the place of Tableau’s values for none of them', async () => {
    const { plan } = planHarness({
      ...state,
      members: [{ id: 'eva', tableau_role: 'Viewer', tableau_groups: ['g1'] }],
    });
    const row = { username: 'eva@example.org', role: 'Reader', tableau_role: 'Viewer' };
    const { rows } = await plan('web-users', [{ ...row, tableau_groups: 'ERROR' }], columns);
    expect(rows).toMatchObject([
      {
        outcome: 'invalid',
        reasons: ['These groups, ERROR, are not valid for this domain. Please choose from the following: g1'],
      },
    ]);
    const added = await plan('web-users', [{ ...row, tableau_groups: 'g1,g2' }], columns);
    expect(added.rows).toMatchObject([
      { outcome: 'update', changes: { tableau_groups: { from: ['g1'], to: ['g1', 'g2'] } } },
    ]);
  });

  it('names what HQ reads and never writes', async () => {
    const { plan } = planHarness(state);
    const row = { username: 'ana@example.org', role: 'Admin', first_name: 'Anna', last_name: 'Else' };
    const more = { email: 'other@example.org', status: 'Inactive User' };
    const { rows, warnings } = await plan('web-users', [{ ...row, ...more }], columns);
    expect(rows).toMatchObject([{ outcome: 'no-change' }]);
    const codes = ['ignored-name', 'ignored-email', 'ignored-status'];
    expect(warnings.filter(({ code }) => codes.includes(code)).map(({ code, rows: at }) => [code, at])).toEqual(
      codes.map((code) => [code, [2]]),
    );
  });

  it('leaves the primary location where it is when only the order is another', async () => {
    const places = { assigned_location_ids: ['north', 'south'], primary_location_id: 'north' };
    const { plan } = planHarness({ ...state, members: [{ id: 'ana', role: 'Reader', ...places }] });
    const row = { username: 'ana@example.org', role: 'Reader', 'location_code 1': 'south', 'location_code 2': 'north' };
    const { rows, warnings } = await plan('web-users', [row]);
    expect(rows).toMatchObject([{ outcome: 'no-change' }]);
    expect(warnings.map(({ code }) => code)).toContain('primary-kept');
  });

  it('shows new admins, what is taken away and invitations that change', async () => {
    const { plan } = planHarness(state);
    const { rows, totals, warnings } = await plan(
      'web-users',
      [
        { username: 'ben@example.org', role: 'Admin', 'location_code 1': '' },
        { username: 'ina@example.org', role: 'Editor' },
      ],
      columns,
    );
    expect(rows.map(({ outcome, flags }) => [outcome, [...flags].sort()])).toEqual([
      ['update', ['clears', 'new-admin']],
      ['update', ['renews']],
    ]);
    expect(totals).toMatchObject({ newAdmins: 1, clears: 1 });
    expect(warnings.find(({ code }) => code === 'renews')).toMatchObject({ rows: [3] });
  });
});
