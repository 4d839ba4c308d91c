/** What an invitation is to have, as HQ's form says it: roles and profiles by their values there. */
import { idFields, namedFields, userDataPrefix } from '#shared/domain/fields.ts';
import type { NamedField } from '#shared/domain/fields.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Outcome } from '../../hq/outcome.ts';
import type { HqPages, InvitationForm, InvitationValues } from '../../hq/pages/hq-pages.ts';
import type { Profile } from '../../outbox/invitation-form-values.ts';

export async function profilesAtHq(pages: HqPages, options: { signal: AbortSignal }): Promise<Outcome<Profile[]>> {
  const fields = await pages.customFields('web-user', options);
  return fields.kind === 'ok' ? { ...fields, value: fields.value.profiles } : fields;
}

export type FormChanges =
  | { values: Partial<InvitationValues> }
  | {
      problem: { code: 'validation'; message: string; hqMessages: []; fields: Record<string, string[]>; status: null };
    };

/** The patch as the form says it: roles and profiles by their values there. */
export function formChanges(
  patch: FieldValues,
  { form, profiles }: { form: InvitationForm; profiles: readonly Profile[] },
): FormChanges {
  const values: Partial<InvitationValues> = {};
  for (const named of namedFields) {
    const { name, id } = meant(patch, named);
    if (name === null && id === '') continue;
    const isIt = (one: Profile) => (name === null || one.name === name) && (id === '' || one.id === id);
    const found = named === 'role' ? form.roles.filter(isIt) : profiles.filter(isIt);
    const [one, another] = found;
    if (!one && !(named === 'profile' && name === ''))
      return problem(named, t(`rule.${named}.unknown`, { value: name ?? id }));
    if (another) return problem(named, t(`rule.${named}.choose`, { value: name ?? id }));
    if (named === 'role') values.role = form.roles.find((role) => role.id === one?.id)?.value ?? '';
    else values.profile = one?.id ?? '';
  }
  for (const [key, value] of Object.entries(patch)) {
    const text = typeof value === 'string' ? value : '';
    if (key === 'primary_location_id') values.primaryLocation = text;
    else if (key === 'assigned_location_ids') values.assignedLocations = texts(value);
    else if (key.startsWith(userDataPrefix)) {
      const slug = key.slice(userDataPrefix.length);
      values.customFields = {
        ...values.customFields,
        [slug]: typeof value === 'string' ? value : JSON.stringify(value),
      };
    }
  }
  return { values };
}

/** `name` null: only which of that name is to change. */
function meant(patch: FieldValues, named: NamedField): { name: string | null; id: string } {
  const name = patch[named];
  const id = patch[idFields[named]];
  return { name: typeof name === 'string' ? name : null, id: typeof id === 'string' ? id : '' };
}

function problem(key: string, message: string): FormChanges {
  return { problem: { code: 'validation', message, hqMessages: [], fields: { [key]: [message] }, status: null } };
}

function texts(value: Json): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
