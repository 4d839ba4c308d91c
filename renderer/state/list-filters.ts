import { create } from 'zustand';
import type { ListInput } from '#shared/ipc/contract.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';

export type ListFilters = Pick<
  ListInput,
  'search' | 'status' | 'locationId' | 'role' | 'groupId' | 'sync' | 'where' | 'sort'
>;

export const noFilters: ListFilters = {
  search: '',
  status: 'all',
  locationId: null,
  role: null,
  groupId: null,
  sync: 'all',
  where: {},
  sort: { by: 'username', descending: false },
};

const initial: Record<PersonEntity, ListFilters> = {
  'mobile-worker': noFilters,
  'web-user': noFilters,
  invitation: { ...noFilters, sort: { by: 'email', descending: false } },
};

type Lists = {
  filters: Record<PersonEntity, ListFilters>;
  change(entity: PersonEntity, part: Partial<ListFilters>): void;
  clear(entity: PersonEntity): void;
  reset(): void;
};

/** Search, filters and order of each list; kept while the person looks elsewhere, forgotten with the account. */
export const useListFilters = create<Lists>((set) => ({
  filters: initial,
  change: (entity, part) =>
    set((now) => ({ filters: { ...now.filters, [entity]: { ...now.filters[entity], ...part } } })),
  clear: (entity) =>
    set((now) => ({ filters: { ...now.filters, [entity]: { ...initial[entity], sort: now.filters[entity].sort } } })),
  reset: () => set({ filters: initial }),
}));

/** Whether anything narrows the list (the order does not). */
export function isFiltered(filters: ListFilters): boolean {
  return (
    filters.search.trim() !== '' ||
    filters.status !== 'all' ||
    filters.locationId !== null ||
    filters.role !== null ||
    filters.groupId !== null ||
    filters.sync !== 'all' ||
    Object.keys(filters.where).length > 0
  );
}
