import { expect, it } from 'vitest';
import { listPlans, readPlan } from '#engine/bulk/plan/plan-store.ts';
import { planAll } from '#engine/bulk/plan/plan-changed.ts';
import { repairTraps } from '#engine/bulk/plan/repair-stored.ts';
import { nextRows } from '#engine/bulk/plan/stored-rows.ts';
import { plannedRows, planHarness } from '../../../helpers/plan-harness.ts';
import type { PlanHarness } from '../../../helpers/plan-harness.ts';

/** More than two slices. The column that goes stands first: every other one has another place without it. */
const people = 1_100;
const lines = [
  ['shoe size', 'username', 'name', 'password', 'phone-number 1'],
  ...Array.from({ length: people }, (_, index) => [
    `${index}`,
    `ny${index}`,
    `Name ${index}`,
    'Long-pass-7-words',
    '7',
  ]),
];

class Killed extends Error {}

/** The repair, killed behind its `slices`th slice. */
async function brokenOff({ context }: PlanHarness, planId: string, slices: number): Promise<void> {
  let left = slices;
  const pause = async () => {
    await context.pause();
    if (readPlan(context.db, planId).sheet.repairing?.repair.kind === 'drop-columns' && --left === 0)
      throw new Killed();
  };
  await expect(repairTraps({ ...context, pause }, planId)).rejects.toThrow(Killed);
}

function cellsOf({ db }: PlanHarness, planId: string) {
  return nextRows(db, planId, 0, people).map(({ raw }) => raw.cells);
}

it.each([1, 2])(
  'a repair that moves columns, killed behind slice %i, is gone on with before the plan is used',
  async (slices) => {
    const whole = planHarness();
    const sheet = { name: 'users', rows: lines };
    const { planId: wholeId, rows: wanted } = await whole.planSheets('mobile-workers', [sheet], { repair: true });
    const harness = planHarness();
    const { planId } = await harness.planSheets('mobile-workers', [sheet]);
    await brokenOff(harness, planId, slices);
    expect(listPlans(harness.db)).toMatchObject([{ id: planId, state: 'read' }]);
    await planAll(harness.context, planId);
    await repairTraps(harness.context, planId);
    await planAll(harness.context, planId);
    expect(cellsOf(harness, planId)).toEqual(cellsOf(whole, wholeId));
    expect(readPlan(harness.db, planId).sheet).toEqual(readPlan(whole.db, wholeId).sheet);
    expect(plannedRows(harness.db, planId)).toEqual(wanted);
    expect(wanted.filter(({ outcome }) => outcome === 'create')).toHaveLength(people);
  },
);
