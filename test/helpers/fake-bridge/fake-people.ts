/** Made-up people for looking at the screens without an engine: many scripts, long names, holes. */
import type { FieldValues, InvitationRow, MobileWorkerRow, WebUserRow } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';

const firstNames = ['Amina', 'Joseph', 'प्रिया', 'محمد', 'Nguyễn', 'Zoë', '李', 'Oluwaseun', 'Мария', 'Jean-Baptiste'];
const lastNames = [
  'Odhiambo',
  'Kumar',
  'शर्मा',
  'الأحمد',
  'Văn Thành',
  'van den Bergh',
  '小龍',
  'Adébáyọ̀',
  'Иванова',
  'Ng',
];
const groups = Array.from({ length: 12 }, (_, index) => ({ id: `g${index}`, name: `Group ${index + 1}` }));

export const fakeLookups: Lookups = {
  locations: [
    { id: 'ke', name: 'Kenya', siteCode: 'ke', parentId: null, typeName: 'Country', people: 3 },
    ...Array.from({ length: 8 }, (_, county) => ({
      id: `c${county}`,
      name: ['Nairobi', 'Kisumu', 'Mombasa', 'Nakuru', 'Turkana', 'Garissa', 'Embu', 'Meru'][county] ?? '',
      siteCode: `c${county}`,
      parentId: 'ke',
      typeName: 'County',
      people: 10,
    })),
    ...Array.from({ length: 80 }, (_, clinic) => ({
      id: `f${clinic}`,
      name: `Health centre ${clinic + 1}`,
      siteCode: `f${clinic}`,
      parentId: `c${clinic % 8}`,
      typeName: 'Facility',
      people: 5,
    })),
  ],
  groups,
  roles: ['Admin', 'App Editor', 'Field Implementer', 'Read Only', 'Regional supervisor'],
  assignableRoles: ['App Editor', 'Field Implementer', 'Read Only', 'Regional supervisor'],
  rolePermissions: {
    Admin: ['access_all_locations', 'edit_apps', 'edit_commcare_users', 'edit_web_users', 'view_reports'],
    'App Editor': ['edit_apps', 'view_reports'],
    'Field Implementer': ['edit_commcare_users', 'edit_groups', 'view_reports'],
    'Read Only': ['view_reports'],
    'Regional supervisor': null,
  },
  profiles: ['Supervisor', 'Community health worker'],
  profileIds: { Supervisor: '11', 'Community health worker': '12' },
  profileFields: { Supervisor: { department: 'Field operations' }, 'Community health worker': {} },
  doubled: { roles: [], profiles: [] },
  namesakes: { roles: [], profiles: [] },
  usesTableau: false,
  tableauGroups: [],
  fieldDefinitions: [
    { entity: 'mobile-worker', name: 'training', required: true, choices: ['level 1', 'level 2'] },
    { entity: 'mobile-worker', name: 'district', required: false, choices: null },
    { entity: 'mobile-worker', name: 'سنة الميلاد', required: false, choices: null },
    { entity: 'web-user', name: 'department', required: false, choices: null },
  ],
  workerFields: ['training', 'district', 'سنة الميلاد'],
  webUserFields: ['department'],
  languages: ['en', 'fra', 'hin', 'swa'],
};

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('empty list');
  return item;
}

export function fakeWorker(index: number, project: string): MobileWorkerRow {
  const first = pick(firstNames, index);
  const last = pick(lastNames, Math.floor(index / 3));
  const place = pick(fakeLookups.locations, index * 7);
  return {
    localId: `w${index}`,
    serverId: `w${index}`,
    username: `worker.${String(index + 1).padStart(6, '0')}@${project}.commcarehq.org`,
    name: index % 17 === 5 ? '' : `${first} ${last}`,
    email: index % 3 === 0 ? `worker${index + 1}@example.org` : '',
    phone: index % 4 === 0 ? '' : `2547${String(10_000_000 + index)}`,
    status: index % 9 === 4 ? 'deactivated' : 'active',
    primaryLocation: index % 6 === 2 ? null : { id: place.id, name: place.name },
    syncState: 'clean',
    waiting: [],
    language: index % 2 === 0 ? 'swa' : '',
    groups: index % 5 === 0 ? [] : [pick(groups, index), pick(groups, index + 3)],
    personalId: pick(['active', 'not-linked', 'inactive', 'not-linked', 'unknown'] as const, index),
    activity:
      index % 7 === 0
        ? null
        : {
            lastForm: Date.UTC(2026, 4, 1 + (index % 20), 8),
            lastAccess: null,
            lastLogin: null,
            asOf: Date.UTC(2026, 4, 4, 9),
          },
    personalIdAsOf: index % 5 === 4 ? null : Date.UTC(2026, 4, 4, 9, 30),
    unconfirmed: index % 27 === 4,
  };
}

export function fakeWebUser(index: number): WebUserRow {
  const first = pick(firstNames, index + 2);
  const last = pick(lastNames, index);
  const place = pick(fakeLookups.locations, index * 5);
  return {
    localId: `u${index}`,
    serverId: `u${index}`,
    username: `person.${index + 1}@example.org`,
    name: `${first} ${last}`,
    email: `person.${index + 1}@example.org`,
    phone: '',
    status: index % 11 === 3 ? 'deactivated' : 'active',
    primaryLocation: index % 3 === 0 ? null : { id: place.id, name: place.name },
    syncState: 'clean',
    waiting: [],
    role: pick(fakeLookups.roles, index),
    isAdmin: index % 5 === 0,
    activity: null,
    facts: {
      self: index === 0,
      ssoControlled: index % 13 === 6,
      untrustedIdentityProvider: index % 26 === 6,
      pseudoRole: null,
      asOf: Date.UTC(2026, 4, 4, 9, 30),
    },
  };
}

export function workerValues(row: MobileWorkerRow): FieldValues {
  const [first = '', ...rest] = row.name.split(' ');
  return {
    username: row.username,
    first_name: first,
    last_name: rest.join(' '),
    email: row.email,
    phone_numbers: row.phone === '' ? [] : [row.phone],
    groups: row.groups.map(({ id }) => id),
    primary_location: row.primaryLocation?.id ?? '',
    locations: row.primaryLocation ? [row.primaryLocation.id] : [],
    'user_data.training': 'level 2',
    'user_data.سنة الميلاد': '1990',
  };
}

export function webUserValues(row: WebUserRow): FieldValues {
  return {
    role: row.role,
    primary_location_id: row.primaryLocation?.id ?? '',
    assigned_location_ids: row.primaryLocation ? [row.primaryLocation.id] : [],
    profile: '',
    'user_data.department': 'M & E',
  };
}

export function fakeInvitation(index: number): InvitationRow {
  return {
    localId: `i${index}`,
    serverId: `i${index}`,
    email: `invited.${index + 1}@example.org`,
    role: pick(fakeLookups.roles, index),
    invitedOn: new Date(Date.UTC(2026, 9, 1 + (index % 28))).toISOString(),
    emailStatus: pick(['Sent', 'Delivered', 'Bounced'], index),
    bounced: false,
    waiting: [],
    syncState: 'clean',
  };
}

export function invitationValues(row: InvitationRow): FieldValues {
  return { email: row.email, role: row.role };
}
