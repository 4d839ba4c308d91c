/** A person as HQ's download writes them: text by column header. Source: HQ's corehq/apps/users/bulk_download.py. */
import { shortUsername } from '#shared/domain/rules.ts';
import { adminRole, unknownRole } from '#shared/domain/rules/access-rules.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { hqMomentText } from '../download/hq-moment.ts';
import { unknownPlaces } from '../unknown-places.ts';
import { dataCells } from './sheet-names.ts';
import type { SheetNames } from './sheet-names.ts';
import { hasPlaces, textOf, textsOf } from './sheet-person.ts';
import type { SheetPerson } from './sheet-person.ts';

export type SheetCells = Record<string, string>;

/** HQ's words. */
const noValue = 'N/A';
/** Stands for a password that stays: HQ takes only something besides asterisks for a new one. */
const samePassword = '********';
/** HQ's order of names that hold numbers: `group 10` after `group 9`. */
export const natural = new Intl.Collator('en', { numeric: true });

export function personCells(entity: PersonEntity, person: SheetPerson, names: SheetNames): SheetCells {
  switch (entity) {
    case 'mobile-worker':
      return workerCells(person, names);
    case 'web-user':
      return webUserCells(person, names);
    case 'invitation':
      return invitationCells(person, names);
  }
}

/** `make_mobile_user_dict` */
function workerCells({ serverId, values, snapshot, active, activity }: SheetPerson, names: SheetNames): SheetCells {
  const profile = textOf(values['profile']);
  return {
    username: shortUsername(textOf(snapshot['username'])),
    password: samePassword,
    name: [textOf(values['first_name']), textOf(values['last_name'])].filter((part) => part !== '').join(' '),
    email: textOf(values['email']),
    language: textOf(values['language']),
    user_id: serverId,
    is_active: active ? 'True' : 'False',
    'last_submission (read only)': activity ? hqMomentText(activity.lastForm) : '',
    user_profile: profile === '' ? '' : names.profile(profile),
    ...custom(names, values, profile),
    ...numbered('phone-number', textsOf(values['phone_numbers'])),
    ...numbered(
      'group',
      textsOf(values['groups'])
        .map((id) => names.group(id))
        .sort(natural.compare),
    ),
    ...numbered('location_code', places(values['primary_location'], values['locations'], names)),
  };
}

/** `make_web_user_dict` */
function webUserCells({ values, snapshot, active, isAdmin, activity }: SheetPerson, names: SheetNames): SheetCells {
  const profile = textOf(values['profile']);
  return {
    username: textOf(snapshot['username']),
    first_name: textOf(snapshot['first_name']),
    last_name: textOf(snapshot['last_name']),
    email: textOf(snapshot['email']),
    role: textOf(values['role']) || (isAdmin ? adminRole : unknownRole),
    'last_access_date (read only)': activity ? hqMomentText(activity.lastAccess) : '',
    'last_login (read only)': activity ? hqMomentText(activity.lastLogin) : '',
    status: active ? 'Active User' : 'Inactive User',
    user_profile: profile,
    ...custom(names, values, profile),
    ...numbered('location_code', places(values['primary_location_id'], values['assigned_location_ids'], names)),
    tableau_role: textOf(values['tableau_role']),
    tableau_groups: textsOf(values['tableau_groups']).join(','),
  };
}

/** `make_invited_web_user_dict` */
function invitationCells(person: SheetPerson, names: SheetNames): SheetCells {
  const { values } = person;
  const email = textOf(values['email']);
  const isTold = hasPlaces('invitation', person) || !names.usesLocations;
  const codes = isTold
    ? places(values['primary_location_id'], values['assigned_location_ids'], names)
    : [unknownPlaces];
  return {
    username: email,
    first_name: noValue,
    last_name: noValue,
    email,
    role: textOf(values['role']) || unknownRole,
    'last_access_date (read only)': noValue,
    'last_login (read only)': noValue,
    status: 'Invited',
    ...numbered('location_code', codes),
    tableau_role: noValue,
    tableau_groups: noValue,
  };
}

function custom(names: SheetNames, values: SheetPerson['values'], profile: string): SheetCells {
  return Object.fromEntries(
    dataCells(names, values, profile).map(([header, value]) => [header, textOf(value as Json | undefined)]),
  );
}

/** Site codes, the primary location's first. */
function places(primary: Json | undefined, all: Json | undefined, names: SheetNames): string[] {
  const first = textOf(primary);
  const rest = textsOf(all).filter((id) => id !== first);
  return [...(first === '' ? [] : [first]), ...rest].map((id) => names.siteCode(id));
}

function numbered(field: string, texts: readonly string[]): SheetCells {
  return Object.fromEntries(texts.map((text, index) => [`${field} ${index + 1}`, text]));
}
