/** What a bulk change wants of one person. */
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';

/** The fields a bulk change is about; none of an action. */
export function manyFields(what: ManyWhat): string[] {
  if (what.kind === 'groups') return ['groups'];
  return what.kind === 'edit' ? Object.keys(what.patch) : [];
}

/** @param before the person's values when it was said. @returns null for an action */
export function manyPatch(what: ManyWhat, before: FieldValues): FieldValues | null {
  switch (what.kind) {
    case 'act':
      return null;
    case 'edit':
      return what.patch;
    case 'groups':
      return {
        groups: [...new Set([...textsOf(before['groups']).filter((id) => !what.remove.includes(id)), ...what.add])],
      };
  }
}

/** Whether a change wants of a field just what the batch wanted; of groups, what it says of those it names. */
export function wantsAs(what: ManyWhat, field: string, value: Json | undefined): boolean {
  if (what.kind !== 'groups' || field !== 'groups') return false;
  const groups = textsOf(value);
  return what.add.every((id) => groups.includes(id)) && !what.remove.some((id) => groups.includes(id));
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
