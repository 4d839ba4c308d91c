import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';
import { completeUsername, createProblems } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { plain } from '../people/fields/value-text.ts';
import { customDataProblems } from './worker-values.ts';

/** Most workers made at once from pasted rows; more are a file's work. */
export const maxPastedRows = 200;

/** One row of a spreadsheet as a worker. */
export type PastedWorker = {
  /** Line in the pasted text, from 1. */
  line: number;
  /** As HQ would store it; '' where none is given. */
  username: string;
  values: FieldValues;
  password: string;
  problems: FieldProblems;
};
export type Pasted = {
  workers: PastedWorker[];
  /** Columns that mean nothing here, by their headings. */
  unknown: string[];
  /** Rows that were left out because there are too many. */
  left: number;
};

/** Columns without a line of headings, as people write lists of staff. */
const plainColumns = ['username', 'password', 'first_name', 'last_name', 'email', 'phone_numbers'];
/** Headings people and HQ's own downloads use, in lower case with blanks for what stands between words. */
const headings: Readonly<Record<string, string>> = {
  username: 'username',
  password: 'password',
  'first name': 'first_name',
  'last name': 'last_name',
  email: 'email',
  phone: 'phone_numbers',
  phones: 'phone_numbers',
  'phone number': 'phone_numbers',
  'phone numbers': 'phone_numbers',
  language: 'language',
  group: 'groups',
  groups: 'groups',
  location: 'locations',
  locations: 'locations',
  'location code': 'locations',
  profile: 'profile',
  'user profile': 'profile',
  'personalid account': 'connect_username',
  'connect username': 'connect_username',
};

/**
 * Rows as a spreadsheet copies them: cells parted by tabs, rows by line ends, cells with either of them in quotes. A first line that names
 * a username column is the headings; without one the columns are those of `plainColumns`. Several phones, groups or locations of a cell are
 * parted by commas or semicolons; groups and the profile go by name, locations by name or site code, custom data by its name.
 * @param shared what all of them get besides (groups, places, language chosen in the form before)
 */
export function parseWorkers(text: string, project: string, lookups: Lookups, shared: FieldValues): Pasted {
  const rows = cellsOf(text);
  const [first] = rows;
  const named = first?.cells.map((cell) => fieldOf(cell, lookups)) ?? [];
  const hasHeadings = named.includes('username');
  const columns = hasHeadings ? named : plainColumns;
  const unknown = hasHeadings ? (first?.cells ?? []).filter((cell, at) => cell !== '' && named[at] === null) : [];
  const body = rows.slice(hasHeadings ? 1 : 0);
  const seen = new Set<string>();
  const workers = body.slice(0, maxPastedRows).map(({ line, cells }): PastedWorker => {
    const problems: FieldProblems = {};
    const { password: given, ...values } = valuesOf(columns, cells, lookups, problems);
    const password = typeof given === 'string' ? given : '';
    const worker = { ...shared, ...values };
    const username = completeUsername(typeof values['username'] === 'string' ? values['username'] : '', project);
    const facts = { project, locationIds: null, groupIds: null, roleNames: null };
    const twice = () => (seen.has(username) ? t('new-workers.twice', { username }) : null);
    Object.assign(problems, {
      ...createProblems(worker, password, facts, twice),
      ...customDataProblems(worker, lookups),
      ...problems,
    });
    if (username !== '') seen.add(username);
    return { line, username, values: worker, password, problems };
  });
  return { workers, unknown, left: Math.max(0, body.length - maxPastedRows) };
}

function fieldOf(heading: string, lookups: Lookups): string | null {
  const words = heading
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  const fixed = headings[words];
  if (fixed !== undefined) return fixed;
  const name = heading.replace(/^(?:data:\s*|user_data\.)/i, '').trim();
  const field = lookups.workerFields.find((known) => known.toLowerCase() === name.toLowerCase());
  return field === undefined ? null : userDataPrefix + field;
}

function valuesOf(
  columns: readonly (string | null)[],
  cells: readonly string[],
  lookups: Lookups,
  problems: FieldProblems,
): FieldValues {
  const values: FieldValues = {};
  for (const [at, key] of columns.entries()) {
    const cell = cells[at] ?? '';
    if (key === null || cell === '') continue;
    if (key === 'phone_numbers') values[key] = parts(cell);
    else if (key === 'groups') values[key] = found(key, parts(cell), lookups.groups, ({ name }) => [name], problems);
    else if (key === 'locations') {
      const ids = found(key, parts(cell), lookups.locations, ({ name, siteCode }) => [siteCode, name], problems);
      values['locations'] = ids;
      values['primary_location'] = ids[0] ?? '';
    } else if (key === 'profile') {
      const items = Object.entries(lookups.profileIds).map(([name, id]) => ({ id, name }));
      values[key] = found(key, [cell.trim()], items, ({ name }) => [name], problems)[0] ?? '';
    } else values[key] = cell;
  }
  return values;
}

const unknownRule = {
  groups: 'rule.group.unknown',
  locations: 'rule.location.unknown',
  profile: 'rule.profile.unknown',
} as const;

/** Ids of what is named; a name that is nobody's or that of several is a problem of the field. */
function found<Item extends { id: string }>(
  key: keyof typeof unknownRule,
  names: readonly string[],
  items: readonly Item[],
  namesOf: (item: Item) => string[],
  problems: FieldProblems,
): string[] {
  const ids: string[] = [];
  for (const name of names) {
    const wanted = name.toLowerCase();
    const matches = items.filter(
      (item) => item.id === name || namesOf(item).some((own) => own.toLowerCase() === wanted),
    );
    const [match] = matches;
    if (match && matches.length === 1) ids.push(match.id);
    else {
      const message = match ? t('new-workers.several', { name }) : t(unknownRule[key], { value: name });
      problems[key] = [...(problems[key] ?? []), message];
    }
  }
  return ids;
}

function parts(cell: string): string[] {
  return cell
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `from` and `to`: where it stands in the text, its line end included. */
type Row = { line: number; from: number; to: number; cells: string[] };

/** Quotes as spreadsheets write them: around a cell with a tab, a line end or a quote in it, doubled inside. */
function cellsOf(text: string): Row[] {
  const rows: Row[] = [];
  let line = 1;
  const pattern = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  let row: Row = { line, from: 0, to: 0, cells: [] };
  while (pattern.lastIndex <= text.length) {
    const match = pattern.exec(text);
    if (match === null) break;
    const [whole, quoted, bare = '', end = ''] = match;
    row.cells.push((quoted === undefined ? bare : quoted.replaceAll('""', '"')).trim());
    line += (whole.match(/\r\n|\n|\r/g) ?? []).length;
    if (end !== '\t') {
      const to = pattern.lastIndex;
      if (row.cells.some((cell) => cell !== '')) rows.push({ ...row, to });
      row = { line, from: to, to, cells: [] };
    }
    if (end === '') break;
  }
  return rows;
}

/** The pasted text without these rows: whoever is saved is not to be made once more, and the password is not to stay readable. */
export function withoutRows(text: string, lines: readonly number[]): string {
  return cellsOf(text)
    .filter(({ line }) => lines.includes(line))
    .reduceRight((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
}

/** Whether a cell of the row is what HQ would store otherwise or refuse; for the preview. */
export function rowProblems({ problems }: Pick<PastedWorker, 'problems'>): string[] {
  return Object.values(problems).flat();
}

/** The cells of a worker as the preview shows them. */
export function shownValue(value: Json | undefined): string {
  return Array.isArray(value) ? value.map(plain).join(', ') : plain(value);
}
