import { describe, expect, it } from 'vitest';
import { rowIntent } from '#engine/bulk/plan/row-intent.ts';
import type { PlannedChanges } from '#shared/domain/bulk-plan.ts';
import { planHarness } from '../../../helpers/plan-harness.ts';

const to = (values: Record<string, string | boolean | string[]>): PlannedChanges =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { from: null, to: value }]));

describe('what a planned row would record', () => {
  it('parts fields from access, the password and what only HQ’s importer sets', () => {
    const changes = to({
      email: 'a@example.net',
      is_active: false,
      password: '********',
      role: 'Reader',
      web_user: 'b',
    });
    expect(rowIntent({ outcome: 'update', entity: 'mobile-worker', changes })).toEqual({
      values: { email: 'a@example.net' },
      access: 'deactivate',
      password: true,
      importerOnly: ['role', 'web_user'],
    });
    const back = rowIntent({ outcome: 'update', entity: 'mobile-worker', changes: to({ is_active: true }) });
    expect(back.access).toBe('reactivate');
    const role = rowIntent({ outcome: 'update', entity: 'web-user', changes: to({ role: 'Reader' }) });
    expect(role).toMatchObject({ values: { role: 'Reader' }, importerOnly: [] });
  });

  it('is all of a plan’s new people', async () => {
    const { plan } = planHarness({ roles: ['Reader'], places: { north: '' } });
    const workers = await plan('mobile-workers', [
      { username: 'ny', name: 'Ny Ro', password: '', email: 'ny@example.net', is_account_confirmed: 'false' },
    ]);
    expect(workers.rows.map(rowIntent)).toEqual([
      {
        values: {
          username: 'ny@p.commcarehq.org',
          first_name: 'Ny',
          last_name: 'Ro',
          email: 'ny@example.net',
          account_confirmation: 'mail-later',
        },
        access: null,
        password: false,
        importerOnly: [],
      },
    ]);
    const web = await plan('web-users', [{ username: 'a@example.net', role: 'Reader', 'location_code 1': 'north' }]);
    expect(web.rows.map(rowIntent)).toMatchObject([
      {
        values: {
          email: 'a@example.net',
          role: 'Reader',
          primary_location_id: 'north',
          assigned_location_ids: ['north'],
        },
        importerOnly: [],
      },
    ]);
  });
});
