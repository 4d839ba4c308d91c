import { create } from 'zustand';
import type { HistoryFilter } from '#shared/domain/history.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { localDay } from '#shared/domain/local-day.ts';

export type HistoryFilters = Pick<HistoryFilter, 'search' | 'entity' | 'outcome'> & {
  /** Days as a date field gives them (2026-11-22), '' for none. */
  fromDay: string;
  toDay: string;
  /** Only this person's entries; `who` is what people call them. */
  person: { entity: PersonEntity; localId: string; who: string } | null;
  /** Only what was changed together. */
  batchId: string | null;
};

export const noHistoryFilters: HistoryFilters = {
  search: '',
  entity: null,
  outcome: null,
  fromDay: '',
  toDay: '',
  person: null,
  batchId: null,
};

type State = {
  filters: HistoryFilters;
  change(part: Partial<HistoryFilters>): void;
  clear(): void;
};

/** Search and filters of the History screen; kept while the person looks elsewhere, forgotten with the account. */
export const useHistoryFilters = create<State>((set) => ({
  filters: noHistoryFilters,
  change: (part) => set((now) => ({ filters: { ...now.filters, ...part } })),
  clear: () => set({ filters: noHistoryFilters }),
}));

/** The filters as the engine is asked. Days are those of this computer's time zone. */
export function historyQuery(filters: HistoryFilters): Omit<HistoryFilter, 'changeId'> {
  const { search, entity, outcome, fromDay, toDay, person, batchId } = filters;
  return {
    search,
    entity: person?.entity ?? entity,
    outcome,
    localId: person?.localId ?? null,
    batchId,
    from: localDay(fromDay)?.from ?? null,
    to: localDay(toDay)?.to ?? null,
  };
}

export function isHistoryFiltered(filters: HistoryFilters): boolean {
  return JSON.stringify(historyQuery(filters)) !== JSON.stringify(historyQuery(noHistoryFilters));
}
