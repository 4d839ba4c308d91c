/** What an invitation is to have, as HQ's form says it: roles and profiles by their values there. */
import { userDataPrefix } from '#shared/domain/fields.ts';
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
  for (const [key, value] of Object.entries(patch)) {
    const text = typeof value === 'string' ? value : '';
    if (key === 'role') {
      const [role, another] = form.roles.filter(({ name }) => name === text);
      if (!role) return problem(key, t('rule.role.unknown', { value: text }));
      if (another) return problem(key, t('rule.role.doubled', { value: text }));
      values.role = role.value;
    } else if (key === 'profile') {
      const [profile, another] = profiles.filter(({ name }) => name === text);
      if (!profile && text !== '') return problem(key, t('rule.profile.unknown', { value: text }));
      if (another) return problem(key, t('rule.profile.doubled', { value: text }));
      values.profile = profile?.id ?? '';
    } else if (key === 'primary_location_id') values.primaryLocation = text;
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

function problem(key: string, message: string): FormChanges {
  return { problem: { code: 'validation', message, hqMessages: [], fields: { [key]: [message] }, status: null } };
}

function texts(value: Json): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
