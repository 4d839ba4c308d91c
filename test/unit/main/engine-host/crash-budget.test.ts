import { expect, it } from 'vitest';
import { CrashBudget } from '../../../../main/engine-host/crash-budget.ts';

it('allows four starts after crashes and refuses at the fifth within five minutes', () => {
  const budget = new CrashBudget(() => 0);
  expect([1, 2, 3, 4, 5].map(() => budget.spend())).toEqual([true, true, true, true, false]);
});

it('forgets crashes after five minutes', () => {
  let now = 0;
  const budget = new CrashBudget(() => now);
  for (let crash = 0; crash < 12; crash += 1) {
    expect(budget.spend()).toBe(true);
    now += 80_000;
  }
});

it('starts anew when the person asks for it', () => {
  const budget = new CrashBudget(() => 0, { crashes: 1, withinMs: 1000 });
  expect(budget.spend()).toBe(false);
  budget.reset();
  const second = new CrashBudget(() => 0, { crashes: 2, withinMs: 1000 });
  expect([second.spend(), second.spend()]).toEqual([true, false]);
  second.reset();
  expect(second.spend()).toBe(true);
});
