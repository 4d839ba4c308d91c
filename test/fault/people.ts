/** Who is edited in a run, which fields, and how a value tells what edit it came from. */
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';

export type Person = { entity: PersonEntity; localId: string; username: string };

/** Fields that take any text (or number), so that each value can be made once only. */
const fields: Record<Person['entity'], readonly string[]> = {
  invitation: [],
  'mobile-worker': [
    'first_name',
    'last_name',
    'email',
    'phone_numbers',
    'user_data.notes',
    'user_data.site',
    'language',
  ],
  'web-user': ['user_data.notes', 'user_data.site'],
};

/** The field at a place of the list, which begins anew at its end. */
export function fieldAt(entity: Person['entity'], place: number): string {
  const own = fields[entity];
  return own[place % own.length] ?? 'first_name';
}

/** Whether it takes any text, or number. */
export function isPlain(entity: Person['entity'], field: string): boolean {
  return fields[entity].includes(field);
}

/** What is done to people; the way back as often as the way out, removing seldom: nothing more can happen to somebody removed. */
const actions: Record<Person['entity'], readonly PersonAction[]> = {
  'mobile-worker': [
    'deactivate',
    'reactivate',
    'deactivate',
    'reactivate',
    'email-password-reset',
    'link',
    'unlink',
    'remove',
  ],
  'web-user': ['deactivate', 'reactivate', 'deactivate', 'reactivate', 'deactivate', 'remove'],
  invitation: ['resend', 'resend', 'remove'],
};

/** The action at a place of the list, which begins anew at its end; one that is named stays what it is. */
export function actionAt(entity: Person['entity'], place: number | PersonAction): PersonAction {
  if (typeof place === 'string') return place;
  const own = actions[entity];
  return own[place % own.length] ?? 'deactivate';
}

/** What numbers begin with, by who wrote them. */
const phonePrefix = { v: '1555', w: '1666' } as const;

/** A value nobody else writes. @param by `v` the person with Roster, `w` the other admin */
export function valueOf(by: 'v' | 'w', field: string, n: number): Json {
  if (field === 'phone_numbers') return [`${phonePrefix[by]}${n.toString().padStart(7, '0')}`];
  return field === 'email' ? `${by}${n}@example.org` : `${by}${n}`;
}

/** Values of ours for the fields at these places. */
export function valuesAt(entity: Person['entity'], places: readonly number[], n: number): FieldValues {
  return Object.fromEntries(
    places.map((place): [string, Json] => {
      const field = fieldAt(entity, place);
      return [field, valueOf('v', field, n)];
    }),
  );
}

/** The number of the step a value was made by, null for one of the sample's own. */
export function stepOf(value: Json | undefined): { by: 'v' | 'w'; n: number } | null {
  const phone = /^(1555|1666)(\d{7})$/.exec(Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '');
  if (phone) return { by: phone[1] === phonePrefix.v ? 'v' : 'w', n: Number(phone[2]) };
  const match = /^(v|w)(\d+)(@example\.org)?$/.exec(typeof value === 'string' ? value : '');
  return match ? { by: match[1] === 'v' ? 'v' : 'w', n: Number(match[2]) } : null;
}

/** A record of HQ's (API body or the practice HQ's own) as flat field values. */
export function flat(record: Record<string, unknown>): FieldValues {
  const { user_data: userData, ...rest } = record;
  const inner = typeof userData === 'object' && userData !== null ? userData : {};
  return {
    ...(rest as FieldValues),
    ...Object.fromEntries(
      Object.entries(inner).map(([key, value]): [string, Json] => [`user_data.${key}`, value as Json]),
    ),
  };
}

/** Somebody to one location, which both fields of it have to say. */
export function movedTo(entity: Person['entity'], location: string): FieldValues {
  return entity === 'mobile-worker'
    ? { primary_location: location, locations: [location] }
    : { primary_location_id: location, assigned_location_ids: [location] };
}

export function practiceEntity(entity: PersonEntity): 'worker' | 'web-user' {
  return entity === 'mobile-worker' ? 'worker' : 'web-user';
}

/** Usernames of everybody made in a run begin so; nobody's in the sample does. */
export const newcomers = 'new.';

export function isNewcomer(person: Person): boolean {
  return person.username.startsWith(newcomers);
}
