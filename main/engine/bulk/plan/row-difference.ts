/** Field by field: what a row changes, by what the file was made from where it says so (three ways), else by what is here now. */
import { fieldDefinition, sameFieldValue, userDataPrefix } from '#shared/domain/fields.ts';
import type { PlannedChanges } from '#shared/domain/bulk-plan.ts';
import type { Json } from '#shared/domain/entities.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { textInSheet } from '../cell-text.ts';
import type { BaseRecord } from './base-sheet.ts';
import { sheetText, valueWords } from './data-rules.ts';
import type { KnownPerson } from './find-people.ts';
import { placeKeys } from './location-rules.ts';
import { problem } from './row-context.ts';
import type { RowNote, RowProblem, Wanted } from './row-context.ts';

export type Difference = { changes: PlannedChanges; problems: RowProblem[]; notes: RowNote[] };

/** Fields that only a sheet has, by the name of their column. */
export const sheetFields = ['is_active', 'role', 'deactivate_after', 'web_user', 'is_account_confirmed'] as const;

/** Columns that HQ's download never has: whoever added one means it. */
const addedByHand: ReadonlySet<string> = new Set(['web_user', 'remove_web_user', 'is_account_confirmed']);

export type Compared = {
  person: KnownPerson;
  base: BaseRecord | null;
  /** HQ's own download as a browser saves it: what is not told here, and what it was then, is taken for unchanged. */
  isDownload: boolean;
};

/** @param wanted values by field key; of locations the list alone, the first of which is to be the primary one */
export function differences(compared: Compared, wanted: Wanted): Difference {
  const found: Difference = { changes: {}, problems: [], notes: [] };
  const [primaryKey, listKey] = placeKeys(compared.person.entity);
  for (const [field, value] of wanted) {
    if (!compareField(compared, field, value, found)) continue;
    found.changes[field] = { from: fromOf(compared, field), to: value };
    if (field !== listKey || !Array.isArray(value)) continue;
    comparePrimary(compared, value.map(String), found);
  }
  const list = wanted.get(listKey);
  const isMoved = Array.isArray(list) && list.length > 0 && !(listKey in found.changes);
  const primary = compared.person.values[primaryKey];
  if (isMoved && typeof primary === 'string' && primary !== '' && list[0] !== primary && list.includes(primary))
    found.notes.push({ code: 'primary-kept' });
  return found;
}

/**
 * Of a list that changes; the first is to be the primary one. Where the file says the primary location of when it was made, one that HQ or somebody
 * here has set since stays, as long as it is in the list.
 */
function comparePrimary({ person, base }: Compared, list: readonly string[], found: Difference): void {
  const [key] = placeKeys(person.entity);
  const mine = list[0] ?? '';
  const now = plannedFrom(person, key);
  if (now === mine) return;
  const before = base?.values[key];
  const isMoved = typeof before === 'string' && before !== now;
  if (isMoved && mine === before && typeof now === 'string' && list.includes(now)) {
    found.notes.push({ code: 'primary-moved' });
    return;
  }
  found.changes[key] = { from: now, to: mine };
  if (!isMoved) return;
  const words = { base: valueWords(before), now: valueWords(now), mine: valueWords(mine) };
  found.problems.push(problem('conflict', 'plan.conflict.field', { field: labelOf(key), ...words }));
}

/** @returns whether the field is one of the row's changes */
function compareField(compared: Compared, field: string, mine: Json, found: Difference): boolean {
  const { person, base, isDownload } = compared;
  const same = (left: Json, right: Json) => sameInSheet(person, field, left, right);
  const now = presentValue(person, field);
  const before = base?.values[field];
  if (before !== undefined && same(mine, before)) return false;
  if (now === undefined) {
    // Nobody can see that something is taken away of which nothing is known.
    if (before === undefined && isEmpty(mine)) return false;
    if (before !== undefined || !isDownload || addedByHand.has(field)) return true;
    found.notes.push({ code: 'not-compared', field: columnOf(field) });
    return false;
  }
  if (same(mine, now)) return false;
  if (person.clashing.has(field))
    found.problems.push(problem('conflict', 'many.in-conflict', { field: labelOf(field) }));
  if (before !== undefined && !same(now, before)) {
    const words = { base: valueWords(before), now: valueWords(now), mine: valueWords(mine) };
    found.problems.push(problem('conflict', 'plan.conflict.field', { field: labelOf(field), ...words }));
  }
  return true;
}

/** What HQ does not tell here now is shown as it was when the file was made. */
function fromOf({ person, base }: Compared, field: string): Json {
  return plannedFrom(person, field) ?? base?.values[field] ?? null;
}

/** What a planned change says that the field is now; null where HQ does not tell it, or has nobody yet. A password is never told. */
export function plannedFrom(person: KnownPerson, field: string): Json {
  if (placeKeys(person.entity)[0] === field) return person.values[field] ?? null;
  return presentValue(person, field) ?? null;
}

/** Whether the field is still what a planned change was made from. What HQ does not tell here was taken from the file, and stays so. */
export function isAsPlanned(person: KnownPerson, field: string, from: Json): boolean {
  const isTold = placeKeys(person.entity)[0] === field || presentValue(person, field) !== undefined;
  return !isTold || JSON.stringify(plannedFrom(person, field)) === JSON.stringify(from);
}

/** What is shown of the person now; undefined where HQ does not tell it. */
export function presentValue(person: KnownPerson, field: string): Json | undefined {
  if (field === 'is_active') return person.status === 'unknown' ? undefined : person.status !== 'deactivated';
  const known = person.values[field];
  if (known !== undefined && known !== null) return known;
  const definition = fieldDefinition(person.entity, field);
  // Of somebody HQ does not have yet everything is known, and what it tells of others it tells of all fields.
  if (definition && (person.serverId === null || (definition.readable && definition.listed)))
    return definition.type === 'ids' || definition.type === 'phones' || definition.type === 'names' ? [] : '';
  return undefined;
}

/** A sheet cannot tell a number from its digits, nor `true` from a truth, nor hold every text; and HQ compares locations as a set. */
function sameInSheet(person: KnownPerson, field: string, left: Json, right: Json): boolean {
  const definition = fieldDefinition(person.entity, field);
  if (!definition || field.startsWith(userDataPrefix)) {
    const [one, other] = [left, right].map((value) => textInSheet(sheetText(value)));
    // A download has `true`, a sheet that was typed in TRUE.
    if (typeof left === 'boolean' || typeof right === 'boolean') return one?.toLowerCase() === other?.toLowerCase();
    return one === other;
  }
  return sameFieldValue(person.entity, field, left, right);
}

/** The column a field stands in. */
export function columnOf(field: string): string {
  if (field.startsWith(userDataPrefix)) return `data: ${field.slice(userDataPrefix.length)}`;
  const columns: Record<string, string> = {
    profile: 'user_profile',
    locations: 'location_code',
    assigned_location_ids: 'location_code',
    phone_numbers: 'phone-number',
    groups: 'group',
  };
  return columns[field] ?? field;
}

function labelOf(field: string): string {
  return (sheetFields as readonly string[]).includes(field) && field !== 'role' ? field : fieldLabel(field);
}

/** Changes of somebody who is not there yet: all that is not empty. */
export function newValues(wanted: Wanted): PlannedChanges {
  return Object.fromEntries(
    [...wanted].filter(([, to]) => !isEmpty(to)).map(([field, to]) => [field, { from: null, to }]),
  );
}

/** Whether something that was there goes. */
export function clearsSomething(changes: PlannedChanges): boolean {
  return Object.values(changes).some(({ from, to }) => !isEmpty(from) && isEmpty(to));
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
