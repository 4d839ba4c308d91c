import { expect, it } from 'vitest';
import { createCollector } from '../../../../renderer/api/collector.ts';

it('delivers the first item at once and gathers the rest', () => {
  let now = 1000;
  const scheduled: { run: () => void; ms: number }[] = [];
  const delivered: string[][] = [];
  const collect = createCollector<string>(250, (items) => delivered.push(items), {
    set: (run, ms) => scheduled.push({ run, ms }),
    now: () => now,
  });
  collect(['a']);
  now += 50;
  collect(['a', 'b']);
  collect(['b']);
  expect(delivered).toEqual([['a']]);
  expect(scheduled.map(({ ms }) => ms)).toEqual([200]);
  now += 200;
  scheduled[0]?.run();
  expect(delivered).toEqual([['a'], ['a', 'b']]);
  now += 250;
  collect(['c']);
  expect(delivered.at(-1)).toEqual(['c']);
  collect([]);
  expect(scheduled).toHaveLength(1);
});
