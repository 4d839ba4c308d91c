/** What a person does with a plan before it is committed: rows are looked at, put right and left out, and all of them planned anew. */
import type { PlanProgress, PlanSummary, SheetCell } from '#shared/domain/bulk-plan.ts';
import type { HostOutput, HostParams } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { guessKind } from '../bulk/plan/guess-kind.ts';
import { planSummary } from '../bulk/plan/make-plan.ts';
import { changePlanned, planAll } from '../bulk/plan/plan-changed.ts';
import { exclusion } from '../bulk/plan/planned-rows.ts';
import { listPlans, readPlan, removePlan } from '../bulk/plan/plan-store.ts';
import { headerOf } from '../bulk/plan/read-draft.ts';
import { cellChange, repairTraps } from '../bulk/plan/repair-stored.ts';
import type { PlanContext } from '../bulk/plan/plan-stored.ts';
import { nextRows } from '../bulk/plan/stored-rows.ts';
import { cellText, readHeader } from '../bulk/workbook/read-header.ts';
import { trapCodes } from '../bulk/workbook/sheet-trap.ts';
import type { OpenAccount } from '../open-account.ts';
import type { RunningPlans } from './bulk-plan.ts';

/** Tells how far planning is. */
type Tell = (progress: PlanProgress) => void;

export async function handleBulkGuess({ path }: HostParams<'bulk.guess'>): Promise<HostOutput<'bulk.guess'>> {
  return { kind: await guessKind({ path }) };
}

export function handleBulkPlans({ context: { db } }: OpenAccount): HostOutput<'bulk.plans'> {
  return { plans: listPlans(db).map(({ id }) => planSummary(db, id)) };
}

export function handleBulkRow(
  { context: { db } }: OpenAccount,
  { planId, row }: HostParams<'bulk.row'>,
): HostOutput<'bulk.row'> {
  const { sheet } = readPlan(db, planId);
  // Its rows are in two shapes: what stands in which column is not known before it is through.
  if (sheet.repairing !== null) throw new AppFailure('wrong-state', t('plan.repairing'));
  const [found] = nextRows(db, planId, row - 1, 1);
  if (found?.raw.row !== row) throw new AppFailure('not-found', t('plan.no-row', { row }));
  const { columns } = readHeader({ header: headerOf(sheet) });
  const cells = columns.map(({ index, letters, text }): SheetCell => ({
    column: index,
    letters,
    header: text,
    text: cellText(found.raw.cells[index]),
    isPassword: index === sheet.passwordColumn,
  }));
  return { cells };
}

export function handleBulkReplan(
  account: OpenAccount,
  running: RunningPlans,
  { planId }: HostParams<'bulk.replan'>,
  tell: Tell,
): Promise<PlanSummary> {
  return changing(account, running, planId, tell, (context) => planAll(context, planId));
}

export function handleBulkRepair(
  account: OpenAccount,
  running: RunningPlans,
  { planId, codes }: HostParams<'bulk.repair'>,
  tell: Tell,
): Promise<PlanSummary> {
  const only = codes === undefined ? undefined : trapCodes.filter((code) => codes.includes(code));
  return changing(account, running, planId, tell, async (context) => {
    await repairTraps(context, planId, only);
    await planAll(context, planId);
  });
}

export function handleBulkEditCell(
  account: OpenAccount,
  running: RunningPlans,
  { planId, ...edit }: HostParams<'bulk.editCell'>,
  tell: Tell,
): Promise<PlanSummary> {
  return changing(account, running, planId, tell, (context) =>
    changePlanned(context, planId, (plan) => cellChange(context, plan, edit)),
  );
}

export function handleBulkExclude(
  account: OpenAccount,
  running: RunningPlans,
  { planId, rows, excluded }: HostParams<'bulk.exclude'>,
  tell: Tell,
): Promise<PlanSummary> {
  return changing(account, running, planId, tell, (context) =>
    changePlanned(context, planId, () => exclusion(context.db, planId, rows, excluded)),
  );
}

export function handleBulkDiscardPlan(
  { context: { db } }: OpenAccount,
  running: RunningPlans,
  { planId }: HostParams<'bulk.discardPlan'>,
): Record<string, never> {
  running.cancel(planId);
  removePlan(db, planId);
  return {};
}

/** One at a time; it tells how far it is, and can be called off. */
async function changing(
  { context, record }: OpenAccount,
  running: RunningPlans,
  planId: string,
  tell: Tell,
  change: (context: PlanContext) => Promise<unknown>,
): Promise<PlanSummary> {
  const { db, deps, account } = context;
  readPlan(db, planId);
  const signal = running.begin(planId);
  const pause = () =>
    new Promise<void>((resolve) => {
      deps.setTimer(resolve, 0);
    });
  const onProgress = (share: number) => tell({ planId, step: 'plan', share });
  try {
    await change({ db, account, secretKey: record.secretKey, pause, signal, onProgress });
    return planSummary(db, planId);
  } finally {
    running.end(planId);
  }
}
