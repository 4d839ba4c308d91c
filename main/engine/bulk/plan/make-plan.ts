/** From a file to its plan: read, put right where asked, planned. Either all of it is there in the end, or nothing. */
import { basename } from 'node:path';
import type { PlanKind, PlanProgress, PlanSummary, PlanWarning } from '#shared/domain/bulk-plan.ts';
import type { Account } from '#shared/domain/account.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { readMeta } from '../../sync/meta.ts';
import type { WorkbookSource } from '../workbook/byte-source.ts';
import { baseSheetName } from './base-sheet.ts';
import { changedGroups } from './changed-groups.ts';
import { countPlanned } from './planned-rows.ts';
import { beginPlan, openPlanStore, readPlan, removePlan, savePlan } from './plan-store.ts';
import { planAll } from './plan-changed.ts';
import { fileWarning, trapWarning } from './plan-warnings.ts';
import type { StoredSheet } from './plan-store.ts';
import { readDraft } from './read-draft.ts';
import type { Draft } from './read-draft.ts';
import { repairTraps } from './repair-stored.ts';
import { countRows } from './stored-rows.ts';
import { unusedGroups } from './unused-groups.ts';

/** Rows and groups a warning names; the rest is a number. */
const namedRows = 20;
const namedGroups = 5;

export type MakePlanContext = {
  db: EngineDatabase;
  account: Account;
  /** 32 bytes, base64: passwords in the file are kept encrypted. */
  secretKey: string;
  now: () => number;
  /** Gives others a turn. */
  pause: () => Promise<void>;
};

export type MakePlan = {
  /** Made by the caller. */
  planId: string;
  kind: PlanKind;
  source: WorkbookSource;
  /** Puts right first what can be with one click. */
  repair?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: PlanProgress) => void;
};

/**
 * @throws AppFailure of `readWorkbook`; `wrong-state` before the first pull; `cancelled`. Nothing of the plan is left then, and the plan
 *   before it is gone too.
 */
export async function makePlan(context: MakePlanContext, make: MakePlan): Promise<PlanSummary> {
  const { db, account, secretKey, now, pause } = context;
  const { planId, kind, source, signal, onProgress } = make;
  // Who is not known would be taken for new.
  if (!readMeta(db, 'mirrorComplete')) throw new AppFailure('wrong-state', t('plan.not-pulled'));
  const file = 'path' in source ? basename(source.path) : source.name;
  openPlanStore(db);
  beginPlan(db, { id: planId, kind, file, now: now() });
  const more = signal === undefined ? {} : { signal };
  const tell = (step: PlanProgress['step']) => (share: number) => onProgress?.({ planId, step, share });
  try {
    const reading = { planId, kind, project: account.project, secretKey };
    const draft = await readDraft(db, reading, source, { ...more, onProgress: tell('read') });
    const { hasBase, warnings } = baseOf(context, planId, draft, kind);
    const told = [...draft.traps.map(trapWarning), ...warnings, ...groupsWarning(db, draft)];
    savePlan(db, planId, { state: 'read', sheet: { ...draft.sheet, hasBase }, warnings: { file: told, rows: [] } });
    const planning = { db, account, secretKey, pause, ...more, onProgress: tell('plan') };
    if (make.repair === true) await repairTraps(planning, planId);
    await planAll(planning, planId);
    return planSummary(db, planId);
  } catch (error) {
    // The account may have been closed meanwhile; what is left of the reading goes with the next plan.
    if (db.sql.open) removePlan(db, planId);
    if (signal?.aborted === true) throw new AppFailure('cancelled', t('plan.cancelled', { file }));
    throw error;
  }
}

/** Groups are neither renamed nor set by a plan of people: what the file says of them is named, not lost. */
function groupsWarning(db: EngineDatabase, { groups }: Draft): PlanWarning[] {
  const changed = changedGroups(db, groups);
  if (changed.length === 0) return [];
  const rows = changed.map(({ row }) => row).slice(0, namedRows);
  const names = [...new Set(changed.map(({ name, id }) => `“${name === '' ? id : name}”`))]
    .slice(0, namedGroups)
    .join(', ');
  return [fileWarning('groups-sheet', 'groups', { count: changed.length, rows }, { names })];
}

/** What the file says it was made from, if it can be relied on. */
function baseOf(
  { db, account }: MakePlanContext,
  planId: string,
  { base, sheet }: Draft,
  kind: PlanKind,
): { hasBase: boolean; warnings: PlanWarning[] } {
  const forget = () => void db.statement('DELETE FROM bulk_plan_bases WHERE plan_id = ?').run(planId);
  if (base === null) {
    const count = countRows(db, planId);
    return { hasBase: false, warnings: count === 0 ? [] : [fileWarning('no-base', sheet.name, { count })] };
  }
  if (base.meta === null) {
    forget();
    return { hasBase: false, warnings: [fileWarning('base-unreadable', baseSheetName)] };
  }
  const { project, server } = base.meta;
  const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
  // The practice HQ answers at another port each time.
  if (!same(project, account.project) || (account.kind === 'hq' && server !== account.server)) {
    forget();
    return { hasBase: false, warnings: [fileWarning('base-foreign', baseSheetName, {}, { project })] };
  }
  if (base.meta.kind !== kind) {
    forget();
    const params = { made: t(`plan.kind.${base.meta.kind}`), kind: t(`plan.kind.${kind}`) };
    return { hasBase: false, warnings: [fileWarning('base-other-kind', baseSheetName, {}, params)] };
  }
  const { damaged } = base;
  return {
    hasBase: true,
    warnings: damaged > 0 ? [fileWarning('base-damaged', baseSheetName, { count: damaged })] : [],
  };
}

/** @throws AppFailure `not-found` */
export function planSummary(db: EngineDatabase, planId: string): PlanSummary {
  const { kind, state, file, createdAt, warnings, sheet } = readPlan(db, planId);
  // Nobody gets a plan before its reading is over.
  const shown = state === 'planned' ? state : 'read';
  return {
    planId,
    state: shown,
    kind,
    file,
    createdAt,
    ...countPlanned(db, planId),
    warnings: [...warnings.file, ...unusedWarning(db, planId, sheet), ...warnings.rows],
  };
}

function unusedWarning(db: EngineDatabase, planId: string, { newGroups }: StoredSheet): PlanWarning[] {
  const unused = unusedGroups(db, planId, newGroups);
  if (unused.length === 0) return [];
  const names = unused.map((name) => `“${name}”`).slice(0, namedGroups);
  return [fileWarning('groups-unused', 'groups', { count: unused.length }, { names: names.join(', ') })];
}
