import { createHash } from 'node:crypto';
import { blankWebUser } from '../control/templates.ts';
import { OAUTH_SCOPE } from '../http/authenticate.ts';
import { FOREIGN_PROJECT } from '../hq.ts';
import { ADMIN_ROLE_ID } from '../model.ts';
import type { Group, Worker } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { seededRandom } from '../seeded-random.ts';
import { defaultSettings } from '../settings.ts';
import { identifier } from '../store.ts';
import type { Store } from '../store.ts';
import { makeInvitations, makeWebUsers, makeWorkers } from './people.ts';
import type { Surroundings } from './people.ts';
import { buildPlaces } from './places.ts';
import { buildRules } from './rules.ts';
import { workerSuffix } from '../resources/worker-name.ts';

export const API_USERNAME = 'practice.admin@example.org';
export const SIGN_IN_PASSWORD = 'practice makes perfect';
const WEB_USERS = 60;
/** Web users grow modestly: one more for this many workers. */
const WORKERS_PER_WEB_USER = 500;
const INVITATIONS = 25;
/** Largest share of the workers that a sample group holds, so that a group stays readable in a big project. */
const MAX_GROUP_SIZE = 500;
const GROUP_NAMES = [
  'All supervisors',
  'Équipe mobile',
  'Nurses',
  'Pilot 2024',
  'Vaccination week',
  'Wahudumu wa afya',
  'Zone A',
  'eLearning',
  'टीकाकरण',
  'فريق الطوارئ',
  '外展小组',
  'Архив',
];

export type SampleWish = { project: string; seed: number; size: number; throttle: boolean; now: Date };

/** The main API key: 40 hex digits as HQ makes them, decided by the seed so that a kept state stays reachable. */
function keyText(seed: number, name: string): string {
  return createHash('sha1').update(`practice-key/${seed}/${name}`).digest('hex');
}

/** Fills an empty store with the sample project, in one transaction. */
export function buildSample(store: Store, wish: SampleWish): void {
  store.transaction(() => {
    store.setMeta('seed', String(wish.seed));
    store.setMeta('settings', JSON.stringify(defaultSettings(wish.size, wish.throttle)));
    store.setMeta('api-key', keyText(wish.seed, 'main'));
    const random = seededRandom(wish.seed);
    const rules = buildRules(store);
    const places = buildPlaces(store, random, wish.project, wish.now);
    const around: Surroundings = {
      seed: String(wish.seed),
      project: wish.project,
      now: wish.now,
      random,
      ...rules,
      ...places,
    };
    buildWebUsers(store, around, wish);
    for (const invitation of makeInvitations(around, INVITATIONS, API_USERNAME)) store.put('invitation', invitation);
    buildWorkers(store, around, wish.size);
    buildForeigners(store, wish.seed);
    store.setMeta('built', 'yes');
  });
}

function buildWebUsers(store: Store, around: Surroundings, wish: SampleWish): void {
  const admin = blankWebUser(identifier(around.seed, 'sample-web-user', 0), API_USERNAME);
  store.putIndexed('web-user', {
    ...admin,
    first_name: 'Practice',
    last_name: 'Admin',
    role_id: ADMIN_ROLE_ID,
    password_hash: hashPassword(SIGN_IN_PASSWORD),
    last_login: wish.now.toISOString(),
    last_access_date: wish.now.toISOString(),
  });
  const others = WEB_USERS - 1 + Math.floor(wish.size / WORKERS_PER_WEB_USER);
  for (const user of makeWebUsers(around, others)) store.putIndexed('web-user', user);
  const gone = blankWebUser(identifier(around.seed, 'sample-web-user-gone', 1), 'left.long.ago@example.org');
  store.putIndexed('web-user', { ...gone, is_member: false, is_active_in_domain: false, account_active: false });
  const key = {
    username: API_USERNAME,
    is_active: true,
    expires_on: null,
    ip_allowlist: [],
    domain: null,
    role_id: null,
  };
  store.put('api-key', { ...key, id: 'key-main', key: keyText(wish.seed, 'main'), name: 'Roster' });
  store.put('api-key', {
    ...key,
    id: 'key-read-only',
    key: keyText(wish.seed, 'read-only'),
    name: 'Limited to Read Only',
    role_id: around.roles['Read Only'] ?? null,
  });
  store.put('api-key', {
    ...key,
    id: 'key-other-project',
    key: keyText(wish.seed, 'other-project'),
    name: 'Limited to another project',
    domain: FOREIGN_PROJECT,
  });
  store.put('oauth-token', {
    id: 'token-main',
    token: keyText(wish.seed, 'oauth'),
    username: API_USERNAME,
    scopes: [OAUTH_SCOPE],
    expires_on: null,
    is_active: true,
  });
}

function buildWorkers(store: Store, around: Surroundings, size: number): void {
  const ids: string[] = [];
  for (const worker of makeWorkers(around, size)) {
    ids.push(worker.id);
    store.putIndexed('worker', worker);
  }
  GROUP_NAMES.forEach((name, index) => {
    const group: Group = {
      id: identifier(around.seed, 'sample-group', index),
      domain: around.project,
      name,
      case_sharing: index % 3 === 0,
      reporting: index % 4 !== 3,
      metadata: index === 3 ? { localization: 'Ghana' } : {},
      extra: {},
      deleted: false,
    };
    store.put('group', group);
    const share = Math.min(MAX_GROUP_SIZE, Math.floor(ids.length / GROUP_NAMES.length));
    const members = new Set<string>();
    for (let count = 0; count < share; count += 1) members.add(around.random.pick(ids));
    store.setMembers(group.id, [...members]);
  });
}

/** Records of another project, for the calls that name an id which is not of this one. */
function buildForeigners(store: Store, seed: number): void {
  const template: Group = {
    id: identifier(String(seed), 'foreign-group', 1),
    domain: FOREIGN_PROJECT,
    name: 'A group of another project',
    case_sharing: false,
    reporting: true,
    metadata: {},
    extra: {},
    deleted: false,
  };
  store.put('group', template);
  const worker: Worker = {
    id: identifier(String(seed), 'foreign-worker', 1),
    domain: FOREIGN_PROJECT,
    username: `stranger${workerSuffix(FOREIGN_PROJECT)}`,
    first_name: 'Stranger',
    last_name: '',
    email: '',
    language: '',
    phone_numbers: [],
    primary_location: null,
    locations: [],
    user_data: {},
    profile_id: null,
    role_id: null,
    is_active: true,
    is_account_confirmed: true,
    confirmation_sent_at: null,
    is_location_user: false,
    has_usable_password: true,
    password_hash: null,
    connect_username: null,
    personalid_link_active: null,
    created_on: '2024-01-01T00:00:00.000Z',
    deleted: false,
  };
  store.putIndexed('worker', worker);
}
