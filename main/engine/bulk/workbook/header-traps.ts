/** What HQ would make of a sheet's header (HQ: user_importer/importer.py check_headers; util/workbook_json/excel.py). */
import { cellText, readHeader } from './read-header.ts';
import type { HeaderColumn } from './read-header.ts';
import { clearedWithout, conditionalFields, deprecatedField, hqTrimmed } from './hq-headers.ts';
import {
  ignoredFields,
  keyFields,
  knownFields,
  listFields,
  readOnlyName,
  requiredFields,
  respelled,
} from './hq-headers.ts';
import type { Features, SheetKind } from './hq-headers.ts';
import { headerBelow } from './header-search.ts';
import { hasInvisible } from './cell-repair.ts';
import type { RawSheet } from './raw-sheet.ts';
import { makeTrap } from './sheet-trap.ts';
import type { SheetTrap } from './sheet-trap.ts';

export type TrapOptions = { kind: SheetKind; features?: Features };

export function headerTraps(sheet: RawSheet, { kind, features = {} }: TrapOptions): SheetTrap[] {
  const place = { sheet: sheet.name, row: sheet.header?.row ?? null };
  const below = headerBelow(sheet.header, sheet.rows, kind);
  // What is above it is no header: whatever were said of that one's columns would be wrong, and what removed them would remove people's.
  if (below) {
    const repair = { kind: 'header-at' as const, row: below.row };
    return [makeTrap('header-below', { sheet: sheet.name, row: below.row, repair })];
  }
  const { columns, dropped } = readHeader(sheet);
  const traps: SheetTrap[] = [];
  if (sheet.header && sheet.header.row !== 1)
    traps.push(makeTrap('header-not-first', { ...place, repair: { kind: 'header-to-top' } }));
  const [nameless] = dropped;
  if (nameless) {
    const behind = dropped.filter(({ text }) => text !== '');
    const repair = {
      kind: 'drop-columns' as const,
      columns: dropped.filter(({ text }) => text === '').map(({ index }) => index),
    };
    traps.push(
      makeTrap(
        'header-nameless',
        { ...place, column: nameless.letters, repair },
        { lost: behind.map(({ text }) => `“${text}”`).join(', ') },
      ),
    );
  }
  traps.push(...columns.flatMap((column) => columnTrap(sheet, column, columns, { kind, features }) ?? []));
  const fields = new Set(columns.map(({ slot }) => slot.field));
  const missing = requiredFields[kind].filter((field) => !fields.has(field));
  if (missing.length > 0) traps.push(makeTrap('header-missing', place, { fields: missing.join(', ') }));
  for (const field of clearedWithout[kind])
    if (!fields.has(field))
      traps.push(makeTrap('header-clears', { ...place, repair: addList(field, columns) }, { field }));
  return traps;
}

/** Of lists only: what a group has in other columns nobody here knows. As wide as the people need it once it is made (`plan/added-columns.ts`). */
function addList(field: string, columns: readonly HeaderColumn[]): SheetTrap['repair'] {
  if (field !== 'location_code' && field !== 'group') return null;
  return { kind: 'add-columns', field, at: columns.length, count: 1 };
}

/** The first thing that is wrong with a column: the next shows once that is put right. */
function columnTrap(
  sheet: RawSheet,
  column: HeaderColumn,
  columns: readonly HeaderColumn[],
  { kind, features }: { kind: SheetKind; features: Features },
): SheetTrap | null {
  const { index, letters, text, slot } = column;
  const cell = sheet.header?.cells[index];
  const place = { sheet: sheet.name, row: sheet.header?.row ?? null, column: letters };
  const known = knownFields(kind, features);
  const rename = (name: string) => ({ kind: 'rename-headers' as const, names: { [index]: name } });
  const drop = { kind: 'drop-columns' as const, columns: [index] };
  const all = columns.map((other) => other.text);

  if (cell?.kind !== 'text') return makeTrap('header-not-text', { ...place, repair: drop }, { text });
  if (hasInvisible(cell.value))
    return makeTrap('header-invisible', { ...place, repair: { kind: 'clean-text', columns: [index] } }, { text });
  if (slot.field === deprecatedField.old) {
    const to = nextLabel(deprecatedField.now, all);
    return makeTrap('header-deprecated', { ...place, repair: rename(to) }, { text, to });
  }
  const feature = (Object.keys(conditionalFields) as (keyof typeof conditionalFields)[]).find((name) =>
    (conditionalFields[name] as readonly string[]).includes(slot.field),
  );
  if (feature !== undefined && !known.has(slot.field))
    return makeTrap('header-not-enabled', { ...place, repair: drop }, { text });
  if (!known.has(slot.field) || (slot.form === 'list' && !listFields.has(slot.field))) {
    const to = readOnlyName(text) ?? respelled(text, known);
    return to === null || all.includes(to)
      ? makeTrap('header-unknown', { ...place, repair: drop }, { text })
      : makeTrap('header-respelled', { ...place, repair: rename(to) }, { text, to });
  }
  if (slot.form === 'flat' && listFields.has(slot.field)) {
    const to = nextLabel(slot.field, all);
    return makeTrap('header-bare-list', { ...place, repair: rename(to) }, { text, to });
  }
  // A bare `data` or `data:` has no name to store anything under.
  if (keyFields.has(slot.field) && (slot.form !== 'key' || slot.key === ''))
    return makeTrap('header-unknown', { ...place, repair: drop }, { text });
  if (repeats(column, columns))
    return makeTrap(
      'header-repeated',
      { ...place, repair: sameValues(sheet, column, columns) ? drop : null },
      { text },
    );
  if (slot.form === 'key' && /^\S+\s+\S+$/.test(slot.key))
    return makeTrap('header-mangled-key', place, { text, key: slot.key, list: slot.key.split(/\s/)[0] ?? '' });
  if (ignoredFields[kind].has(slot.field)) return makeTrap('header-ignored', { ...place, repair: drop }, { text });
  return null;
}

/** Numbered columns of a list may have any number, even the same: HQ goes by their order. */
function repeats(column: HeaderColumn, columns: readonly HeaderColumn[]): boolean {
  return earlierTwin(column, columns) !== undefined;
}

function earlierTwin({ index, slot }: HeaderColumn, columns: readonly HeaderColumn[]): HeaderColumn | undefined {
  if (slot.form === 'list') return undefined;
  return columns.find(
    (other) =>
      other.index < index &&
      other.slot.field === slot.field &&
      (slot.form === 'key' ? other.slot.form === 'key' && other.slot.key === slot.key : other.slot.form !== 'key'),
  );
}

function sameValues(sheet: RawSheet, column: HeaderColumn, columns: readonly HeaderColumn[]): boolean {
  const twin = earlierTwin(column, columns);
  return (
    twin !== undefined &&
    sheet.rows.every(({ cells }) => hqTrimmed(cellText(cells[twin.index])) === hqTrimmed(cellText(cells[column.index])))
  );
}

function nextLabel(field: string, taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`${field} ${number}`)) number += 1;
  return `${field} ${number}`;
}
