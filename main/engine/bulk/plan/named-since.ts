/**
 * Cells that an export filled with HQ's id because it did not know the name (`export/sheet-names.ts`): learned since, the id stands for that name.
 * HQ's importer would look for something that is called like the id; Roster knows from the base that nobody typed it.
 */
import type { Json } from '#shared/domain/entities.ts';
import type { CellValue } from './cell-value.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { SheetRow } from './row-context.ts';

export function namedSince(facts: PlanFacts): (row: SheetRow) => SheetRow {
  const profileNames = new Map([...(facts.profiles?.values() ?? [])].map(({ id, name }) => [id, name]));
  const groupName = (id: string) => (facts.groups?.has(id) ? id : facts.groupNameOf(id));
  const siteCode = (id: string) => (facts.places?.has(id.toLowerCase()) ? id : facts.siteCodeOf(id));
  return (row) => {
    const { base, values } = row;
    if (!base) return row;
    const lists = new Map(values.lists);
    const given = base.values;
    rename(lists, 'group', given['groups'], groupName);
    rename(lists, 'location_code', given['locations'] ?? given['assigned_location_ids'], siteCode);
    const flat = new Map(values.flat);
    const profile = flat.get('user_profile');
    // Still unknown it is left out: a blank cell leaves the profile as it is, and nobody wanted another.
    if (
      base.entity === 'mobile-worker' &&
      typeof profile === 'string' &&
      profile === given['profile'] &&
      profile !== ''
    )
      if (!facts.profiles?.has(profile)) flat.set('user_profile', profileNames.get(profile) ?? '');
    return { ...row, values: { ...values, flat, lists } };
  };
}

/** @param ids HQ's, as they were when the file was made */
function rename(
  lists: Map<string, readonly CellValue[]>,
  field: string,
  ids: Json | undefined,
  nameOf: (id: string) => string,
): void {
  const items = lists.get(field);
  if (!items || !Array.isArray(ids)) return;
  lists.set(
    field,
    items.map((item) => (typeof item === 'string' && ids.includes(item) ? nameOf(item) : item)),
  );
}
