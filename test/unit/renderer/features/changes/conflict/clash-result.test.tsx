import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ChangeView } from '#shared/domain/change.ts';
import { ClashResult } from '../../../../../../renderer/features/changes/conflict/clash-result.tsx';
import { clashGroups } from '../../../../../../renderer/features/changes/conflict/clash-groups.ts';
import { fakeDeletedConflict, fakeTakenConflict } from '../../../../../helpers/fake-bridge/fake-conflicts.ts';
import { fakeLookups } from '../../../../../helpers/fake-bridge/fake-people.ts';

function draw(change: ChangeView): string {
  const [group] = clashGroups(change);
  if (!group) throw new Error('no question');
  const props = { change, group, draft: undefined, lookups: fakeLookups, problems: {}, onValues: () => undefined };
  return renderToStaticMarkup(
    <MantineProvider>
      <ClashResult {...props} />
    </MantineProvider>,
  );
}

it('offers another name where somebody has it at HQ', () => {
  const change = fakeTakenConflict({ id: 'a' });
  expect(draw(change)).toMatch(/keeps every username for ever.*Choose another username…/);
  expect(draw({ ...change, entity: 'invitation' })).toMatch(/address only once.*Choose another address…/);
  expect(draw({ ...change, can: { ...change.can, edit: false } })).toContain('disabled');
});

it('offers another look where the person is gone', () => {
  expect(draw(fakeDeletedConflict({ id: 'a' }))).toMatch(/Look at HQ again/);
});
