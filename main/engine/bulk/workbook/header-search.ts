/** Whether a row holds the columns HQ cannot do without, and where it stands when something is above it: a title, a table's name (Numbers). */
import { hqTrimmed, knownFields, parseHeader, requiredFields, respelled } from './hq-headers.ts';
import type { SheetKind } from './hq-headers.ts';
import type { RawRow } from './raw-sheet.ts';
import { cellText } from './read-header.ts';

/** Titles, dates and logos above a table take some rows; further down it is no header any more. */
export const searchedRows = 20;

/** Also in another spelling, which has its own repair. */
export function holdsRequired(row: Pick<RawRow, 'cells'> | null, kind: SheetKind): boolean {
  const known = knownFields(kind, {});
  const fields = new Set(
    row?.cells.flatMap((cell) => {
      const text = hqTrimmed(cellText(cell));
      return [parseHeader(text).field, respelled(text, known)];
    }),
  );
  return requiredFields[kind].length > 0 && requiredFields[kind].every((field) => fields.has(field));
}

/** The row under the header that has what the header lacks; null where the header has it, or no row. */
export function headerBelow(header: RawRow | null, rows: readonly RawRow[], kind: SheetKind): RawRow | null {
  if (header === null || holdsRequired(header, kind)) return null;
  return rows.find((row) => row.row <= header.row + searchedRows && holdsRequired(row, kind)) ?? null;
}
