import type { PlannedRow, SheetCell } from '#shared/domain/bulk-plan.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';

/** The column a field stands in, where that has another name. */
const headers: Readonly<Record<string, string>> = {
  first_name: 'name',
  last_name: 'name',
  profile: 'user_profile',
  groups: 'group 1',
  phone_numbers: 'phone-number 1',
  locations: 'location_code 1',
  primary_location: 'location_code 1',
  assigned_location_ids: 'location_code 1',
  primary_location_id: 'location_code 1',
};

/** The cell somebody most likely wants to edit first: one that a reason names, else one that changes, else the row's first. */
export function cellMeant(cells: readonly SheetCell[], { reasons, changes }: PlannedRow): SheetCell | null {
  const named = cells.find(({ header }) => reasons.some((reason) => names(reason, header)));
  const wanted = Object.keys(changes).map((field) =>
    field.startsWith(userDataPrefix) ? `data: ${field.slice(userDataPrefix.length)}` : (headers[field] ?? field),
  );
  return named ?? cells.find(({ header }) => wanted.includes(header)) ?? cells[0] ?? null;
}

/** As a word of its own: HQ's reasons say “Role”, “username”, “data: team”. */
function names(reason: string, header: string): boolean {
  const word = header.replace(/^(?:data|uncategorized_data): /, '').replace(/ \d+$/, '');
  return (
    word !== '' && ` ${reason.toLowerCase().replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ')} `.includes(` ${word.toLowerCase()} `)
  );
}
