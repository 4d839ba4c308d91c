import { expect, it } from 'vitest';
import { tooMany } from '../../../../renderer/features/people/bulk/bulk-bar.tsx';

it('more than one batch takes is said before anything is chosen to be done', () => {
  expect(tooMany(20_000)).toBeNull();
  expect(tooMany(20_001)).toMatchObject({ can: false, why: expect.stringContaining('20,000') as string });
  expect(tooMany(100_000)?.how).toContain('Narrow the list');
});
