import { blankWebUser } from '../control/templates.ts';
import { ADMIN_ROLE_ID } from '../model.ts';
import type { Invitation, UserData, WebUser, Worker } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { WORKER_ROLE_NAME } from '../resources/user-create.ts';
import { uuidOf } from '../invitations.ts';
import { workerSuffix } from '../resources/worker-name.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { identifier } from '../store.ts';
import { LONG_NAMES, NAME_POOLS } from './names.ts';

const DAY_MS = 86_400_000;
/** One worker of so many has not sent a form yet. */
const SILENT_EVERY = 6;
const TEAMS = ['Blue', 'Green', 'Équipe Rouge', 'टीम ३', 'فريق الأمل'] as const;
const WORKER_TYPES = ['community health worker', 'nurse', 'supervisor', 'data clerk'] as const;
/** Every sample worker's password; nothing is protected by it. */
export const WORKER_PASSWORD = 'practice-worker';

export type Surroundings = {
  seed: string;
  project: string;
  now: Date;
  random: SeededRandom;
  roles: Record<string, string>;
  profiles: readonly string[];
  districts: readonly string[];
  clinics: readonly string[];
};

type Person = { first: string; last: string; handle: string; language: string };

function person(random: SeededRandom): Person {
  if (random.chance(0.01)) {
    const [first, last] = random.pick(LONG_NAMES);
    return { first, last, handle: 'long.name', language: 'en' };
  }
  const pool = random.pick(NAME_POOLS);
  const [first, firstLatin] = random.pick(pool.given);
  const [last, lastLatin] = random.pick(pool.family);
  return { first, last, handle: `${firstLatin}.${lastLatin}`, language: pool.language };
}

/** Adds a number to a handle that was taken before. */
function unique(handle: string, taken: Map<string, number>): string {
  const count = (taken.get(handle) ?? 0) + 1;
  taken.set(handle, count);
  return count === 1 ? handle : `${handle}${count}`;
}

function phone(random: SeededRandom): string {
  return `${random.pick(['254', '221', '91', '880', '258', '251'])}7${String(random.below(100_000_000)).padStart(8, '0')}`;
}

function day(now: Date, daysAgo: number): string {
  return new Date(now.getTime() - daysAgo * DAY_MS).toISOString();
}

/** Usernames as projects have them: mostly with dots, some with underscores, some numbered. */
function workerHandle(random: SeededRandom, who: Person, index: number): string {
  const style = random.next();
  if (style < 0.6) return who.handle;
  return style < 0.8 ? who.handle.replaceAll('.', '_') : `chw${String(index).padStart(4, '0')}`;
}

function workerData(random: SeededRandom, now: Date, profile: string | null): UserData {
  const data: UserData = { team: random.pick(TEAMS) };
  if (profile !== '11' && random.chance(0.8)) data['worker_type'] = random.pick(WORKER_TYPES);
  if (random.chance(0.6)) data['start_date'] = day(now, 30 + random.below(2_000)).slice(0, 10);
  if (random.chance(0.1))
    data['notes'] = random.pick(['speaks হিন্দি and বাংলা', 'on leave, "back soon"', 'a,b;c\ttab', '']);
  return data;
}

/** The sample's mobile workers, one by one: about 8 % deactivated, a few unconfirmed, a fifth linked to PersonalID. */
export function* makeWorkers(around: Surroundings, size: number): Generator<Worker> {
  const { random, now } = around;
  const suffix = workerSuffix(around.project);
  const taken = new Map<string, number>();
  const passwordHash = hashPassword(WORKER_PASSWORD);
  for (let index = 1; index <= size; index += 1) {
    const who = person(random);
    const isUnconfirmed = random.chance(0.01);
    const isActive = !isUnconfirmed && !random.chance(0.08);
    const isPlaced = random.chance(0.85);
    const clinic = random.pick(around.clinics);
    const second = random.chance(0.15) ? random.pick(around.clinics) : clinic;
    const profile = random.chance(0.25) ? random.pick(around.profiles) : null;
    const handle = unique(workerHandle(random, who, index), taken);
    const isLinked = around.random.chance(0.2);
    yield {
      id: identifier(around.seed, 'sample-worker', index),
      domain: around.project,
      username: handle + suffix,
      first_name: random.chance(0.04) ? '' : who.first,
      last_name: random.chance(0.04) ? '' : who.last,
      email: isUnconfirmed || random.chance(0.3) ? `${handle}@example.org` : '',
      language: random.chance(0.5) ? who.language : '',
      phone_numbers: random.chance(0.7) ? [phone(random), ...(random.chance(0.1) ? [phone(random)] : [])] : [],
      primary_location: isPlaced ? clinic : null,
      locations: isPlaced ? [...new Set([clinic, second])] : [],
      user_data: workerData(random, now, profile),
      profile_id: profile,
      role_id: (random.chance(0.05) ? around.roles['Field Implementer'] : around.roles[WORKER_ROLE_NAME]) ?? null,
      is_active: isActive,
      is_account_confirmed: !isUnconfirmed,
      confirmation_sent_at: isUnconfirmed ? day(now, random.below(20)) : null,
      is_location_user: false,
      has_usable_password: !isUnconfirmed,
      password_hash: isUnconfirmed ? null : passwordHash,
      connect_username: isLinked ? `personal-${index}` : null,
      personalid_link_active: isLinked ? random.chance(0.75) : null,
      created_on: day(now, 1 + random.below(900)),
      // Not drawn: the draws of everything else stay as they are.
      last_submission: index % SILENT_EVERY === 0 ? null : day(now, (index * 7) % 90),
      last_sync: index % SILENT_EVERY === 0 ? null : day(now, (index * 7) % 30),
      deleted: false,
    };
  }
}

/** The sample's web users without the API user: several Admins, three deactivated, one under single sign-on. */
export function* makeWebUsers(around: Surroundings, count: number): Generator<WebUser> {
  const { random, now } = around;
  const taken = new Map<string, number>();
  const plainRoles = ['App Editor', 'Field Implementer', 'Read Only', 'Billing Admin'].map(
    (name) => around.roles[name] ?? null,
  );
  for (let index = 1; index <= count; index += 1) {
    const who = person(random);
    const username = `${unique(who.handle, taken)}@example.org`;
    const placed = random.chance(0.4) ? [random.pick(around.districts), random.pick(around.clinics)] : [];
    const profile = random.chance(0.2) ? random.pick(around.profiles) : null;
    yield {
      ...blankWebUser(identifier(around.seed, 'sample-web-user', index), username),
      first_name: random.chance(0.05) ? '' : who.first,
      last_name: random.chance(0.05) ? '' : who.last,
      phone_numbers: random.chance(0.2) ? [phone(random)] : [],
      // The first few are Admins, so that "the last active Admin" can be practised on purpose, not by accident.
      role_id: index <= 3 ? ADMIN_ROLE_ID : random.pick(plainRoles),
      is_active_in_domain: index % 17 !== 0,
      primary_location_id: placed[0] ?? '',
      assigned_location_ids: placed,
      profile_id: profile,
      user_data: profile === null && random.chance(0.5) ? { worker_type: random.pick(WORKER_TYPES) } : {},
      last_login: random.chance(0.9) ? day(now, random.below(120)) : null,
      last_access_date: random.chance(0.8) ? day(now, random.below(200)) : null,
      sso_controlled: index === 20,
      sso_untrusted: index === 21,
    };
  }
}

const MAIL_STATES = ['Sent', 'Delivered', 'Delivered', 'Bounced', null] as const;

/** The sample's invitations: fresh, about to expire, and expired ones. */
export function* makeInvitations(around: Surroundings, count: number, invitedBy: string): Generator<Invitation> {
  const { random, now } = around;
  const names = ['App Editor', 'Field Implementer', 'Read Only'];
  for (let index = 1; index <= count; index += 1) {
    const who = person(random);
    const state = random.pick(MAIL_STATES);
    const placed = random.chance(0.4) ? [random.pick(around.clinics)] : [];
    yield {
      id: uuidOf(identifier(around.seed, 'sample-invitation', index)),
      email: `invited.${who.handle}.${index}@example.org`,
      role_id: index === 1 ? ADMIN_ROLE_ID : (around.roles[random.pick(names)] ?? ADMIN_ROLE_ID),
      primary_location_id: placed[0] ?? null,
      assigned_location_ids: placed,
      profile_id: random.chance(0.2) ? random.pick(around.profiles) : null,
      user_data: {},
      tableau_role: null,
      tableau_groups: [],
      invited_on: day(now, index * 2 - 1),
      invited_by: invitedBy,
      is_accepted: false,
      email_status: state,
      email_marked_as_bounced: state === 'Bounced',
    };
  }
}
