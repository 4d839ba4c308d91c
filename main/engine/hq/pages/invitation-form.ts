/**
 * The form of an invitation, new or pending: what it holds, what may be chosen, and how changes go into it. Its fields are found
 * by the ends of their names, since HQ prefixes them differently from version to version. Source: corehq/apps/registration/forms.py
 * (`AdminInvitesUserForm`), custom data fields' edit_entity.py.
 */
import type { InvitationForm, InvitationValues } from './hq-pages.ts';
import { pageDataOf } from './page-data.ts';
import type { PageForm } from './page-form.ts';
import { formWith } from './page-form.ts';
import { slugsSchema } from './page-schemas.ts';
import { roleChoicesOf } from './role-choices.ts';

export type ReadForm = {
  form: PageForm;
  names: {
    role: string;
    assigned: string | null;
    primary: string | null;
    profile: string | null;
    custom: Map<string, string>;
  };
  /** Several locations as one value with commas, where the field is no list of choices. */
  joined: boolean;
};

/** Key of the profile among the custom fields. Source: custom_data_fields/models.py (`PROFILE_SLUG`). */
const profileSlug = 'commcare_profile';
/** Source: custom_data_fields/edit_entity.py (`CUSTOM_DATA_FIELD_PREFIX`). */
const customPrefix = /^(?:.*-)?data-field-(.+)$/;

/** null where the page has no such form. */
export function readInvitationForm(html: string): ReadForm | null {
  const form = formWith(html, 'email', 'role');
  if (form === null) return null;
  const data = pageDataOf(html);
  const names = [...form.values.keys()];
  const slugs = slugsSchema.catch([]).parse(data.get('custom_fields_slugs'));
  const named = (slug: string) => names.find((name) => name === slug || name.endsWith(`-${slug}`)) ?? null;
  const custom = new Map<string, string>();
  for (const slug of slugs) {
    const name = named(slug);
    if (name !== null && slug !== profileSlug) custom.set(slug, name);
  }
  for (const name of names) {
    const slug = customPrefix.exec(name)?.[1];
    if (slug !== undefined && slug !== profileSlug && ![...custom.values()].includes(name)) custom.set(slug, name);
  }
  const assigned = named('assigned_locations');
  return {
    form,
    names: { role: 'role', assigned, primary: named('primary_location'), profile: named(profileSlug), custom },
    joined: assigned !== null && !form.choices.has(assigned),
  };
}

export function invitationFormOf(read: ReadForm): InvitationForm {
  const { form, names, joined } = read;
  const list = (name: string | null) => (name === null ? [] : (form.values.get(name) ?? []));
  const single = (name: string | null) => list(name)[0] ?? '';
  const locations = list(names.assigned).flatMap((value) => (joined ? value.split(',') : [value]));
  return {
    email: single('email'),
    values: {
      role: single(names.role),
      assignedLocations: locations.map((value) => value.trim()).filter((value) => value !== ''),
      primaryLocation: single(names.primary),
      profile: single(names.profile),
      customFields: Object.fromEntries([...names.custom].map(([slug, name]) => [slug, single(name)])),
    },
    offers: {
      locations: names.assigned !== null,
      profile: names.profile !== null,
      tableau: [...form.values.keys()].some((name) => name === 'tableau_role' || name.endsWith('-tableau_role')),
      customFields: [...names.custom.keys()],
    },
    roles: roleChoicesOf(form.choices.get(names.role) ?? []),
  };
}

/** What to send: the form as it came, with the changes in it. `unknown`: changes the form has no place for. */
export function fillInvitationForm(
  read: ReadForm,
  changes: Partial<InvitationValues> & { email?: string },
): { values: Map<string, string[]>; unknown: string[] } {
  const { form, names, joined } = read;
  const values = new Map(form.values);
  const unknown: string[] = [];
  const set = (what: string, name: string | null | undefined, list: string[] | undefined) => {
    if (list === undefined) return;
    if (name === null || name === undefined) unknown.push(what);
    else values.set(name, list);
  };
  const one = (value: string | undefined) => (value === undefined ? undefined : [value]);
  set('email', 'email', one(changes.email));
  set('role', names.role, one(changes.role));
  const { assignedLocations } = changes;
  set('assigned_location_ids', names.assigned, joined ? one(assignedLocations?.join(',')) : assignedLocations);
  set('primary_location_id', names.primary, one(changes.primaryLocation));
  set('profile', names.profile, one(changes.profile));
  for (const [slug, value] of Object.entries(changes.customFields ?? {}))
    set(`user_data.${slug}`, names.custom.get(slug), [value]);
  return { values, unknown };
}
