import { useEffect, useRef, useState } from 'react';
import type { ListInput, ManyPeople } from '#shared/ipc/contract.ts';
import { call } from '../../api/call.ts';
import type { ListFilters } from '../../state/list-filters.ts';
import type { GridSelection } from '../../ui/data-grid/grid-selection.tsx';
import type { ListRows } from './people-screen.tsx';
import { drawnOut, movedOn, nothingChosen, rangeOf, rowsOf, toggledAt, withChosen } from './row-range.ts';
import type { RowChoice } from './row-range.ts';

/** People named one by one at most: what one call of the bulk change takes. More are meant by the list's filter. */
const mostNamed = 5000;
/** Rows per read: the contract's most. */
const readRows = 500;

type List = 'webUsers.list' | 'mobileWorkers.list';

export type PeopleSelection<Row> = GridSelection<Row> & { who(): ManyPeople };

/** The chosen rows of a list of people. Another filter is another list: nobody who is not shown stays chosen. */
export function useSelection<Row extends { localId: string; name: string; username: string }>(
  list: List,
  filters: ListFilters,
  rows: ListRows<Row>,
): PeopleSelection<Row> {
  const [choice, setChoice] = useState<RowChoice>(nothingChosen);
  /** Counts what is asked for: of two ranges, the one that was wanted last counts, whichever is read first. */
  const wanted = useRef(0);
  const { sort, ...narrowing } = filters;
  const filterKey = JSON.stringify(narrowing);
  const sortKey = JSON.stringify(sort);
  useEffect(() => set(nothingChosen), [filterKey]);
  // In another order there are others between two rows.
  useEffect(() => setChoice(movedOn), [sortKey]);

  function set(next: RowChoice | ((now: RowChoice) => RowChoice)): void {
    wanted.current += 1;
    setChoice(next);
  }

  /** Local ids of a stretch of the list, also where it was never on screen. */
  async function idsOf(first: number, last: number): Promise<string[]> {
    const ids: string[] = [];
    for (let offset = first; offset <= last; offset += readRows) {
      const input = { ...filters, offset, limit: Math.min(readRows, last - offset + 1) };
      const page = await call(list, input);
      if (!page.ok) return ids;
      ids.push(...page.data.rows.map(({ localId }) => localId));
    }
    return ids;
  }

  async function extend(index: number, from: number): Promise<void> {
    const range = rangeOf(choice, from);
    set((now) => ({ ...now, range }));
    const asked = wanted.current;
    const { first, last } = rowsOf(range, index);
    const ids = await idsOf(first, last);
    if (asked === wanted.current) setChoice(drawnOut(range, ids));
  }

  async function chooseAll(): Promise<void> {
    if (rows.total > mostNamed) return set({ ...nothingChosen, chosen: { ids: new Set(), all: true } });
    set(movedOn);
    const asked = wanted.current;
    const ids = await idsOf(0, rows.total - 1);
    if (asked === wanted.current) setChoice((now) => ({ ...now, chosen: withChosen(now.chosen, ids) }));
  }

  const { chosen } = choice;
  const count = chosen.all ? rows.total - chosen.ids.size : chosen.ids.size;
  return {
    count,
    all: count > 0 && count >= rows.total,
    has: (row) => chosen.all !== chosen.ids.has(row.localId),
    name: (row) => row.name || row.username,
    toggle: ({ localId }, index) => set((now) => toggledAt(now, localId, index)),
    extendTo: (index, from) => void extend(index, from),
    moved: () => setChoice(movedOn),
    selectAll: () => void chooseAll(),
    clear: () => set(nothingChosen),
    who: () => (chosen.all ? { filter: wholeList(filters), except: [...chosen.ids] } : { ids: [...chosen.ids] }),
  };
}

function wholeList(filters: ListFilters): ListInput {
  return { ...filters, where: {}, offset: 0, limit: 1 };
}
