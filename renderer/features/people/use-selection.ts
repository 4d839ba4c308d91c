import { useEffect, useRef, useState } from 'react';
import type { ListInput, ManyPeople } from '#shared/ipc/contract.ts';
import { call } from '../../api/call.ts';
import type { ListFilters } from '../../state/list-filters.ts';
import type { GridSelection } from '../../ui/data-grid/grid-selection.tsx';
import type { ListRows } from './people-screen.tsx';

/** People named one by one at most: what one call of the bulk change takes. More are meant by the list's filter. */
const mostNamed = 5000;
/** Rows per read: the contract's most. */
const readRows = 500;

type List = 'webUsers.list' | 'mobileWorkers.list';
/** The people of `ids`; or, with `all`, everybody in the list but them. */
export type Chosen = { ids: ReadonlySet<string>; all: boolean };
const nobody: Chosen = { ids: new Set(), all: false };

export type PeopleSelection<Row> = GridSelection<Row> & { who(): ManyPeople };

/** The chosen rows of a list of people. Another filter is another list: nobody who is not shown stays chosen. */
export function useSelection<Row extends { localId: string; name: string; username: string }>(
  list: List,
  filters: ListFilters,
  rows: ListRows<Row>,
): PeopleSelection<Row> {
  const [chosen, setChosen] = useState<Chosen>(nobody);
  const anchor = useRef<number | null>(null);
  const { sort: _sort, ...narrowing } = filters;
  const filterKey = JSON.stringify(narrowing);
  useEffect(() => {
    setChosen(nobody);
    anchor.current = null;
  }, [filterKey]);

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

  async function choose(first: number, last: number): Promise<void> {
    const ids = await idsOf(first, last);
    setChosen((now) => withChosen(now, ids));
  }

  const count = chosen.all ? rows.total - chosen.ids.size : chosen.ids.size;
  return {
    count,
    all: count > 0 && count >= rows.total,
    has: (row) => chosen.all !== chosen.ids.has(row.localId),
    name: (row) => row.name || row.username,
    toggle: ({ localId }, index) => {
      anchor.current = index;
      setChosen((now) => toggled(now, localId));
    },
    extendTo: (index, from) => {
      const start = (anchor.current ??= from);
      void choose(Math.min(start, index), Math.max(start, index));
    },
    selectAll: () => {
      if (rows.total > mostNamed) setChosen({ ids: new Set(), all: true });
      else void choose(0, rows.total - 1);
    },
    clear: () => setChosen(nobody),
    who: () => (chosen.all ? { filter: wholeList(filters), except: [...chosen.ids] } : { ids: [...chosen.ids] }),
  };
}

/** One person more or less. */
export function toggled({ ids, all }: Chosen, localId: string): Chosen {
  const next = new Set(ids);
  if (!next.delete(localId)) next.add(localId);
  return { ids: next, all };
}

/** These people, too. */
export function withChosen({ ids, all }: Chosen, more: readonly string[]): Chosen {
  if (!all) return { ids: new Set([...ids, ...more]), all };
  const back = new Set(more);
  return { ids: new Set([...ids].filter((localId) => !back.has(localId))), all };
}

function wholeList(filters: ListFilters): ListInput {
  return { ...filters, where: {}, offset: 0, limit: 1 };
}
