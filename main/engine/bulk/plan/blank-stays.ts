/**
 * Cells that somebody emptied though HQ takes nothing away for a blank there: it is told, or the person believes it gone. Source:
 * user_importer/importer.py, CCUserRow and WebUserRow: these are set where the cell has something.
 */
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import type { BaseRecord } from './base-sheet.ts';
import type { RowNote } from './row-context.ts';
import { textOf, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';

/** What the base calls that which stands in a column. */
const kept: Record<PersonEntity, Readonly<Record<string, readonly string[]>>> = {
  'mobile-worker': {
    name: ['first_name', 'last_name'],
    email: ['email'],
    language: ['language'],
    is_active: ['is_active'],
    role: ['role'],
    user_profile: ['profile'],
  },
  'web-user': { user_profile: ['profile'] },
  // HQ's sheet, and so ours, shows none of what an invitation has there.
  invitation: {},
};

/** A note for each column whose cell had something when the file was made, and has nothing now. */
export function blankStays(entity: PersonEntity, values: RowValues, base: BaseRecord | null): RowNote[] {
  if (base === null) return [];
  return Object.entries(kept[entity]).flatMap(([column, fields]) => {
    const isBlank = valueOf(values, column) !== undefined && textOf(values, column).trim() === '';
    const had = fields.some((field) => isSomething(base.values[field]));
    return isBlank && had ? [{ code: 'blank-stays' as const, field: column }] : [];
  });
}

function isSomething(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}
