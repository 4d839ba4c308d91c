import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Cell } from '#practice/bulk/cell.ts';
import { blankWebUser } from '#practice/control/templates.ts';
import type { Hq } from '#practice/hq.ts';
import { newInvitation } from '#practice/invitations.ts';
import { ADMIN_ROLE_ID } from '#practice/model.ts';
import type { Invitation, WebUser } from '#practice/model.ts';
import { Jobs } from '#practice/bulk/jobs.ts';
import { Sessions } from '#practice/pages/sessions.ts';
import { permissionMap, roleName } from '#practice/permissions.ts';
import { newWorker } from '#practice/resources/user-create.ts';
import { workerSuffix } from '#practice/resources/worker-name.ts';
import { defaultSettings } from '#practice/settings.ts';
import { Store } from '#practice/store.ts';
import { Throttle } from '#practice/throttle.ts';
import { shownUserData } from '#practice/user-data.ts';

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const rowSchema = z.record(z.string(), cellSchema);
const dataSchema = z.record(z.string(), z.unknown());
const expectSchema = z.strictObject({
  flags: z.array(z.string().nullable()).optional(),
  error: z.string().optional(),
  workers: z.array(z.string()).optional(),
  people: z.record(z.string(), dataSchema).optional(),
  invitations: z
    .array(z.strictObject({ email: z.string(), role: z.string().optional(), location: z.string().optional() }))
    .optional(),
  invitationUnchanged: z.boolean().optional(),
  groups: z.array(z.string()).optional(),
  mails: z.number().optional(),
  dataLacks: z.array(z.string()).optional(),
  history: z.array(z.string()).optional(),
  parsed: z.array(dataSchema).nullable().optional(),
  status: z.union([z.string(), z.number(), z.null()]).optional(),
  stored: z.string().nullable().optional(),
  body: z.unknown().optional(),
  outcome: dataSchema.optional(),
});
type Expected = z.infer<typeof expectSchema>;

/** One case: what HQ holds, the rows of the sheet, and what must come of it. `hq`: HQ's test or function. */
export const bulkCaseSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['web', 'mobile']),
  level: z.enum(['import', 'validator', 'excel', 'model', 'api', 'download']),
  about: z.string().optional(),
  hq: z.string(),
  given: z.strictObject({
    project: z.string().optional(),
    roles: z.array(z.string()).optional(),
    fields: z
      .array(
        z.strictObject({
          slug: z.string(),
          label: z.string(),
          regex: z.string().default(''),
          choices: z.array(z.string()).default([]),
          required_for: z.array(z.enum(['web', 'mobile'])).default([]),
        }),
      )
      .default([]),
    profiles: z.array(z.strictObject({ name: z.string(), fields: z.record(z.string(), z.string()) })).default([]),
    workers: z.array(z.looseObject({ username: z.string() })).default([]),
    webUsers: z.array(z.looseObject({ username: z.string() })).default([]),
    invitations: z
      .array(
        z.strictObject({
          email: z.string(),
          role: z.string().optional(),
          bounced: z.boolean().optional(),
          profile: z.string().nullish(),
        }),
      )
      .default([]),
    locations: z
      .array(z.strictObject({ code: z.string(), parent: z.string().optional(), closed: z.boolean().optional() }))
      .default([]),
    groups: z.array(z.string()).optional(),
    uploader: z
      .strictObject({
        permissions: z.array(z.string()).optional(),
        locations: z.array(z.string()).optional(),
        profiles: z.array(z.string()).optional(),
      })
      .optional(),
    settings: dataSchema.optional(),
    sheet: z.array(z.array(cellSchema)).optional(),
    existing: z.string().nullish(),
    filter: z.record(z.string(), z.string()).optional(),
    view: z.string().optional(),
    endpoint: z.string().optional(),
    auth: z.string().nullish(),
    form_field: z.string().nullish(),
    uploader_permissions: z.array(z.string()).optional(),
    validator: z.string().optional(),
  }),
  rows: z.array(rowSchema),
  groups: z.array(rowSchema).optional(),
  expect: expectSchema,
});
export type BulkCase = z.infer<typeof bulkCaseSchema>;

/** A practice HQ without a server, in the state a case asks for. */
export type BulkHq = {
  hq: Hq;
  uploader: WebUser;
  /** A row with the ids of this run in place of `<ID>` and `<GID>`. */
  filled(row: Record<string, Cell>): Record<string, Cell>;
  check(wanted: Expected, invitationsBefore: readonly Invitation[]): void;
};

/** A fixed moment: the importer asks for the time only to date what it writes. */
const NOW = new Date('2026-06-01T08:00:00Z');

function emptyHq(item: BulkCase): Hq {
  const store = new Store(':memory:', () => NOW);
  store.setMeta('seed', '1');
  const settings = { ...defaultSettings(100, false), ...item.given.settings };
  let tokens = 0;
  const newToken = (): string => String((tokens += 1)).padStart(32, '0');
  return {
    store,
    project: item.given.project ?? 'mydomain',
    settings: () => settings,
    throttle: new Throttle(),
    sessions: new Sessions(store, newToken, () => settings.secureSessions),
    jobs: new Jobs(newToken),
    clock: () => NOW,
  };
}

function fillRules(hq: Hq, item: BulkCase): void {
  for (const name of [...(item.given.roles ?? []), 'Mobile Worker Default']) {
    hq.store.put('role', { id: `role-${name}`, name, permissions: permissionMap([]) });
  }
  for (const field of item.given.fields) hq.store.put('field', { ...field, id: field.slug, regex_msg: '' });
  item.given.profiles.forEach((profile, index) => hq.store.put('profile', { ...profile, id: String(index + 1) }));
  hq.store.put('location-type', placeType(hq, 'open', true));
  hq.store.put('location-type', placeType(hq, 'closed', false));
  item.given.locations.forEach(({ code, parent, closed }, index) =>
    hq.store.put('location', {
      id: `id-${code}`,
      number: index,
      domain: hq.project,
      name: code,
      site_code: code,
      external_id: null,
      created_at: '',
      last_modified: '',
      latitude: null,
      longitude: null,
      location_data: {},
      type_id: closed === true ? 'closed' : 'open',
      parent_id: parent === undefined ? null : `id-${parent}`,
      archived: false,
    }),
  );
}

function placeType(hq: Hq, id: string, hasUsers: boolean) {
  return {
    id,
    domain: hq.project,
    name: id,
    code: id,
    parent_id: null,
    administrative: true,
    shares_cases: false,
    view_descendants: false,
    has_users: hasUsers,
  };
}

const ids = (codes: readonly string[] | undefined): string[] => (codes ?? []).map((code) => `id-${code}`);
const personSchema = z.looseObject({
  username: z.string(),
  role: z.string().optional(),
  profile: z.string().nullish(),
  locations: z.array(z.string()).optional(),
  primary_location: z.string().optional(),
});

function fillPeople(hq: Hq, item: BulkCase): void {
  const profileId = (name: string | null | undefined): string | null =>
    name === null || name === undefined ? null : (hq.store.named('profile', name)[0]?.id ?? null);
  for (const given of item.given.workers) {
    const { username, locations, primary_location: primary, profile, ...rest } = personSchema.parse(given);
    const start = { username: username + workerSuffix(hq.project), confirmed: true, sendMailNow: false };
    const worker = newWorker(hq, { ...start, connectUsername: null }, 'secret');
    const place = primary === undefined ? null : `id-${primary}`;
    hq.store.put('worker', {
      ...worker,
      ...rest,
      locations: ids(locations),
      primary_location: place,
      profile_id: profileId(profile),
    });
  }
  for (const given of item.given.webUsers) {
    const { username, role, profile, locations, primary_location: _none, ...rest } = personSchema.parse(given);
    hq.store.put('web-user', {
      ...blankWebUser(hq.store.newId('web-user'), username),
      ...rest,
      role_id: role === undefined ? null : role === 'Admin' ? ADMIN_ROLE_ID : `role-${role}`,
      profile_id: profileId(profile),
      assigned_location_ids: ids(locations),
    });
  }
  for (const { email, role, bounced, profile } of item.given.invitations) {
    hq.store.put('invitation', {
      ...newInvitation(hq, email),
      role_id: `role-${role ?? 'edit-apps'}`,
      profile_id: profileId(profile),
      email_marked_as_bounced: bounced === true,
    });
  }
  for (const name of item.given.groups ?? []) {
    const group = { id: hq.store.newId('group'), domain: hq.project, name, case_sharing: false, reporting: true };
    hq.store.put('group', { ...group, metadata: {}, extra: {}, deleted: false });
  }
}

function makeUploader(hq: Hq, item: BulkCase): WebUser {
  const wanted = item.given.uploader;
  const uploader = blankWebUser('uploader', 'uploader@example.org');
  if (!wanted) {
    const admin = { ...uploader, role_id: ADMIN_ROLE_ID };
    hq.store.put('web-user', admin);
    return admin;
  }
  const profiles = (wanted.profiles ?? []).map((name) => hq.store.named('profile', name)[0]?.id ?? name);
  const permissions = permissionMap(wanted.permissions ?? ['edit_web_users', 'edit_commcare_users']);
  hq.store.put('role', {
    id: 'role-of-uploader',
    name: 'uploads',
    permissions: { ...permissions, edit_user_profile_list: profiles },
  });
  const user = { ...uploader, role_id: 'role-of-uploader', assigned_location_ids: ids(wanted.locations) };
  hq.store.put('web-user', user);
  return user;
}

/** What a case says about one person, in the same words. */
function described(hq: Hq, name: string): Record<string, unknown> {
  const worker = hq.store.named('worker', name + workerSuffix(hq.project))[0];
  const user = hq.store.named('web-user', name)[0];
  const person = worker ?? user;
  if (!person) return {};
  const place = worker ? worker.primary_location : user?.primary_location_id || null;
  const places = worker ? worker.locations : (user?.assigned_location_ids ?? []);
  const data: Record<string, unknown> = shownUserData(hq, person);
  const shown: Record<string, unknown> = {
    ...person,
    full_name: `${person.first_name} ${person.last_name}`.trim(),
    primary_location: place?.replace('id-', '') ?? null,
    assigned_locations: places.map((id) => id.replace('id-', '')),
    default_phone_number: person.phone_numbers[0] ?? null,
    role: roleName(hq, person.role_id),
    member: user?.is_member,
    stored_own_data: person.user_data,
    groups: hq.store.groupsOf(person.id).map((id) => hq.store.get('group', id)?.name),
    user_data: data,
  };
  for (const [key, value] of Object.entries(data)) shown[`user_data.${key}`] = value;
  return shown;
}

/** `id(x)` in a case stands for the id of that location or profile; the keys HQ adds for places are REST's, not the store's. */
function withIds(hq: Hq, wanted: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(wanted).filter(([key]) => !/^user_data\.commcare_(location|primary_case)/.test(key));
  const profile = hq.store.rules('profile')[0];
  const text = JSON.stringify(Object.fromEntries(kept)).replaceAll(`"id(${profile?.name ?? ''})"`, profile?.id ?? '');
  return dataSchema.parse(JSON.parse(text));
}

function check(hq: Hq, wanted: Expected, before: readonly Invitation[]): void {
  const invitations = hq.store.all('invitation');
  if (wanted.workers) expect(hq.store.all('worker').map((worker) => worker.username)).toEqual(wanted.workers);
  for (const [name, facts] of Object.entries(wanted.people ?? {})) {
    expect(described(hq, name)).toMatchObject(withIds(hq, facts));
  }
  if (wanted.invitations) {
    const seen = invitations.map((item) => ({
      email: item.email,
      role: roleName(hq, item.role_id),
      location: item.primary_location_id?.replace('id-', ''),
    }));
    expect(seen).toMatchObject(wanted.invitations);
    expect(seen).toHaveLength(wanted.invitations.length);
  }
  if (wanted.invitationUnchanged === true) expect(invitations).toEqual(before);
  if (wanted.groups) expect(hq.store.all('group').map((group) => group.name)).toEqual(wanted.groups);
  if (wanted.mails !== undefined) expect(hq.store.all('mail')).toHaveLength(wanted.mails);
  for (const key of wanted.dataLacks ?? []) {
    for (const user of hq.store.all('web-user')) expect(shownUserData(hq, user)).not.toHaveProperty(key);
  }
  if (wanted.history) expect(hq.store.all('history').map((row) => row.action)).toEqual(wanted.history);
}

export function buildBulkHq(item: BulkCase): BulkHq {
  const hq = emptyHq(item);
  fillRules(hq, item);
  fillPeople(hq, item);
  const uploader = makeUploader(hq, item);
  const id = hq.store.all('worker')[0]?.id ?? '';
  const groupId = hq.store.all('group')[0]?.id ?? '';
  return {
    hq,
    uploader,
    filled: (row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, cell]) => [key, cell === '<ID>' ? id : cell === '<GID>' ? groupId : cell]),
      ),
    check: (wanted, before) => check(hq, wanted, before),
  };
}

const CASES_FILE = new URL('../../fixtures/hq/bulk-cases.json', import.meta.url);
const bulkCases = z.array(bulkCaseSchema).parse(JSON.parse(readFileSync(CASES_FILE, 'utf8')));

/** The cases of one level, each with its name and what it is about, for a table of tests. */
export function bulkCasesOf(level: BulkCase['level']): [string, string, BulkCase][] {
  return bulkCases.filter((item) => item.level === level).map((item) => [item.id, item.about ?? item.hq, item]);
}
