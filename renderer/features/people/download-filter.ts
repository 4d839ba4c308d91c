import type { MethodInput } from '#shared/ipc/contract.ts';
import type { ListFilters } from '../../state/list-filters.ts';

export type DownloadFilter = MethodInput<'people.countDownload'>;
export type DownloadKind = DownloadFilter['kind'];

/**
 * Whom HQ's file is to hold: `list` as far as HQ's download can be narrowed alike, null for everybody.
 *
 * @param workerRole by name: no list of workers has it, for HQ's API tells no worker's role, but its download goes by it
 */
export function downloadFilter(
  kind: DownloadKind,
  list: ListFilters | null,
  workerRole: string | null = null,
): DownloadFilter {
  const own = workerRole === null ? {} : { role: workerRole };
  if (list === null) return { kind, ...own };
  const { search, role, locationId, status } = list;
  return { kind, search: search.trim(), role, locationId, status, ...own };
}

/** Whether HQ's download can be narrowed by any of it. */
export function narrowsDownload({ search, role, locationId, status }: ListFilters): boolean {
  return search.trim() !== '' || role !== null || locationId !== null || status !== 'all';
}

/** Whether the list is narrowed by more than HQ's download can be. */
export function narrowedByMore({ groupId, sync, where }: ListFilters): boolean {
  return groupId !== null || sync !== 'all' || Object.keys(where).length > 0;
}
