import { expect, it } from 'vitest';
import {
  downloadFilter,
  narrowedByMore,
  narrowsDownload,
} from '../../../../../renderer/features/people/download-filter.ts';
import { noFilters } from '../../../../../renderer/state/list-filters.ts';

it('takes along what HQ’s download can be narrowed by, and tells when the list is narrowed by more', () => {
  const list = { ...noFilters, search: ' ana ', status: 'active' as const, groupId: 'g1' };
  expect(downloadFilter('mobile-workers', list)).toEqual({
    kind: 'mobile-workers',
    search: 'ana',
    role: null,
    locationId: null,
    status: 'active',
  });
  expect(downloadFilter('web-users', null)).toEqual({ kind: 'web-users' });
  // A worker's role is in no list: it is chosen with the download.
  expect(downloadFilter('mobile-workers', null, 'Nurse')).toEqual({ kind: 'mobile-workers', role: 'Nurse' });
  expect(downloadFilter('mobile-workers', list, 'Nurse')).toMatchObject({ search: 'ana', role: 'Nurse' });
  expect([narrowsDownload(list), narrowedByMore(list)]).toEqual([true, true]);
  expect([narrowsDownload(noFilters), narrowedByMore(noFilters)]).toEqual([false, false]);
  expect(narrowsDownload({ ...noFilters, groupId: 'g1' })).toBe(false);
  expect(narrowedByMore({ ...noFilters, where: { personal_id: 'active' } })).toBe(true);
});
