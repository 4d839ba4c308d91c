import { describe, expect, it } from 'vitest';
import { fitColumns } from '../../../../renderer/ui/data-grid/column.ts';
import type { Column } from '../../../../renderer/ui/data-grid/column.ts';
import { nextIndex } from '../../../../renderer/ui/data-grid/grid-keys.ts';

function column(key: string, minWidth: number, priority: number): Column<string> {
  return { key, label: key, sortable: true, minWidth, grow: 1, priority, cell: () => null };
}

describe('fitColumns', () => {
  const columns = [column('name', 100, 1), column('phone', 100, 3), column('role', 100, 2)];
  it.each([
    [300, ['name', 'phone', 'role']],
    [299, ['name', 'role']],
    [150, ['name']],
    [10, ['name']],
  ])('at %i pixels', (width, keys) => {
    expect(fitColumns(columns, width).map(({ key }) => key)).toEqual(keys);
  });
});

describe('nextIndex', () => {
  it.each([
    ['ArrowDown', 5, 6],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 0, 0],
    ['PageDown', 5, 25],
    ['PageUp', 5, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['a', 50, null],
  ])('%s from %i', (key, from, to) => {
    expect(nextIndex(key, from, 100, 20)).toBe(to);
  });
  it('goes nowhere in an empty list', () => expect(nextIndex('End', 0, 0, 20)).toBeNull());
});
