import type { Hq } from '../hq.ts';
import type { UserKind, WebUser } from '../model.ts';
import { assignableProfiles } from '../permissions.ts';
import { PROFILE_KEY } from '../user-data.ts';
import { escapeHtml, pageData } from './page.ts';

/** What HQ puts before the names of custom fields in its forms. */
export const DATA_PREFIX = 'data-field-';

/**
 * The profiles a user may give and the custom fields, as page data: the only place where HQ tells them.
 * HQ: users/views get_field_page_context.
 */
export function fieldPageData(hq: Hq, user: WebUser, kind: UserKind, originalProfile: string | null = null): string {
  const mine = assignableProfiles(hq, user);
  const profiles = hq.store.rules('profile').filter((profile) => mine === null || mine.includes(profile.id));
  const fields = hq.store.rules('field');
  const shown = profiles.map(({ id, name, fields: values }) => ({ id: Number(id), name, fields: values }));
  return [
    pageData('custom_fields_profiles', hq.settings().planProfiles ? shown : []),
    pageData(
      'custom_fields_slugs',
      fields.map((field) => field.slug),
    ),
    pageData(
      'required_custom_fields_slugs',
      fields.filter((field) => field.required_for.includes(kind)).map((field) => field.slug),
    ),
    pageData('custom_fields_profile_slug', PROFILE_KEY),
    pageData('can_edit_original_profile', originalProfile === null || mine === null || mine.includes(originalProfile)),
  ].join('');
}

export type Choice = { value: string; label: string };

/** A select with the chosen values marked. */
export function select(name: string, choices: readonly Choice[], chosen: readonly string[], isMany = false): string {
  const options = choices.map(
    ({ value, label }) =>
      `<option value="${escapeHtml(value)}"${chosen.includes(value) ? ' selected' : ''}>${escapeHtml(label)}</option>`,
  );
  return `<select name="${name}" id="id_${name}"${isMany ? ' multiple' : ''}>${options.join('')}</select>`;
}

/** Inputs for the custom fields, and the profile where the plan has profiles. `values`: by slug. */
export function customInputs(hq: Hq, user: WebUser, values: Record<string, string>, profileId: string | null): string {
  const mine = assignableProfiles(hq, user);
  const profiles = hq.store.rules('profile').filter((item) => mine === null || mine.includes(item.id));
  const choices = [{ value: '', label: '' }, ...profiles.map(({ id, name }) => ({ value: id, label: name }))];
  const profile = hq.settings().planProfiles
    ? `<p><label>Profile ${select(`${DATA_PREFIX}${PROFILE_KEY}`, choices, [profileId ?? ''])}</label></p>`
    : '';
  const inputs = hq.store.rules('field').map((field) => {
    const name = `${DATA_PREFIX}${field.slug}`;
    const value = values[field.slug] ?? '';
    const options = [{ value: '', label: '' }, ...field.choices.map((choice) => ({ value: choice, label: choice }))];
    const input =
      field.choices.length > 0 ? select(name, options, [value]) : `<input name="${name}" value="${escapeHtml(value)}">`;
    return `<p><label>${escapeHtml(field.label)} ${input}</label></p>`;
  });
  return profile + inputs.join('');
}
