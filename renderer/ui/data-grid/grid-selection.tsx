import { t } from '#shared/messages/translate.ts';
import type { Column } from './column.ts';
import classes from './data-grid.module.css';

/** Several rows chosen at once, for what is done to all of them. */
export type GridSelection<Row> = {
  count: number;
  /** Every row of the list is chosen. */
  all: boolean;
  has(row: Row): boolean;
  /** What the row is called. */
  name(row: Row): string;
  toggle(row: Row, index: number): void;
  /** All from the anchor (the row touched last, or `from`) to this one, and nobody a longer range reached before. */
  extendTo(index: number, from: number): void;
  /** The keyboard or the mouse went to a row without choosing: the next range begins there. */
  moved(): void;
  selectAll(): void;
  clear(): void;
};

/** The column of boxes. They are no tab stops: Space chooses the row the arrow keys stand on. */
export function selectionColumn<Row>(selection: GridSelection<Row>): Column<Row> {
  return {
    key: '*select*',
    label: t('select.all'),
    sortable: false,
    minWidth: 32,
    grow: 0,
    priority: 1,
    header: (
      <input
        type="checkbox"
        className={classes.check}
        aria-label={t('select.all')}
        checked={selection.all}
        ref={(box) => {
          if (box) box.indeterminate = selection.count > 0 && !selection.all;
        }}
        onChange={() => (selection.all ? selection.clear() : selection.selectAll())}
      />
    ),
    cell: (row, index) => (
      <input
        type="checkbox"
        className={classes.check}
        tabIndex={-1}
        aria-label={t('select.row', { name: selection.name(row) })}
        checked={selection.has(row)}
        onClick={(event) => {
          // The row's own click would open it.
          event.stopPropagation();
          if (event.shiftKey) selection.extendTo(index, index);
        }}
        onChange={(event) => {
          const { nativeEvent } = event;
          if (!(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)) selection.toggle(row, index);
        }}
      />
    ),
  };
}
