import { expect, it } from 'vitest';
import { forkEngine } from '../../helpers/fork-engine.ts';

it('answers nothing, and at once, to what is asked of a process that died, whether its end was heard of or not', async () => {
  const child = await forkEngine('push:before-sending');
  const before = child.kill();
  expect(await child.call('sync.status', {})).toBeNull();
  await before;
  expect(await child.call('sync.status', {})).toBeNull();
});
