import type { Hq } from './hq.ts';
import { ADMIN_ROLE_ID, ADMIN_ROLE_NAME } from './model.ts';
import type { WebUser } from './model.ts';

/** HQ's permission names (users/models.py HqPermissions) that are true or false. */
export const PERMISSION_FLAGS = [
  'access_all_locations',
  'access_api',
  'access_default_login_as_user',
  'access_mobile_endpoints',
  'access_release_management',
  'access_web_apps',
  'download_reports',
  'edit_apps',
  'edit_billing',
  'edit_commcare_users',
  'edit_data',
  'edit_data_dict',
  'edit_file_dropzone',
  'edit_groups',
  'edit_linked_configurations',
  'edit_locations',
  'edit_messaging',
  'edit_motech',
  'edit_reports',
  'edit_shared_exports',
  'edit_ucrs',
  'edit_user_profile',
  'edit_user_tableau_config',
  'edit_users_in_groups',
  'edit_users_in_locations',
  'edit_web_users',
  'limited_login_as',
  'login_as_all_users',
  'manage_attendance_tracking',
  'manage_data_registry',
  'manage_domain_alerts',
  'report_an_issue',
  'view_apps',
  'view_commcare_users',
  'view_data_dict',
  'view_data_registry_contents',
  'view_file_dropzone',
  'view_groups',
  'view_locations',
  'view_reports',
  'view_roles',
  'view_tableau',
  'view_web_users',
  'web_apps_list_all',
] as const;

/** HQ's permissions that are lists. */
export const PERMISSION_LISTS = [
  'commcare_analytics_roles_list',
  'edit_user_profile_list',
  'manage_data_registry_list',
  'view_data_registry_contents_list',
  'view_report_list',
  'view_tableau_list',
  'web_apps_list',
] as const;

export type PermissionMap = Record<string, boolean | string[] | string>;

/** A full permissions object as HQ writes it, with the flags named switched on. */
export function permissionMap(granted: readonly string[] | 'all'): Record<string, boolean | string[]> {
  const map: Record<string, boolean | string[]> = {};
  for (const flag of PERMISSION_FLAGS) map[flag] = granted === 'all' || granted.includes(flag);
  for (const list of PERMISSION_LISTS) map[list] = [];
  return map;
}

/** The permissions a role gives; null = no role, no permissions. */
export function permissionsOfRole(hq: Hq, roleId: string | null): PermissionMap {
  if (roleId === ADMIN_ROLE_ID) return { ...permissionMap('all'), doc_type: 'HqPermissions' };
  const role = hq.store.rules('role').find((item) => item.id === roleId);
  return { ...(role ? role.permissions : permissionMap([])), doc_type: 'HqPermissions' };
}

export function roleName(hq: Hq, roleId: string | null): string {
  if (roleId === ADMIN_ROLE_ID) return ADMIN_ROLE_NAME;
  return hq.store.rules('role').find((role) => role.id === roleId)?.name ?? '';
}

/** Whether an active member holds a permission. */
export function holds(hq: Hq, user: WebUser, permission: string): boolean {
  if (!user.is_member || !user.is_active_in_domain) return false;
  return permissionsOfRole(hq, user.role_id)[permission] === true;
}

/** The ids of the locations a restricted user may touch: their own and all below; null = no restriction. */
export function reachableLocations(hq: Hq, user: WebUser): ReadonlySet<string> | null {
  if (holds(hq, user, 'access_all_locations')) return null;
  const reached = new Set(user.assigned_location_ids);
  const locations = hq.store.all('location');
  let before = -1;
  while (before !== reached.size) {
    before = reached.size;
    for (const place of locations) if (place.parent_id !== null && reached.has(place.parent_id)) reached.add(place.id);
  }
  return reached;
}

/** HQ: users/views/utils.py get_editable_role_choices: an Admin gives every role, others only those marked for them. */
export function assignableRoles(hq: Hq, user: WebUser, withoutName: string): { id: string; name: string }[] {
  const isAdmin = user.role_id === ADMIN_ROLE_ID;
  const stored = hq.store
    .rules('role')
    .filter((role) => role.name !== withoutName)
    .filter(
      (role) =>
        isAdmin ||
        role.is_non_admin_editable === true ||
        (user.role_id !== null && (role.assignable_by ?? []).includes(user.role_id)),
    )
    .map(({ id, name }) => ({ id, name }));
  return isAdmin ? [{ id: ADMIN_ROLE_ID, name: ADMIN_ROLE_NAME }, ...stored] : stored;
}

/** The ids of the profiles a user may give or take; null = all. Restricted only with HQ's flag. */
export function assignableProfiles(hq: Hq, user: WebUser): readonly string[] | null {
  if (!hq.settings().restrictProfiles || holds(hq, user, 'edit_user_profile')) return null;
  const listed = permissionsOfRole(hq, user.role_id)['edit_user_profile_list'];
  return Array.isArray(listed) ? listed : [];
}
