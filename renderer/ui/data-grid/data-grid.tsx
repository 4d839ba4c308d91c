import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { fitColumns, gridTemplate } from './column.ts';
import type { Column, Sort } from './column.ts';
import { selectionColumn } from './grid-selection.tsx';
import type { GridSelection } from './grid-selection.tsx';
import { nextIndex } from './grid-keys.ts';
import { GridHeader } from './grid-header.tsx';
import { GridRow } from './grid-row.tsx';
import classes from './data-grid.module.css';

/** Pixels; the same as `--roster-row` in the theme. */
const rowHeight = 36;
/** Pixels a row keeps free at its two ends together, as in the style sheet. */
const rowPadding = 16;
/** Rows drawn beyond the edges, so that a quick turn of the wheel meets no gaps. */
const overscan = 12;

export type DataGridProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  total: number;
  rowAt(index: number): Row | undefined;
  rowKey(row: Row): string;
  /** Rows first to last (both included) are on screen. */
  onRange(first: number, last: number): void;
  sort: Sort;
  onSort(sort: Sort): void;
  selectedKey: string | null;
  /** `byKeyboard`: what it opens takes the keyboard. */
  onOpen(row: Row, byKeyboard: boolean): void;
  /** Several rows can be chosen; none where it is left out. */
  selection?: GridSelection<Row>;
  /** In a table without a selection: Space on a row. */
  onSpace?(row: Row): void;
  /** F2 on a row: it is edited where it stands. */
  onEdit?(row: Row): void;
  /** Opens the menu of a row (Shift+F10, the menu key). */
  onMenu?(rowId: string): void;
  /** Changes when another list is shown: the grid goes back to the top. */
  listKey: string;
  /** Shown in place of the rows when there are none. */
  empty: ReactNode;
};

/** A table over any number of rows: only those on screen are drawn; one tab stop, the arrow keys move inside. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { total, onRange, listKey } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const size = useElementSize();
  // The rows' own width: beside the scroll bar, not under it.
  const rowsSize = useElementSize();
  const [active, setActive] = useState(0);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    // The sticky head row stands before the first row and covers the top edge.
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const activeIndex = Math.min(active, Math.max(0, total - 1));

  useEffect(() => onRange(first, last), [onRange, first, last]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setActive(0);
  }, [listKey]);

  const { selection } = props;
  const columns = fitColumns(
    selection ? [selectionColumn(selection), ...props.columns] : props.columns,
    rowsSize.width > 0 ? rowsSize.width - rowPadding : Number.POSITIVE_INFINITY,
  );
  const template = gridTemplate(columns);
  const isOpen = (row: Row): boolean => props.rowKey(row) === props.selectedKey;
  const activeDrawn = items.some((item) => item.index === activeIndex);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.target !== event.currentTarget || event.altKey) return;
    const row = props.rowAt(activeIndex);
    if (selection && chooses(event, selection, row, activeIndex)) return event.preventDefault();
    if (event.metaKey) return;
    if (event.key === ' ' && props.onSpace && row !== undefined) {
      event.preventDefault();
      return props.onSpace(row);
    }
    if (event.key === 'F2' && props.onEdit && row !== undefined) {
      event.preventDefault();
      return props.onEdit(row);
    }
    if (props.onMenu && (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))) {
      event.preventDefault();
      return props.onMenu(`${id}-${activeIndex}`);
    }
    if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault();
      return props.onOpen(row, true);
    }
    const onScreen = Math.max(1, Math.floor(size.height / rowHeight) - 2);
    const target = nextIndex(event.key, activeIndex, total, onScreen);
    if (target === null) return;
    event.preventDefault();
    if (event.shiftKey) selection?.extendTo(target, activeIndex);
    else if (!event.ctrlKey) selection?.moved();
    setActive(target);
    virtualizer.scrollToIndex(target);
  }

  return (
    <div className={classes.frame} ref={size.ref}>
      <div
        ref={scroller}
        className={classes.grid}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-multiselectable={selection ? true : undefined}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={activeDrawn && total > 0 ? `${id}-${activeIndex}` : undefined}
        onKeyDown={onKeyDown}
      >
        <GridHeader columns={columns} template={template} sort={props.sort} onSort={props.onSort} />
        <div ref={rowsSize.ref} role="rowgroup" className={classes.body} style={{ height: total * rowHeight }}>
          {items.map((item) => {
            const row = props.rowAt(item.index);
            return (
              <GridRow
                key={item.key}
                id={`${id}-${item.index}`}
                index={item.index}
                top={item.start - rowHeight}
                template={template}
                columns={columns}
                row={row}
                active={item.index === activeIndex}
                selected={row !== undefined && (selection ? selection.has(row) : isOpen(row))}
                opened={row !== undefined && isOpen(row)}
                onClick={(event) => {
                  setActive(item.index);
                  if (selection && row !== undefined && event.shiftKey)
                    return selection.extendTo(item.index, activeIndex);
                  if (selection && row !== undefined && (event.ctrlKey || event.metaKey))
                    return selection.toggle(row, item.index);
                  selection?.moved();
                  if (row !== undefined) props.onOpen(row, false);
                }}
              />
            );
          })}
        </div>
      </div>
      {total === 0 && props.empty !== null && <div className={classes.empty}>{props.empty}</div>}
    </div>
  );
}

/** Keys that choose rows: Space, Ctrl/Cmd+A, Escape for none. */
function chooses<Row>(
  event: KeyboardEvent,
  selection: GridSelection<Row>,
  row: Row | undefined,
  index: number,
): boolean {
  if (event.key === ' ' && row !== undefined) selection.toggle(row, index);
  else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) selection.selectAll();
  else if (event.key === 'Escape' && selection.count > 0) selection.clear();
  else return false;
  event.stopPropagation();
  return true;
}
