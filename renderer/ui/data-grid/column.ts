import type { ReactNode } from 'react';

export type Column<Row> = {
  /** Key the engine sorts by, and the column's id. */
  key: string;
  label: string;
  sortable: boolean;
  /** Pixels below which the column is of no use. */
  minWidth: number;
  /** Share of the width left over. */
  grow: number;
  /** 1 always stays; the highest number goes first when the window gets narrow. */
  priority: number;
  /** The label is for screen readers only: what the cells show needs no heading. */
  hideLabel?: boolean;
  /** Figures and the like stand at the end of the cell. */
  alignEnd?: boolean;
  /** In place of the label. */
  header?: ReactNode;
  cell(row: Row, index: number): ReactNode;
};

/** By a column's key. */
export type Sort = { by: string; descending: boolean };

/** The columns that fit into `width` pixels, in their order; those of priority 1 always stay. */
export function fitColumns<Row>(columns: readonly Column<Row>[], width: number): Column<Row>[] {
  const kept = new Set(columns);
  const leastFirst = [...columns].reverse().sort((a, b) => b.priority - a.priority);
  for (const column of leastFirst) {
    const needed = [...kept].reduce((sum, each) => sum + each.minWidth, 0);
    if (needed <= width || column.priority === 1) break;
    kept.delete(column);
  }
  return columns.filter((column) => kept.has(column));
}

/** The columns as a CSS grid template. */
export function gridTemplate(columns: readonly { minWidth: number; grow: number }[]): string {
  return columns.map((column) => `minmax(${column.minWidth}px, ${column.grow}fr)`).join(' ');
}
