/** What the project's pages tell of roles, profiles, custom fields and one's own rights. None of it can be read by REST. */
import type { z } from 'zod';
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../gateway.ts';
import type { Outcome } from '../outcome.ts';
import type { CustomFields, HqPages, ProjectRoles } from './hq-pages.ts';
import { notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { pageDataOf } from './page-data.ts';
import { formWith } from './page-form.ts';
import { ownRightsSchema, profilesDataSchema, rolesDataSchema, slugsSchema } from './page-schemas.ts';
import { roleChoicesOf } from './role-choices.ts';

type ProjectPages = Pick<HqPages, 'roles' | 'customFields' | 'ownRights'>;

type Page = { status: number; serverTime: number | null; html: string };

export function createProjectPages(client: PageClient): ProjectPages {
  /** null where the account may not see the page: roles and rights are then simply not known. */
  async function page(to: string, options: CallOptions): Promise<Outcome<Page | null>> {
    const reply = await client.call({ to, wants: ['html'], ...options });
    if (reply.kind === 'permission') return { kind: 'ok', status: reply.status, value: null, serverTime: null };
    if (reply.kind !== 'html') return notWanted(reply);
    const { status, serverTime, html } = reply;
    return { kind: 'ok', status, value: { status, serverTime, html }, serverTime };
  }

  return {
    roles: async (options = {}) => {
      const invite = await page(client.users('web/invite/'), options);
      if (invite.kind !== 'ok') return invite;
      const choices = invite.value === null ? undefined : formWith(invite.value.html, 'role')?.choices.get('role');
      const assignable = choices === undefined ? null : roleChoicesOf(choices);
      const list = await page(client.users('roles/'), options);
      if (list.kind !== 'ok') return list;
      const data = list.value === null ? undefined : pageDataOf(list.value.html).get('user_roles');
      if (list.value === null || data === undefined)
        return { ...list, value: { assignable, all: null } satisfies ProjectRoles };
      const all = fitReply({ ...list.value, json: data }, rolesDataSchema);
      return all.kind === 'ok' ? { ...all, value: { assignable, all: all.value } } : all;
    },

    customFields: async (kind, options = {}) => {
      const to = client.users(kind === 'web-user' ? 'web/invite/' : 'commcare/');
      const reply = await client.call({ to, wants: ['html'], ...options });
      if (reply.kind !== 'html') return notWanted(reply);
      const data = pageDataOf(reply.html);
      const part = <Value>(name: string, schema: z.ZodType<Value>, without: Value): Outcome<Value> => {
        const json = data.get(name);
        if (json === undefined || json === null)
          return { kind: 'ok', status: reply.status, value: without, serverTime: null };
        const read = fitReply({ ...reply, json }, schema);
        return read.kind === 'bad-reply'
          ? { ...read, path: [name, read.path].filter((at) => at !== '').join('.') }
          : read;
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
        profiles: profiles.value.map(({ id, name, fields }) => ({ id, name, fields })),
        profileSlug: typeof slug === 'string' ? slug : null,
      };
      return { ...slugs, value };
    },

    ownRights: async (options = {}) => {
      // The view's address is not known; a page that uses it registers it.
      const web = await page(client.users('web/'), options);
      if (web.kind !== 'ok') return web;
      const found = web.value === null ? undefined : pageDataOf(web.value.html).get('my_role');
      const to = typeof found === 'string' ? client.address(found) : null;
      if (to === null) return { ...web, value: null };
      const reply = await client.call({ to, wants: ['json'], script: true, ...options });
      return reply.kind === 'json' ? fitReply(reply, ownRightsSchema) : notWanted(reply);
    },
  };
}
