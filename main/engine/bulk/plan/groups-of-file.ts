/**
 * The file's own sheet of groups, as far as HQ's importer would make new ones of it (HQ: user_importer/importer.py create_or_update_groups;
 * util/workbook_json/excel.py). Lines with an id change groups that are there, which no plan of people shows: they are only known by name.
 */
import { z } from 'zod';
import { isBlankUnder } from '../workbook/raw-sheet.ts';
import type { RawRow } from '../workbook/raw-sheet.ts';
import { readHeader } from '../workbook/read-header.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import { asText, cellValue, shown } from './cell-value.ts';
import type { CellValue } from './cell-value.ts';

/** Cells by header, of a group that the file has no id for. */
export const newGroupSchema = z.record(z.string(), z.string());
export type NewGroup = z.infer<typeof newGroupSchema>;

/** What a line says of a group, by header, as far as HQ heeds it. */
export type GroupLine = {
  row: number;
  id: string;
  name: string;
  cells: Readonly<Record<string, CellValue | undefined>>;
};

export type FileGroups = { header: RawRow | null; names: string[]; added: NewGroup[]; lines: GroupLine[] };

/** HQ's words for a column with a question mark. */
const flagWords = /^(?:yes|true|no|false|)$/i;
/** HQ heeds these alone; what else stands in the sheet it passes over. */
const readColumn = /^(?:case-sharing\?|reporting\?|data: ?\S.*)$/;

/** Row by row, in the file's order. */
export function createGroupsReader() {
  let header: RawRow | null = null;
  let columns: readonly HeaderColumn[] = [];
  let next = 0;
  let isOver = false;
  const names = new Set<string>();
  const added: NewGroup[] = [];
  const lines: GroupLine[] = [];
  return {
    row(row: RawRow): void {
      if (header === null) {
        header = row;
        ({ columns } = readHeader({ header }));
        next = row.row + 1;
        return;
      }
      // HQ reads nothing from the first blank row on.
      isOver ||= row.row > next || isBlankUnder(row, columns.length);
      next = row.row + 1;
      if (isOver) return;
      const value = (field: string) => valueIn(columns, row, field);
      const name = asText(value('name')) ?? '';
      lines.push({ row: row.row, id: shown(value('id')), name, cells: readCells(columns, row) });
      // Of two of one name HQ takes the first.
      if (name === '' || names.has(name)) return;
      names.add(name);
      const line = shown(value('id')) === '' ? newGroup(columns, row, name) : null;
      if (line !== null) added.push(line);
    },
    end: (): FileGroups => ({ header, names: [...names], added, lines }),
  };
}

function readCells(columns: readonly HeaderColumn[], row: RawRow): GroupLine['cells'] {
  const read = columns.filter(({ text }) => readColumn.test(text));
  return Object.fromEntries(read.map(({ index, text }) => [text, cellValue(row.cells[index])]));
}

function valueIn(columns: readonly HeaderColumn[], row: RawRow, field: string): CellValue | undefined {
  const index = columns.find(({ slot }) => slot.field === field)?.index;
  return index === undefined ? undefined : cellValue(row.cells[index]);
}

/** Null where HQ would break off at it: with it the whole upload. */
function newGroup(columns: readonly HeaderColumn[], row: RawRow, name: string): NewGroup | null {
  const line: NewGroup = { name };
  for (const { index, text, slot } of columns) {
    if (!readColumn.test(text)) continue;
    const value = cellValue(row.cells[index]);
    if (slot.form !== 'flag') line[text] = shown(value);
    else if (typeof value === 'boolean') line[text] = value ? 'yes' : 'no';
    else if (flagWords.test(shown(value))) line[text] = shown(value);
    else return null;
  }
  return line;
}
