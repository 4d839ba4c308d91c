import { expect, it } from 'vitest';
import { listPlanned } from '#engine/bulk/plan/planned-rows.ts';
import { planHarness } from '../../../helpers/plan-harness.ts';

it('the search of planned rows finds names, values, places by name and reasons, in letters of any size', async () => {
  const harness = planHarness({
    roles: ['Reader', 'Éditeur'],
    places: { north: '' },
    members: [
      { id: 'ana', role: 'Reader' },
      { id: 'ben', role: 'Reader' },
    ],
  });
  const { planId } = await harness.plan('web-users', [
    { username: 'ana@example.org', role: 'Éditeur', first_name: 'ÖZGE', last_name: 'Ñandú', 'location_code 1': '' },
    { username: 'ben@example.org', role: 'Reader', first_name: 'Ben', last_name: 'Z', 'location_code 1': 'north' },
    { username: 'cid@example.org', role: 'Nobody', first_name: '', last_name: '', 'location_code 1': '' },
  ]);
  const found = (search: string) =>
    listPlanned(harness.db, planId, { search }, { after: 0, limit: 10 }).map(({ row }) => row);
  expect(found('özge ñandú')).toEqual([2]);
  expect(found('éDITEUR')).toEqual([2]);
  expect(found('NORTH')).toEqual([3]);
  expect(found('does not exist')).toEqual([4]);
  expect(found('BEN@')).toEqual([3]);
  expect(found('')).toEqual([2, 3, 4]);
  expect(found('nowhere to be found')).toEqual([]);
});
