import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Column, Sort } from './column.ts';
import classes from './data-grid.module.css';

type Props<Row> = {
  columns: readonly Column<Row>[];
  template: string;
  sort: Sort;
  onSort(sort: Sort): void;
};

/** The sticky head row; a click on a sortable column's name sorts by it, a second one turns the order round. */
export function GridHeader<Row>({ columns, template, sort, onSort }: Props<Row>) {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => {
          const sorted = sort.by === column.key;
          const order = sort.descending ? 'descending' : 'ascending';
          const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
          return (
            <div
              key={column.key}
              role="columnheader"
              className={classes.headCell}
              data-end={column.alignEnd}
              aria-sort={column.sortable ? (sorted ? order : 'none') : undefined}
            >
              {column.header ??
                (column.sortable ? (
                  <button
                    type="button"
                    className={classes.sort}
                    onClick={() => onSort({ by: column.key, descending: sorted && !sort.descending })}
                  >
                    <span className={classes.clip}>{column.label}</span>
                    {sorted && <Arrow size={13} aria-hidden />}
                  </button>
                ) : (
                  <span className={column.hideLabel ? classes.hidden : classes.clip}>{column.label}</span>
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
