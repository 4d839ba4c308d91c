/**
 * A planned row as HQ's importer is to get it: what the plan says changes stands there as in the file; everything else as HQ has it, or blank
 * where the importer leaves a blank as it is. So what somebody changed at HQ since the file was made is not set back, a name is not parted anew,
 * and nothing goes because a column is missing.
 */
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { PlannedRow, PlanKind } from '#shared/domain/bulk-plan.ts';
import type { SheetCells } from '../export/person-cells.ts';
import type { SheetNames } from '../export/sheet-names.ts';
import { shown, truthOf } from '../plan/cell-value.ts';
import type { CellValue } from '../plan/cell-value.ts';
import { lettersOrItems, siteCodes } from '../plan/row-values.ts';
import type { RowValues } from '../plan/row-values.ts';
import { deactivationDay } from '../plan/worker-rules.ts';
import { booleanFields, readOnlyName } from '../workbook/hq-headers.ts';

export type HqRow = {
  kind: PlanKind;
  planned: PlannedRow;
  values: RowValues;
  /** The person's cells as HQ has them, without what waits here; null for somebody who is not there. */
  present: SheetCells | null;
  /** Values that a profile gives, by name of the custom field. @param named id or name */
  profileFields: SheetNames['profileFields'];
  /** In clear, as HQ's importer takes it; null: the row gives none. */
  password: string | null;
};

/**
 * Columns whose blank cell HQ leaves as it is, by the field of the plan that says they change. `deactivate_after` is none of them: HQ takes a
 * worker's date away for a blank cell, and tells nobody which date it has, so the file's own cell is what there is.
 */
const blankStays: Readonly<Record<string, readonly string[]>> = {
  name: ['first_name', 'last_name'],
  email: ['email'],
  language: ['language'],
  // HQ asks for a role where a web user is named.
  role: ['role', 'web_user'],
  is_active: ['is_active'],
  user_profile: ['profile'],
  web_user: ['web_user'],
};
/** Columns whose blank cell HQ refuses or takes for none: HQ's own value stands there unless the plan changes it. */
const blankTakes: ReadonlySet<string> = new Set(['tableau_role', 'tableau_groups']);
const lists = {
  'phone-number': ['phone_numbers'],
  group: ['groups'],
  location_code: ['locations', 'primary_location', 'assigned_location_ids', 'primary_location_id'],
} as const;

/** By column header; lists are numbered from 1. */
export function hqRow(row: HqRow): SheetCells {
  const cells: SheetCells = { ...flatCells(row), ...dataCells(row), ...listCells(row) };
  const { kind, planned, present, password } = row;
  // HQ's lines about rows begin with this cell, also where an id alone says who is meant: a row is told by it (`upload-result.ts`).
  cells['username'] = planned.username;
  // HQ asks for a role on every row of web users.
  if (kind === 'web-users' && stays(row, ['role'])) cells['role'] = present?.['role'] ?? '';
  if (kind === 'mobile-workers') {
    if (present) cells['user_id'] = present['user_id'] ?? '';
    cells['password'] = password ?? '';
  }
  if (planned.outcome === 'remove') cells['remove'] = 'True';
  return cells;
}

/** Whether the row is of somebody known, and none of these fields is to change. */
function stays({ planned, present }: HqRow, fields: readonly string[]): boolean {
  return present !== null && !fields.some((field) => field in planned.changes);
}

function flatCells(row: HqRow): SheetCells {
  const cells: SheetCells = {};
  for (const [column, value] of row.values.flat) {
    if (column in lists || column.endsWith('(read only)') || readOnlyName(column) !== null) continue;
    const isFree = column in blankStays && (row.kind === 'mobile-workers' || column === 'user_profile');
    if (column === 'deactivate_after') cells[column] = dayText(row.values);
    else if (blankTakes.has(column) && row.planned.entity === 'web-user' && stays(row, [column]))
      cells[column] = row.present?.[column] ?? '';
    else cells[column] = isFree && stays(row, blankStays[column] ?? []) ? '' : asText(row.kind, column, value);
  }
  return cells;
}

/** HQ's `MM-YYYY` is the first of a month; another day is one only as a cell that is a date (`isDayText`). */
function dayText(values: RowValues): string {
  const day = deactivationDay(values) ?? '';
  return day.replace(/^(\d{4})-(\d{2})-01$/, '$2-$1');
}

/** Whether a text of `hqRow` has to be a cell that is a date. */
export function isDayText(column: string, text: string): boolean {
  return column === 'deactivate_after' && /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** HQ reads a number in a column of yes and no as nothing said; as text it would be a yes. */
function asText(kind: PlanKind, column: string, value: CellValue): string {
  if (!booleanFields[kind].has(column)) return shown(value);
  const truth = truthOf(value);
  return truth === true ? 'True' : truth === false ? 'False' : '';
}

function dataCells(row: HqRow): SheetCells {
  const cells: SheetCells = {};
  const supplied = suppliedByProfiles(row);
  for (const object of ['data', 'uncategorized_data']) {
    for (const [key, value] of row.values.objects.get(object) ?? []) {
      const header = `${object}: ${key}`;
      const own = stays(row, [userDataPrefix + key]) && !supplied.has(key);
      cells[header] = own ? (row.present?.[header] ?? '') : shown(value);
    }
  }
  return cells;
}

/**
 * Fields that go from or to a profile where the row changes it, so that the plan names no change of theirs. What HQ has there would be refused
 * beside the new profile ("cannot be set directly"), or be made their own; the file's cell is what was planned by.
 */
function suppliedByProfiles({ planned, present, profileFields }: HqRow): ReadonlySet<string> {
  const to = planned.changes['profile']?.to;
  if (typeof to !== 'string') return new Set();
  return new Set([to, present?.['user_profile'] ?? ''].flatMap((named) => Object.keys(profileFields(named))));
}

function listCells(row: HqRow): SheetCells {
  const { kind, values, present } = row;
  const cells: SheetCells = {};
  for (const [column, fields] of Object.entries(lists)) {
    if (kind === 'web-users' && column !== 'location_code') continue;
    const given = column === 'location_code' ? siteCodes(values) : lettersOrItems(values, column);
    const own = presentList(present ?? {}, column);
    const said = (given ?? []).map(shown);
    const texts = stays(row, fields) ? own : column === 'location_code' ? inOrder(row, own, said) : said;
    for (const [index, text] of texts.entries()) cells[`${column} ${index + 1}`] = text;
  }
  return cells;
}

/** HQ makes the first of other locations the primary one: it stands first also where the row leaves it as it is. */
function inOrder({ planned: { changes } }: HqRow, [primary]: readonly string[], codes: readonly string[]): string[] {
  const isPrimary = (code: string) => code.toLowerCase() === primary?.toLowerCase();
  if ('primary_location' in changes || 'primary_location_id' in changes) return [...codes];
  return [...codes.filter(isPrimary), ...codes.filter((code) => !isPrimary(code))];
}

function presentList(present: SheetCells, column: string): string[] {
  const texts: string[] = [];
  for (let text = present[`${column} 1`]; text !== undefined; text = present[`${column} ${texts.length + 1}`])
    texts.push(text);
  return texts;
}

/** Columns of a workbook with these cells, lists as wide as needed and one of each at least: without it HQ empties them. */
export function hqHeading(kind: PlanKind, seen: ReadonlySet<string>, options: { places: boolean }): string[] {
  const isList = (header: string) => /^(?:phone-number|group|location_code) \d+$/.test(header);
  const widest = (column: string) =>
    Math.max(
      1,
      ...[...seen].flatMap((header) => (header.startsWith(`${column} `) ? Number(header.split(' ')[1]) : [])),
    );
  const wide = (column: string) => Array.from({ length: widest(column) }, (_, index) => `${column} ${index + 1}`);
  const columns = kind === 'web-users' ? [] : ['phone-number', 'group'];
  const hasPlaces = options.places || [...seen].some((header) => header.startsWith('location_code '));
  return [
    ...[...seen].filter((header) => !isList(header)),
    ...columns.flatMap(wide),
    ...(hasPlaces ? wide('location_code') : []),
  ];
}
