import { expect, it } from 'vitest';
import { planCount, planText } from '../../../../../renderer/features/mobile-workers/plan-text.ts';

const plan = { limit: 50, active: 48, reached: false };

it('says how many the plan includes and how many are active', () => {
  expect(planText(plan, 1)).toEqual({
    text: 'The plan includes 50 mobile workers; 48 are active, with what waits here.',
    beyond: false,
  });
  expect(planCount(plan)).toBe('48 active of 50 in the plan');
});

it('says how many several of them make', () => {
  expect(planText(plan, 2)).toEqual({
    text: 'The plan includes 50 mobile workers; 48 are active, with what waits here. With these 2 it is 50.',
    beyond: false,
  });
  expect(planText({ ...plan, limit: 100, active: 95 }, 50)?.text).toMatch(
    /With these 50 it is 145\. Beyond that number/,
  );
});

it('says what follows beyond that number, and where HQ makes no more, its words', () => {
  expect(planText(plan, 3)).toMatchObject({ beyond: true, text: expect.stringContaining('may charge') as string });
  const reached = planText({ ...plan, reached: true }, 1);
  expect(reached).toMatchObject({
    beyond: true,
    text: expect.stringContaining('“Mobile Worker Limit Reached”') as string,
  });
});

it('says nothing where HQ has not told, or the plan takes any number', () => {
  expect([planText(null, 1), planCount(null)]).toEqual([null, null]);
  expect([planText({ ...plan, limit: null }, 1), planCount({ ...plan, limit: null })]).toEqual([null, null]);
});
