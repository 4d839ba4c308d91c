import { useEffect, useState, useSyncExternalStore } from 'react';
import type { MethodInput, MethodName, MethodOutput } from '#shared/ipc/contract.ts';
import { RowWindow } from './row-window.ts';
import type { RowWindowState, WindowPage } from './row-window.ts';
import { call } from './call.ts';
import { onStale } from './stale.ts';

export type ListMethod = Extract<MethodName, `${string}.list`> | 'bulk.rows' | 'bulk.batchRows';
type Query<Name extends ListMethod> = Omit<MethodInput<Name>, 'offset' | 'limit'>;

/**
 * The rows of a list method, page by page as they are looked at. `take` must be a function that stays the same from render to render.
 */
export function useRowWindow<Name extends ListMethod, Row, Facts>(
  name: Name,
  query: Query<Name>,
  take: (answer: MethodOutput<Name>, query: Query<Name>) => WindowPage<Row, Facts>,
): RowWindowState<Row, Facts> & { setRange(first: number, last: number): void; queryKey: string } {
  const [rows] = useState(
    () =>
      new RowWindow<Query<Name>, Row, Facts>(async (asked, offset, limit) => {
        const result = await call(name, { ...asked, offset, limit } as MethodInput<Name>);
        return result.ok ? { ok: true, data: take(result.data, asked) } : result;
      }),
  );
  const queryKey = JSON.stringify(query);
  useEffect(() => rows.setQuery(JSON.parse(queryKey) as Query<Name>), [rows, queryKey]);
  useEffect(() => onStale(name, () => rows.refresh()), [rows, name]);
  const state = useSyncExternalStore(rows.subscribe, rows.state);
  const [setRange] = useState(() => (first: number, last: number) => rows.setRange(first, last));
  return { ...state, setRange, queryKey };
}
