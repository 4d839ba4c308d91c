import type { Failure } from '../outcome.ts';
import { fieldsOfRefusal } from '../refusal.ts';
import type { ReadForm } from './invitation-form.ts';
import type { PageMessage } from './page-messages.ts';

/**
 * What the form of an invitation says when HQ does not take it, by Roster's field names; null where it says nothing. Errors of
 * fields say more than the general line above the form, which then is left out.
 */
export function invitationRefusal(status: number, said: readonly PageMessage[], read: ReadForm): Failure | null {
  const atFields = said.filter(({ field }) => field !== null);
  const shown = atFields.length > 0 ? atFields : said;
  if (shown.length === 0) return null;
  const messages = shown.map(({ text }) => text);
  if (atFields.length === 0)
    return { kind: 'refused', status, messages, fields: fieldsOfRefusal(messages, 'invitation') };
  const fields: Record<string, string[]> = {};
  for (const { field, text } of atFields) (fields[keyOf(field ?? '', read)] ??= []).push(text);
  return { kind: 'refused', status, messages, fields };
}

function keyOf(field: string, { names }: ReadForm): string {
  if (field === names.assigned) return 'assigned_location_ids';
  if (field === names.primary) return 'primary_location_id';
  if (field === names.profile) return 'profile';
  const custom = [...names.custom].find(([, name]) => name === field)?.[0];
  return custom === undefined ? field : `user_data.${custom}`;
}
