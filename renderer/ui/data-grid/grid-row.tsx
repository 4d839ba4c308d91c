import type { MouseEvent } from 'react';
import type { Column } from './column.ts';
import classes from './data-grid.module.css';

type Props<Row> = {
  id: string;
  /** From 0, in the whole list. */
  index: number;
  top: number;
  template: string;
  columns: readonly Column<Row>[];
  /** Not read yet: the row keeps its place, blank. */
  row: Row | undefined;
  active: boolean;
  selected: boolean;
  /** Its panel is open; in a table without a selection that is the selected row. */
  opened: boolean;
  onClick(event: MouseEvent): void;
};

export function GridRow<Row>({
  id,
  index,
  top,
  template,
  columns,
  row,
  active,
  selected,
  opened,
  onClick,
}: Props<Row>) {
  return (
    <div
      id={id}
      role="row"
      // The head row is number 1.
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active}
      data-opened={opened}
      data-loaded={row !== undefined}
      className={`${classes.row} ${classes.bodyRow}`}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={onClick}
    >
      {columns.map((column) => (
        <div key={column.key} role="gridcell" className={classes.cell} data-end={column.alignEnd}>
          {row === undefined ? null : column.cell(row, index)}
        </div>
      ))}
    </div>
  );
}
