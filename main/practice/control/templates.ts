import type { Hq } from '../hq.ts';
import type { Entities } from '../model.ts';
import type { EditableEntity } from '../options.ts';
import { permissionMap } from '../permissions.ts';
import { newInvitation } from '../invitations.ts';
import { naiveTime } from '../resources/location-v2.ts';
import { newWorker } from '../resources/user-create.ts';
import { OAUTH_SCOPE } from '../http/authenticate.ts';

/** A new web user who belongs to the project, without name, role or data. */
export function blankWebUser(id: string, username: string): Entities['web-user'] {
  return {
    id,
    username,
    email: username,
    first_name: '',
    last_name: '',
    phone_numbers: [],
    is_member: true,
    is_active_in_domain: true,
    account_active: true,
    role_id: null,
    primary_location_id: '',
    assigned_location_ids: [],
    profile_id: null,
    user_data: {},
    tableau_role: null,
    tableau_groups: [],
    last_login: null,
    last_access_date: null,
    sso_controlled: false,
    sso_untrusted: false,
    two_factor: false,
    locked: false,
    password_hash: null,
    page_role: null,
  };
}

/** A new record with every field, for POST /__practice__/edit with `create`. Not stored yet. */
export function template(hq: Hq, entity: EditableEntity): Record<string, unknown> & { id: string } {
  const id = hq.store.newId(entity);
  const now = naiveTime(hq.clock());
  switch (entity) {
    case 'worker':
      return newWorker(hq, { username: '', confirmed: true, sendMailNow: false, connectUsername: null }, undefined);
    case 'web-user':
      return blankWebUser(id, '');
    case 'invitation':
      return newInvitation(hq, '');
    case 'group':
      return {
        id,
        domain: hq.project,
        name: '',
        case_sharing: false,
        reporting: true,
        metadata: {},
        extra: {},
        deleted: false,
      } satisfies Entities['group'];
    case 'location':
      return {
        id,
        number: hq.store.all('location').length + 1,
        domain: hq.project,
        name: '',
        site_code: '',
        external_id: null,
        created_at: now,
        last_modified: now,
        latitude: null,
        longitude: null,
        location_data: {},
        type_id: hq.store.all('location-type')[0]?.id ?? '',
        parent_id: null,
        archived: false,
      } satisfies Entities['location'];
    case 'location-type':
      return {
        id: String(nextNumber(hq, entity)),
        domain: hq.project,
        name: '',
        code: '',
        parent_id: null,
        administrative: true,
        shares_cases: false,
        view_descendants: false,
        has_users: true,
      } satisfies Entities['location-type'];
    case 'role':
      return {
        id,
        name: '',
        permissions: permissionMap([]),
        is_non_admin_editable: false,
        assignable_by: [],
      } satisfies Entities['role'];
    case 'profile':
      return { id: String(nextNumber(hq, entity)), name: '', fields: {} } satisfies Entities['profile'];
    case 'field':
      return {
        id,
        slug: '',
        label: '',
        required_for: [],
        choices: [],
        regex: '',
        regex_msg: '',
      } satisfies Entities['field'];
    case 'api-key':
      return {
        id,
        key: hq.store.newId('key') + id.slice(0, 8),
        name: 'made by a test',
        username: '',
        is_active: true,
        expires_on: null,
        ip_allowlist: [],
        domain: null,
        role_id: null,
      } satisfies Entities['api-key'];
    case 'oauth-token':
      return {
        id,
        token: hq.store.newId('token'),
        username: '',
        scopes: [OAUTH_SCOPE],
        expires_on: null,
        is_active: true,
      } satisfies Entities['oauth-token'];
  }
}

/** Types and profiles are numbered in HQ. */
function nextNumber(hq: Hq, entity: 'profile' | 'location-type'): number {
  return hq.store.all(entity).reduce((most, item) => Math.max(most, Number(item.id)), 0) + 1;
}
