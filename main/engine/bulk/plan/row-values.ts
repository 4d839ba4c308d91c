/** One row of a sheet, nested as HQ's reader nests it (HQ: util/workbook_json/excel.py, IteratorJSONReader.set_field_value). */
import type { HeaderColumn } from '../workbook/read-header.ts';
import type { RawCell } from '../workbook/raw-sheet.ts';
import { asText, cellValue, isBlank, shown, truthOf } from './cell-value.ts';
import type { CellValue } from './cell-value.ts';

export type RowValues = {
  /** `username`, `role` …; of a column that occurs as a list its bare form is in `lists`. */
  flat: ReadonlyMap<string, CellValue>;
  /** `location_code 1`, `group 2` …, in the file's order; blanks are left out. */
  lists: ReadonlyMap<string, readonly CellValue[]>;
  /** `data: x`, by object and key. */
  objects: ReadonlyMap<string, ReadonlyMap<string, CellValue>>;
};

export function readRowValues(columns: readonly HeaderColumn[], cells: readonly RawCell[]): RowValues {
  const flat = new Map<string, CellValue>();
  const lists = new Map<string, CellValue[]>();
  const objects = new Map<string, Map<string, CellValue>>();
  for (const { index, slot } of columns) {
    const value = cellValue(cells[index]);
    switch (slot.form) {
      case 'flat':
      case 'flag':
        flat.set(slot.field, value);
        break;
      case 'list': {
        const list = lists.get(slot.field) ?? bareFirst(flat, slot.field);
        if (value !== '') list.push(value);
        lists.set(slot.field, list);
        break;
      }
      case 'key': {
        const object = objects.get(slot.field) ?? new Map<string, CellValue>();
        object.set(slot.key, value);
        objects.set(slot.field, object);
      }
    }
  }
  return { flat, lists, objects };
}

/** `a` and then `a 2`: the first becomes an item, blank or not. */
function bareFirst(flat: Map<string, CellValue>, field: string): CellValue[] {
  const bare = flat.get(field);
  flat.delete(field);
  return bare === undefined ? [] : [bare];
}

/** A plain column's value, undefined where there is no such column. */
export function valueOf(values: RowValues, field: string): CellValue | undefined {
  return values.flat.get(field);
}

/** As text, '' where there is none. */
export function textOf(values: RowValues, field: string): string {
  return asText(values.flat.get(field)) ?? '';
}

export function saysTrue(values: RowValues, field: string): boolean {
  return truthOf(values.flat.get(field)) === true;
}

/** The letters of a bare `group` or `phone-number`: HQ walks through its text. Undefined where there is no such column. */
export function lettersOrItems(values: RowValues, field: string): readonly CellValue[] | undefined {
  const bare = values.flat.get(field);
  if (bare === undefined) return values.lists.get(field);
  return isBlank(bare) ? [] : [...shown(bare)];
}

/** A bare `location_code` is one code, also a blank one (at which HQ breaks off). Undefined where there is no such column. */
export function siteCodes(values: RowValues): readonly CellValue[] | undefined {
  const bare = values.flat.get('location_code');
  return bare === undefined ? values.lists.get('location_code') : [bare];
}

/** `data:` and `uncategorized_data:` together, as they are stored; the `data:` ones alone are checked. */
export function customData(values: RowValues): Map<string, CellValue> {
  return new Map([...(values.objects.get('data') ?? []), ...(values.objects.get('uncategorized_data') ?? [])]);
}
