/** Planning a workbook: one at a time, cancelled when another begins or the account is closed. */
import type { PlanProgress, PlanSummary } from '#shared/domain/bulk-plan.ts';
import type { HostOutput, HostParams } from '#shared/ipc/engine-host.ts';
import { countFitting, listPlanned } from '../bulk/plan/planned-rows.ts';
import { openPlanStore, readPlan } from '../bulk/plan/plan-store.ts';
import { makePlan } from '../bulk/plan/make-plan.ts';
import type { OpenAccount } from '../open-account.ts';

export type RunningPlans = {
  /** Takes the place of one that is under way. */
  begin(planId: string): AbortSignal;
  end(planId: string): void;
  /** @returns whether it was under way */
  cancel(planId: string): boolean;
  cancelAll(): void;
};

export function createRunningPlans(): RunningPlans {
  const running = new Map<string, AbortController>();
  const cancelAll = () => running.forEach((controller) => controller.abort());
  return {
    begin(planId) {
      cancelAll();
      const controller = new AbortController();
      running.set(planId, controller);
      return controller.signal;
    },
    end: (planId) => void running.delete(planId),
    cancel(planId) {
      const controller = running.get(planId);
      controller?.abort();
      return controller !== undefined;
    },
    cancelAll,
  };
}

export async function handleBulkPlan(
  { context, record }: OpenAccount,
  running: RunningPlans,
  { planId, path, kind, repair }: HostParams<'bulk.plan'>,
  onProgress: (progress: PlanProgress) => void,
): Promise<PlanSummary> {
  const { db, deps, account } = context;
  const signal = running.begin(planId);
  const pause = () =>
    new Promise<void>((resolve) => {
      deps.setTimer(resolve, 0);
    });
  try {
    const planning = { db, account, secretKey: record.secretKey, now: deps.now, pause };
    return await makePlan(planning, { planId, kind, source: { path }, repair, signal, onProgress });
  } finally {
    running.end(planId);
  }
}

export function handleBulkRows(
  { context }: OpenAccount,
  { planId, after, offset, limit, outcomes, flag, excluded, search }: HostParams<'bulk.rows'>,
): HostOutput<'bulk.rows'> {
  openPlanStore(context.db);
  readPlan(context.db, planId);
  const filter = {
    search,
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(flag === undefined ? {} : { flag }),
    ...(excluded === undefined ? {} : { excluded }),
  };
  const rows = listPlanned(context.db, planId, filter, { after, offset, limit });
  return { rows, total: countFitting(context.db, planId, filter) };
}
