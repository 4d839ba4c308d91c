import { expect, it } from 'vitest';
import type { ChangeView } from '#shared/domain/change.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { createChangeWatch } from '../../../../main/cli/watch-changes.ts';
import type { OpenEngine } from '../../../../main/cli/open-engine.ts';
import { fakeChange, fakeChangeAnswers } from '../../../helpers/fake-bridge/fake-changes.ts';
import { fakeHistoryAnswers } from '../../../helpers/fake-bridge/fake-history.ts';
import type { FakeWorld } from '../../../helpers/fake-bridge/fake-changes.ts';

/** An engine of two methods, each call answered with what is there when it is made. */
function fakeCall(world: FakeWorld): OpenEngine['call'] {
  const changes = fakeChangeAnswers(world)['changes.list'];
  const history = fakeHistoryAnswers(world, [])['history.list'];
  return (async (method: string, input: { changeId?: string }) => {
    const page = { offset: 0, limit: 50 };
    const answer =
      method === 'changes.list'
        ? changes({ ...page, state: null })
        : history({
            ...historyFilterSchema.parse(input.changeId === undefined ? {} : { changeId: input.changeId }),
            ...page,
          });
    if (!answer.ok) throw new Error(answer.error.message);
    await Promise.resolve();
    return answer.data;
  }) as OpenEngine['call'];
}

it('tells what was there when it looked, in the order of the looks, whatever happens meanwhile', async () => {
  const world: FakeWorld = { changes: [], announce: () => undefined, forget: () => undefined };
  const states = (...state: ChangeView['state'][]) =>
    (world.changes = state.map((each, index) => fakeChange({ id: `change-${index}`, state: each })));
  const told: string[] = [];
  const watch = createChangeWatch(fakeCall(world), ({ event, from, to }) => {
    told.push(typeof to === 'string' && typeof from === 'string' ? `${event} ${from} ${to}` : event);
  });
  states('queued', 'queued');
  await watch.look();
  states('sending', 'queued');
  const looks = [watch.look(), watch.tell([{ event: 'run-goes-on' }])];
  states('queued');
  looks.push(watch.look(), watch.tell([{ event: 'run-ended' }]));
  states('sending');
  looks.push(watch.tell([{ event: 'run-started' }]), watch.look());
  await Promise.all(looks);
  expect(told).toEqual([
    'change queued sending',
    'run-goes-on',
    'change sending queued',
    'change queued gone',
    'run-ended',
    'run-started',
    'change queued sending',
  ]);
});

it('tells a conflict again when it is asked anew, with HQ’s present value, and not when nothing moved', async () => {
  const world: FakeWorld = { changes: [], announce: () => undefined, forget: () => undefined };
  const clash = (theirs: string, kind = 'value') =>
    (world.changes = [
      fakeChange({
        id: 'change-0',
        state: 'conflict',
        fields: [
          {
            field: 'first_name',
            was: 'Ana',
            yours: 'Anna',
            theirs,
            clashes: true,
            clash: kind,
            similar: 0,
            problems: [],
          },
        ],
      }),
    ]);
  const told: unknown[] = [];
  const watch = createChangeWatch(fakeCall(world), ({ event, fields }) => told.push([event, fields]));
  const asked = (theirs: string) => ['conflict', [{ field: 'first_name', was: 'Ana', yours: 'Anna', theirs }]];
  await watch.look();
  clash('Anita');
  await watch.look();
  expect(told).toEqual([['change', undefined], asked('Anita')]);
  clash('Anita');
  await watch.look();
  expect(told).toHaveLength(2);
  clash('Annika');
  await watch.look();
  clash('Annika', 'value+deactivated');
  await watch.look();
  expect(told.slice(2)).toEqual([asked('Annika'), asked('Annika')]);
});
