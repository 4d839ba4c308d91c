import type { RoleChoice } from './hq-pages.ts';
import type { Choice } from './page-form.ts';

/** Roles among a field's choices: `admin` or `user-role:<id>`; the empty "Select a role" is none. Source: users/role_utils.py. */
export function roleChoicesOf(choices: readonly Choice[]): RoleChoice[] {
  return choices
    .filter(({ value }) => value !== '')
    .map(({ value, label }) => ({ value, id: value.replace(/^user-role:/, ''), name: label }));
}
