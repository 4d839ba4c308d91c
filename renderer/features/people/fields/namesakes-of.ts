import type { NamedField } from '#shared/domain/fields.ts';
import type { Lookups } from '#shared/ipc/contract.ts';

/** `facts`: how much it allows (a role) or fixes (a profile), which may tell it from the others; null: not known. */
export type Namesake = { id: string; facts: number | null };

/** Those of this name that the account may give; none where no two have it. */
export function namesakesOf(named: NamedField, name: string, { namesakes }: Lookups): Namesake[] {
  if (named === 'role')
    return namesakes.roles
      .filter((role) => role.name === name && role.assignable !== false)
      .map(({ id, permissions }) => ({ id, facts: permissions?.length ?? null }));
  return namesakes.profiles
    .filter((profile) => profile.name === name)
    .map(({ id, fields }) => ({ id, facts: Object.keys(fields).length }));
}
