import type { Hq } from '../hq.ts';
import type { Invitation, UserKind, WebUser, Worker } from '../model.ts';
import { reachableLocations, roleName } from '../permissions.ts';
import { workerSuffix } from '../resources/worker-name.ts';
import { profileOf } from '../user-data.ts';
import type { StoredUserData } from '../user-data.ts';
import { projectGroups } from './import-groups.ts';
import type { TextSheet } from './write-workbook.ts';

/** What a download or a count is limited to; the names are HQ's query parameters. HQ: users/forms.py UserFilterForm. */
export type UserFilter = {
  role_id: string;
  search_string: string;
  location_id: string;
  selected_location_only: boolean;
  user_active_status: 'show_all' | 'active' | 'inactive';
  columns: 'all' | 'usernames';
};

/** A bad filter; its text is HQ's. */
export class FilterError extends Error {}

const LONGEST_SEARCH = 30;

/** Throws FilterError. */
export function readFilter(hq: Hq, query: URLSearchParams): UserFilter {
  const role = query.get('role_id') ?? '';
  const search = (query.get('search_string') ?? '').trim();
  const status = query.get('user_active_status') ?? 'show_all';
  if (role !== '' && role !== 'admin' && !hq.store.get('role', role)) throw new FilterError('Invalid Role');
  if (search.length > LONGEST_SEARCH) {
    throw new FilterError(`Ensure this value has at most ${LONGEST_SEARCH} characters (it has ${search.length}).`);
  }
  if (/[*?]/.test(search)) throw new FilterError('* and ? are not allowed');
  return {
    role_id: role,
    search_string: search,
    location_id: query.get('location_id') ?? '',
    selected_location_only: ['true', 'on'].includes(query.get('selected_location_only') ?? ''),
    user_active_status: status === 'active' || status === 'inactive' ? status : 'show_all',
    columns: query.get('columns') === 'usernames' ? 'usernames' : 'all',
  };
}

type Person = { username: string; first_name: string; last_name: string; role_id: string | null };

/** The people a filter leaves over. Invitations know only the search in their e-mail and the role. */
export function filteredPeople(
  hq: Hq,
  asker: WebUser,
  filter: UserFilter,
): { workers: Worker[]; webUsers: WebUser[]; invitations: Invitation[] } {
  const search = filter.search_string.toLowerCase();
  const places = wantedPlaces(hq, asker, filter);
  const fits = (person: Person, active: boolean, locations: readonly string[]): boolean =>
    (search === '' ||
      [person.first_name, person.last_name, person.username].some((text) => text.toLowerCase().includes(search))) &&
    (filter.role_id === '' || person.role_id === filter.role_id) &&
    (filter.user_active_status === 'show_all' || active === (filter.user_active_status === 'active')) &&
    (places === null || locations.some((id) => places.has(id)));
  return {
    workers: hq.store
      .all('worker')
      .filter((worker) => worker.domain === hq.project && fits(worker, worker.is_active, worker.locations)),
    webUsers: hq.store
      .all('web-user')
      .filter((user) => fits(user, user.is_active_in_domain, user.assigned_location_ids)),
    invitations: hq.store
      .all('invitation')
      .filter((item) => item.email.includes(search) && (filter.role_id === '' || item.role_id === filter.role_id)),
  };
}

/** null = everywhere. */
function wantedPlaces(hq: Hq, asker: WebUser, filter: UserFilter): ReadonlySet<string> | null {
  const reach = reachableLocations(hq, asker);
  if (filter.location_id === '') return reach;
  const wanted = new Set([filter.location_id]);
  let before = filter.selected_location_only ? wanted.size : -1;
  while (before !== wanted.size) {
    before = wanted.size;
    for (const place of hq.store.all('location')) {
      if (place.parent_id !== null && wanted.has(place.parent_id)) wanted.add(place.id);
    }
  }
  return reach === null ? wanted : new Set([...wanted].filter((id) => reach.has(id)));
}

type Line = Record<string, string>;

const NATURAL = new Intl.Collator('en', { numeric: true });

/** The sheet of lines whose columns come in the order first named, then `tail` in natural order each. */
function sheet(title: string, fixed: readonly string[], lines: readonly Line[], tails: readonly string[][]): TextSheet {
  const headers = [...fixed, ...tails.flat()];
  return { title, lines: [headers, ...lines.map((line) => headers.map((header) => line[header] ?? ''))] };
}

function numbered(name: string, values: readonly string[]): Line {
  return Object.fromEntries(values.map((value, index) => [`${name} ${index + 1}`, value]));
}

function widest(name: string, counts: readonly number[]): string[] {
  return Array.from({ length: Math.max(1, ...counts) }, (_item, index) => `${name} ${index + 1}`);
}

/** `data:` for defined fields, with the profile's values repeated in them; anything else is uncategorized. */
function dataCells(hq: Hq, stored: StoredUserData): Line {
  const slugs = hq.store.rules('field').map((field) => field.slug);
  const profile = profileOf(hq, stored.profile_id);
  const all = Object.entries({ ...stored.user_data, ...profile?.fields });
  const cells = all.map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [`${slugs.includes(key) ? 'data' : 'uncategorized_data'}: ${key}`, text] as const;
  });
  return { ...Object.fromEntries(cells), user_profile: profile?.name ?? '' };
}

function dataHeaders(hq: Hq, lines: readonly Line[]): string[][] {
  const defined = hq.store.rules('field').map((field) => `data: ${field.slug}`);
  const others = new Set(
    lines.flatMap((line) => Object.keys(line).filter((key) => key.startsWith('uncategorized_data: '))),
  );
  const profiles = hq.settings().planProfiles ? ['user_profile'] : [];
  return [profiles, defined.sort(NATURAL.compare), [...others].sort(NATURAL.compare)];
}

function siteCodes(hq: Hq, primary: string | null, ids: readonly string[]): string[] {
  const sorted = primary === null ? ids : [primary, ...ids.filter((id) => id !== primary)];
  return sorted.map((id) => hq.store.get('location', id)?.site_code ?? '').filter((code) => code !== '');
}

const NO_VALUE = 'N/A';

function roleText(hq: Hq, roleId: string | null): string {
  return roleName(hq, roleId) || 'Unknown Role';
}

function stamp(time: string | null): string {
  return time === null ? '' : time.slice(0, 19).replace('T', ' ');
}

/** HQ: bulk_download.py make_web_user_dict, make_invited_web_user_dict. The width of the places comes from members only. */
function webUserSheet(hq: Hq, users: readonly WebUser[], invitations: readonly Invitation[]): TextSheet {
  const placesOf = (user: WebUser): string[] =>
    siteCodes(hq, user.primary_location_id === '' ? null : user.primary_location_id, user.assigned_location_ids);
  const members = users.map((user): Line => ({
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    email: user.email,
    role: roleText(hq, user.role_id),
    'last_access_date (read only)': stamp(user.last_access_date),
    'last_login (read only)': stamp(user.last_login),
    status: user.is_active_in_domain ? 'Active User' : 'Inactive User',
    ...dataCells(hq, user),
    ...numbered('location_code', placesOf(user)),
    tableau_role: user.tableau_role ?? '',
    tableau_groups: user.tableau_groups.join(','),
  }));
  const invited = invitations.map((item): Line => ({
    username: item.email,
    first_name: NO_VALUE,
    last_name: NO_VALUE,
    email: item.email,
    role: roleText(hq, item.role_id),
    'last_access_date (read only)': NO_VALUE,
    'last_login (read only)': NO_VALUE,
    status: 'Invited',
    ...numbered(
      'location_code',
      siteCodes(hq, null, item.primary_location_id === null ? [] : [item.primary_location_id]),
    ),
    tableau_role: NO_VALUE,
    tableau_groups: NO_VALUE,
  }));
  const settings = hq.settings();
  const fixed = ['username', 'first_name', 'last_name', 'email', 'role'];
  const dates = ['last_access_date (read only)', 'last_login (read only)', 'status', 'remove'];
  const places = settings.planLocations
    ? widest(
        'location_code',
        users.map((user) => placesOf(user).length),
      )
    : [];
  const tableau = settings.tableau ? ['tableau_role', 'tableau_groups'] : [];
  return sheet('users', [...fixed, ...dates], [...members, ...invited], [...dataHeaders(hq, members), places, tableau]);
}

/** HQ: bulk_download.py make_mobile_user_dict. */
function workerSheet(hq: Hq, workers: readonly Worker[]): TextSheet {
  const groupNames = new Map(projectGroups(hq).map((group) => [group.id, group.name]));
  const groupsOf = (worker: Worker): string[] =>
    hq.store
      .groupsOf(worker.id)
      .flatMap((id) => groupNames.get(id) ?? [])
      .sort(NATURAL.compare);
  const lines = workers.map((worker): Line => ({
    username: worker.username.replace(workerSuffix(hq.project), ''),
    password: '********',
    name: `${worker.first_name} ${worker.last_name}`.trim(),
    email: worker.email,
    language: worker.language,
    role: roleName(hq, worker.role_id),
    user_id: worker.id,
    is_active: worker.is_active ? 'True' : 'False',
    'registered_on (read only)': stamp(worker.created_on),
    'last_submission (read only)': stamp(worker.last_submission ?? null),
    'last_sync (read only)': stamp(worker.last_sync ?? null),
    deactivate_after: (worker.deactivate_after ?? '').replace(/^(\d{4})-(\d{2}).*$/, '$2-$1'),
    ...dataCells(hq, worker),
    ...numbered('phone-number', worker.phone_numbers),
    ...numbered('group', groupsOf(worker)),
    ...numbered('location_code', siteCodes(hq, worker.primary_location, worker.locations)),
  }));
  const settings = hq.settings();
  const fixed = ['username', 'password', 'name', 'email', 'language', 'role', 'user_id', 'is_active'];
  const readOnly = [
    'User IMEIs (read only)',
    'registered_on (read only)',
    'last_submission (read only)',
    'last_sync (read only)',
  ];
  const phones = widest(
    'phone-number',
    workers.map((worker) => worker.phone_numbers.length),
  );
  const after = settings.allowCustomDeactivation ? ['deactivate_after'] : [];
  const groups = widest(
    'group',
    workers.map((worker) => groupsOf(worker).length),
  );
  const places = settings.planLocations
    ? widest(
        'location_code',
        workers.map((worker) => worker.locations.length),
      )
    : [];
  return sheet('users', [...fixed, ...readOnly], lines, [phones, after, ...dataHeaders(hq, lines), groups, places]);
}

/** A download that ends half-way; the text is HQ's, in its log. */
export class DownloadCrash extends Error {}

function groupSheet(hq: Hq): TextSheet {
  const groups = projectGroups(hq);
  const blank = groups.filter((group) => group.name.trim() === '').map((group) => group.id);
  if (blank.length > 0) throw new DownloadCrash(`The following group ids have a blank name: ${blank.join(', ')}.`);
  const lines = groups.map((group): Line => ({
    id: group.id,
    name: group.name,
    'case-sharing?': group.case_sharing ? 'yes' : 'no',
    'reporting?': group.reporting ? 'yes' : 'no',
    ...Object.fromEntries(Object.entries(group.metadata).map(([key, value]) => [`data: ${key}`, String(value)])),
  }));
  const data = new Set(lines.flatMap((line) => Object.keys(line).filter((key) => key.startsWith('data: '))));
  return sheet('groups', ['id', 'name', 'case-sharing?', 'reporting?'], lines, [[...data].sort(NATURAL.compare)]);
}

/** The sheets of a download. HQ: users/bulk_download.py. */
export function downloadSheets(hq: Hq, asker: WebUser, kind: UserKind, filter: UserFilter): TextSheet[] {
  const found = filteredPeople(hq, asker, filter);
  if (kind === 'web') return [webUserSheet(hq, found.webUsers, found.invitations)];
  const workers = workerSheet(hq, found.workers);
  if (filter.columns === 'usernames') return [{ title: 'users', lines: workers.lines.map((line) => line.slice(0, 1)) }];
  return [workers, groupSheet(hq)];
}
