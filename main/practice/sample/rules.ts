import { permissionMap } from '../permissions.ts';
import { WORKER_ROLE_NAME } from '../resources/user-create.ts';
import type { Store } from '../store.ts';

/** HQ's presets, with the API right where the work needs it. Admin is built in and not stored. */
const ROLES: readonly [string, string[]][] = [
  ['App Editor', ['edit_apps', 'view_apps', 'view_reports', 'access_all_locations', 'report_an_issue']],
  [
    'Field Implementer',
    [
      'edit_commcare_users',
      'view_commcare_users',
      'edit_groups',
      'view_groups',
      'edit_locations',
      'view_locations',
      'edit_shared_exports',
      'view_reports',
      'access_all_locations',
      'access_api',
      'edit_users_in_groups',
      'edit_users_in_locations',
      'report_an_issue',
    ],
  ],
  ['Read Only', ['view_reports', 'view_commcare_users', 'view_web_users', 'access_all_locations', 'report_an_issue']],
  ['Billing Admin', ['edit_billing', 'report_an_issue']],
  [WORKER_ROLE_NAME, ['access_web_apps', 'access_mobile_endpoints', 'access_all_locations']],
];

/** Writes roles, profiles and custom fields; returns their ids. */
export function buildRules(store: Store): { roles: Record<string, string>; profiles: string[] } {
  const roles: Record<string, string> = {};
  for (const [name, granted] of ROLES) {
    const id = store.newId('role');
    const role = { id, name, permissions: permissionMap(granted), is_non_admin_editable: false, assignable_by: [] };
    store.put('role', role);
    roles[name] = id;
  }
  const field = { required_for: [], choices: [], regex: '', regex_msg: '' };
  // Required for mobile workers only: HQ asks for it on its pages, while REST checks required fields of web users.
  store.put('field', { ...field, id: store.newId('field'), slug: 'team', label: 'Team', required_for: ['mobile'] });
  store.put('field', {
    ...field,
    id: store.newId('field'),
    slug: 'worker_type',
    label: 'Type of worker',
    choices: ['community health worker', 'nurse', 'supervisor', 'data clerk'],
  });
  store.put('field', {
    ...field,
    id: store.newId('field'),
    slug: 'start_date',
    label: 'Start date',
    regex: String.raw`^\d{4}-\d{2}-\d{2}$`,
    regex_msg: 'Write the date as YYYY-MM-DD.',
  });
  store.put('field', { ...field, id: store.newId('field'), slug: 'notes', label: 'Notes / ملاحظات' });
  store.put('field', { ...field, id: store.newId('field'), slug: 'programme', label: 'Programme' });
  store.put('profile', {
    id: '11',
    name: 'Community programme',
    fields: { programme: 'community', worker_type: 'community health worker' },
  });
  store.put('profile', { id: '12', name: 'Clinique – équipe fixe', fields: { programme: 'clinic' } });
  return { roles, profiles: ['11', '12'] };
}
