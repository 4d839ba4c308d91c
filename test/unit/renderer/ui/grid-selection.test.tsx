import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { selectionColumn } from '../../../../renderer/ui/data-grid/grid-selection.tsx';
import type { GridSelection } from '../../../../renderer/ui/data-grid/grid-selection.tsx';

const nothing = () => undefined;
const selection = (part: Partial<GridSelection<string>>): GridSelection<string> => ({
  count: 0,
  all: false,
  has: () => false,
  name: (row) => row,
  toggle: nothing,
  extendTo: nothing,
  moved: nothing,
  selectAll: nothing,
  clear: nothing,
  ...part,
});

it('a box per row says whom it chooses and is no tab stop of its own', () => {
  const column = selectionColumn(selection({ has: (row) => row === 'Ana', count: 1 }));
  const box = renderToStaticMarkup(column.cell('Ana', 0));
  expect(box).toContain('aria-label="Select Ana"');
  expect(box).toContain('tabindex="-1"');
  expect(box).toContain('checked=""');
  expect(renderToStaticMarkup(column.cell('Ben', 1))).not.toContain('checked');
});

it('the box of the head chooses all and none', () => {
  expect(renderToStaticMarkup(selectionColumn(selection({})).header)).not.toContain('checked');
  expect(renderToStaticMarkup(selectionColumn(selection({ all: true, count: 3 })).header)).toContain('checked');
});
