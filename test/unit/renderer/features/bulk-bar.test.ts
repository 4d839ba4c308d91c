import { expect, it } from 'vitest';
import { listInputSchema } from '#shared/ipc/list-input.ts';
import { tooMany } from '../../../../renderer/features/people/bulk/bulk-bar.tsx';

const ids = (count: number) => Array.from({ length: count }, (_none, index) => `w${index}`);

it('more chosen one by one than one call takes is said before anything is chosen to be done', () => {
  expect(tooMany({ ids: ids(20_000) })).toBeNull();
  expect(tooMany({ ids: ids(20_001) })).toMatchObject({ can: false, why: expect.stringContaining('20,000') as string });
  expect(tooMany({ ids: ids(20_001) })?.how).toContain('choose all of it');
});

it('all of a list has no such limit', () => {
  const filter = listInputSchema.parse({});
  expect(tooMany({ filter, except: ids(3) })).toBeNull();
});
