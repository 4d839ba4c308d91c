/** What the project's pages tell of roles, profiles, custom fields and one's own rights. None of it can be read by REST. */
import type { z } from 'zod';
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../call-options.ts';
import type { Outcome } from '../outcome.ts';
import type { CustomFields, FieldDefinition, HqPages, ProjectRoles } from './hq-pages.ts';
import { invitationFormOf, readInvitationForm } from './invitation-form.ts';
import { showsPersonalId } from './mobile-worker-pages.ts';
import { newWorkerRulesOf } from './new-worker-rules.ts';
import { notInPage, notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { pageDataOf } from './page-data.ts';
import { formWith, postFormsOf } from './page-form.ts';
import {
  definitionsSchema,
  ownRightsSchema,
  profilesDataSchema,
  rolesDataSchema,
  slugsSchema,
} from './page-schemas.ts';
import { roleChoicesOf } from './role-choices.ts';

type ProjectPages = Pick<HqPages, 'project' | 'roles' | 'customFields' | 'webUserForms' | 'ownRights'>;

type Page = { status: number; serverTime: number | null; html: string };

/** Source: custom_data_fields/edit_entity.py (`CUSTOM_DATA_FIELD_PREFIX`). */
const customPrefix = /^(?:.*-)?data-field-(.+)$/;

export function createProjectPages(client: PageClient): ProjectPages {
  const pageOf = {
    invite: client.users('web/invite/'),
    roles: client.users('roles/'),
    workers: client.users('commcare/'),
    definitions: client.users('user_data/'),
  };

  /** null where the account (or the plan) does not let the page be seen: what is on it is then simply not known. */
  async function page(to: string, options: CallOptions): Promise<Outcome<Page | null>> {
    const reply = await client.call({ to, wants: ['html'], ...options });
    if (reply.kind === 'permission' || reply.kind === 'plan')
      return { kind: 'ok', status: reply.status, value: null, serverTime: null };
    if (reply.kind !== 'html') return notWanted(reply);
    const { status, serverTime, html } = reply;
    return { kind: 'ok', status, value: { status, serverTime, html }, serverTime };
  }

  /** null also where this HQ has no such page: the forms then tell what they tell. */
  async function fieldDefinitions(options: CallOptions): Promise<Outcome<FieldDefinition[] | null>> {
    const read = await page(pageOf.definitions, options);
    if (read.kind === 'gone') return { kind: 'ok', status: read.status, value: null, serverTime: null };
    if (read.kind !== 'ok') return read;
    const json = read.value === null ? undefined : pageDataOf(read.value.html).get('custom_fields');
    return read.value === null || json === undefined
      ? { ...read, value: null }
      : fitReply({ ...read.value, json }, definitionsSchema);
  }

  return {
    project: async (options = {}) => {
      const invite = await page(pageOf.invite, options);
      if (invite.kind !== 'ok') return invite;
      const list = await page(pageOf.roles, options);
      if (list.kind !== 'ok') return list;
      const workers = await page(pageOf.workers, options);
      if (workers.kind !== 'ok') return workers;
      const roles = rolesIn(invite.value, list.value);
      if (roles.kind !== 'ok') return roles;
      const webUserFields = fieldsIn(invite.value);
      if (webUserFields.kind !== 'ok') return webUserFields;
      const workerFields = fieldsIn(workers.value);
      if (workerFields.kind !== 'ok') return workerFields;
      const definitions = await fieldDefinitions(options);
      if (definitions.kind !== 'ok') return definitions;
      const fields = { 'web-user': webUserFields.value, 'mobile-worker': workerFields.value };
      const personalId = workers.value === null ? null : showsPersonalId(workers.value.html);
      const newWorkers = workers.value === null ? null : newWorkerRulesOf(workers.value.html);
      const value = { roles: roles.value, fields, definitions: definitions.value, personalId, newWorkers };
      return { ...workers, value };
    },

    roles: async (options = {}) => {
      const invite = await page(pageOf.invite, options);
      if (invite.kind !== 'ok') return invite;
      const list = await page(pageOf.roles, options);
      return list.kind === 'ok' ? rolesIn(invite.value, list.value) : list;
    },

    customFields: async (kind, options = {}) => {
      const to = kind === 'web-user' ? pageOf.invite : pageOf.workers;
      const reply = await client.call({ to, wants: ['html'], ...options });
      return reply.kind === 'html' ? fieldsOf(reply) : notWanted(reply);
    },

    webUserForms: async (options = {}) => {
      const invite = await page(pageOf.invite, options);
      if (invite.kind !== 'ok') return invite;
      const read = invite.value === null ? null : readInvitationForm(invite.value.html);
      if (invite.value !== null && read === null) return notInPage(invite.value, 'role');
      const upload = await page(client.users('web/upload/'), options);
      if (upload.kind !== 'ok') return upload;
      const offers = read === null ? null : invitationFormOf(read).offers;
      const form = offers && { locations: offers.locations, profile: offers.profile, tableau: offers.tableau };
      return { ...upload, value: { invite: form, uploads: upload.value !== null } };
    },

    ownRights: async (options = {}) => {
      // The view's address is not known; a page that uses it registers it.
      const web = await client.call({ to: client.users('web/'), wants: ['html'], ...options });
      if (web.kind !== 'html') return notWanted(web);
      const found = pageDataOf(web.html).get('my_role');
      const to = typeof found === 'string' ? client.address(found) : null;
      if (to === null) return { kind: 'ok', status: web.status, value: null, serverTime: web.serverTime };
      const reply = await client.call({ to, wants: ['json'], script: true, ...options });
      return reply.kind === 'json' ? fitReply(reply, ownRightsSchema) : notWanted(reply);
    },
  };
}

function rolesIn(invite: Page | null, list: Page | null): Outcome<ProjectRoles> {
  const choices = invite === null ? undefined : formWith(invite.html, 'role')?.choices.get('role');
  const assignable = choices === undefined ? null : roleChoicesOf(choices);
  const data = list === null ? undefined : pageDataOf(list.html).get('user_roles');
  if (list === null || data === undefined)
    return { kind: 'ok', status: list?.status ?? 200, value: { assignable, all: null }, serverTime: null };
  const all = fitReply({ ...list, json: data }, rolesDataSchema);
  return all.kind === 'ok' ? { ...all, value: { assignable, all: all.value } } : all;
}

function fieldsIn(page: Page | null): Outcome<CustomFields | null> {
  return page === null ? { kind: 'ok', status: 200, value: null, serverTime: null } : fieldsOf(page);
}

function fieldsOf(page: Page): Outcome<CustomFields> {
  const { status } = page;
  const data = pageDataOf(page.html);
  const part = <Value>(name: string, schema: z.ZodType<Value>, without: Value): Outcome<Value> => {
    const json = data.get(name);
    if (json === undefined || json === null) return { kind: 'ok', status, value: without, serverTime: null };
    const read = fitReply({ ...page, json }, schema);
    return read.kind === 'bad-reply' ? { ...read, path: [name, read.path].filter((at) => at !== '').join('.') } : read;
  };
  const slugs = part('custom_fields_slugs', slugsSchema, []);
  if (slugs.kind !== 'ok') return slugs;
  const required = part('required_custom_fields_slugs', slugsSchema, []);
  if (required.kind !== 'ok') return required;
  const profiles = part('custom_fields_profiles', profilesDataSchema, []);
  if (profiles.kind !== 'ok') return profiles;
  const slug = data.get('custom_fields_profile_slug');
  const value: CustomFields = {
    slugs: slugs.value,
    required: required.value,
    choices: choicesIn(page.html),
    profiles: profiles.value.map(({ id, name, fields }) => ({ id, name, fields })),
    profileSlug: typeof slug === 'string' ? slug : null,
  };
  return { ...slugs, value };
}

/** Of custom fields by slug, from whatever form is on the page. */
function choicesIn(html: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { choices } of postFormsOf(html))
    for (const [name, options] of choices) {
      const slug = customPrefix.exec(name)?.[1];
      const values = options.map(({ value }) => value).filter((value) => value !== '');
      if (slug !== undefined && values.length > 0) found[slug] = values;
    }
  return found;
}
