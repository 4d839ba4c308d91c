import { expect, it } from 'vitest';
import { permissionList } from '../../../../renderer/features/people/detail/permission-list.ts';
import { adminChange, roleWarnings } from '../../../../renderer/features/people/detail/role-warnings.ts';

it('making somebody an admin, and ending it, is said', () => {
  expect(roleWarnings('Read Only', 'Admin', null)).toEqual([expect.stringContaining('may do everything')]);
  expect(roleWarnings('Admin', 'Read Only', null)).toEqual([expect.stringContaining('from an admin')]);
  expect(roleWarnings('Admin', 'Admin', null)).toEqual([]);
  expect(roleWarnings('Read Only', 'App Editor', null)).toEqual([]);
  expect(roleWarnings('Read Only', undefined, null)).toEqual([]);
});

it('only an edit that makes an admin, or ends it, asks first', () => {
  expect(adminChange('Read Only', ' Admin ')).toBe('to-admin');
  expect(adminChange('Admin', 'Read Only')).toBe('from-admin');
  expect(adminChange('Admin', '')).toBe('from-admin');
  for (const role of ['Admin', undefined]) expect(adminChange('Admin', role)).toBeNull();
  expect(adminChange('Read Only', 'App Editor')).toBeNull();
});

it('a role the own account may not give is said, once HQ has told which it may', () => {
  expect(roleWarnings('Read Only', 'App Editor', ['Read Only'])).toEqual([expect.stringContaining('may not give')]);
  expect(roleWarnings('Read Only', 'App Editor', ['App Editor'])).toEqual([]);
});

it('permissions are words to be searched, the granted ones first, unknown ones included', () => {
  const permissions = {
    doc_type: 'HqPermissions',
    view_reports: false,
    edit_web_users: true,
    view_report_list: ['Worker activity', null],
    something_new: { deep: 1 },
  };
  expect(permissionList(permissions, '').map(({ text, granted }) => `${granted ? '+' : '-'} ${text}`)).toEqual([
    '+ Edit web users',
    '+ View report list: Worker activity',
    '- Something new',
    '- View reports',
  ]);
  expect(permissionList(permissions, 'Web Users')).toHaveLength(1);
  expect(permissionList(permissions, 'view_report')).toHaveLength(2);
});
