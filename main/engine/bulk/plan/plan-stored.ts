/**
 * Plans the rows of a file that was read, slice by slice, against the people as they are shown now; then what all of them say together.
 * Nothing is sent or changed; planned again, the same rows give the same plan as long as nothing moved.
 */
import type { PlanWarning } from '#shared/domain/bulk-plan.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import { burntBy } from '../../mirror/burnt-usernames.ts';
import { listUnavailable } from '../../mirror/queries.ts';
import { gatherTraps } from '../workbook/cell-traps.ts';
import { headerTraps } from '../workbook/header-traps.ts';
import type { Features } from '../workbook/hq-headers.ts';
import { readHeader } from '../workbook/read-header.ts';
import type { RawSheet } from '../workbook/raw-sheet.ts';
import { closeRows, isToldOfHeader } from '../workbook/sheet-traps.ts';
import { makeTrap } from '../workbook/sheet-trap.ts';
import type { SheetTrap } from '../workbook/sheet-trap.ts';
import { isOwnAccount, lastingAdmins } from './find-people.ts';
import { headerProblems, likelyFeatures } from './header-rules.ts';
import { readPlanFacts } from './plan-facts.ts';
import { keysOfRows, nextMarks, repeatedKeys } from './plan-marks.ts';
import { addSetProblems, writePlanned } from './planned-rows.ts';
import { readPlan, savePlan, writePlan } from './plan-store.ts';
import type { StoredPlan } from './plan-store.ts';
import { createNoteCounter, fileWarning, trapWarning } from './plan-warnings.ts';
import { planSlice } from './plan-slice.ts';
import { headerOf, rowsBelow } from './read-draft.ts';
import type { RowContext, RowPlan, RowProblem } from './row-context.ts';
import { createSetRules } from './set-rules.ts';
import { finishRepair } from './stored-repair.ts';
import type { RepairContext } from './stored-repair.ts';
import { countRows, nextRows, rowsByNumber } from './stored-rows.ts';
import type { StoredRow } from './stored-rows.ts';

/** Rows looked at before others have a turn: some 10 ms. */
const sliceRows = 200;
/** Rows written in one transaction, so that the disk is waited for a hundred times at 100,000 rows. */
const writeRows = 1000;

export type PlanContext = RepairContext & {
  /** Gives others a turn. */
  pause: () => Promise<void>;
  signal?: AbortSignal;
  /** Share of all rows, 0 to 1. */
  onProgress?: (share: number) => void;
};

/** @throws AppFailure `not-found`, `cancelled` (the rows stay, as far as they are planned) */
export async function planStored(context: PlanContext, planId: string): Promise<void> {
  const { db } = context;
  finishRepair(context, planId);
  const plan = readPlan(db, planId);
  const planning = beginPlanning(context, plan);
  planning.rowContext.duplicates = repeatedKeys(db, placeOf(plan), null);
  const total = Math.max(1, countRows(db, planId));
  let done = 0;
  const write = createWriter(context, planId);
  for (let after = 0, more = true; more;) {
    const rows = nextRows(db, planId, after, sliceRows);
    write.add(planOf(context, plan, planning, rows));
    after = rows.at(-1)?.raw.row ?? after;
    done += rows.length;
    more = rows.length === sliceRows;
    context.onProgress?.(done / total);
    if (more) await turn(context);
  }
  write.flush();
  await endPlanning(context, plan, planning);
}

/** Plans these rows alone; what is told of all of them is gathered anew. @param rows their numbers */
export async function planRows(context: PlanContext, planId: string, rows: readonly number[]): Promise<void> {
  const { db } = context;
  const plan = readPlan(db, planId);
  const planning = beginPlanning(context, plan);
  const write = createWriter(context, planId);
  for (let from = 0; from < rows.length; from += sliceRows) {
    const some = rows.slice(from, from + sliceRows);
    planning.rowContext.duplicates = repeatedKeys(db, placeOf(plan), keysOfRows(db, planId, some));
    write.add(planOf(context, plan, planning, rowsByNumber(db, planId, some)));
    context.onProgress?.((from + some.length) / rows.length);
    await turn(context);
  }
  write.flush();
  await endPlanning(context, plan, planning);
}

type Planning = {
  columns: ReturnType<typeof readHeader>;
  features: Features;
  rowContext: RowContext;
  refusals: readonly RowProblem[];
};

function beginPlanning({ db, account }: PlanContext, { id, kind, sheet }: StoredPlan): Planning {
  const header = headerOf(sheet);
  const columns = readHeader({ header });
  const facts = readPlanFacts(db, account, kind);
  const features = likelyFeatures(columns, facts.tableau);
  const rowContext: RowContext = {
    facts,
    duplicates: { username: new Set(), email: new Set(), user_id: new Set() },
    sheetGroups: new Set(sheet.groups),
    // HQ's downloads have columns that nobody fills in; ours say what they were made from.
    isDownload: !sheet.hasBase && columns.columns.some(({ text }) => text.endsWith('(read only)')),
    knowsMembers: listUnavailable(db, 'web-user') === null,
    isOwnAccount: (person) => isOwnAccount(db, person, account.username),
    isBurnt: (username) => burntBy(db, username) !== null,
    stoodForAnother: (row) => sheet.hasBase && stoodForAnother(db, id, row),
  };
  return { columns, features, rowContext, refusals: headerProblems(kind, header, columns, features) };
}

function planOf(
  { db }: PlanContext,
  { sheet: { gap } }: StoredPlan,
  { columns, rowContext, refusals }: Planning,
  rows: readonly StoredRow[],
): RowPlan[] {
  const read = rows.filter(({ raw }) => gap === null || raw.row < gap);
  const plans = planSlice(db, rowContext, columns, read);
  for (const one of plans) one.problems.unshift(...refusals);
  return plans;
}

function createWriter({ db }: PlanContext, planId: string) {
  let ready: RowPlan[] = [];
  const flush = () => {
    const plans = ready;
    ready = [];
    if (plans.length > 0) writePlan(db, 'plan-outcomes', () => writePlanned(db, planId, plans));
  };
  return {
    add(plans: readonly RowPlan[]): void {
      ready.push(...plans);
      if (ready.length >= writeRows) flush();
    },
    flush,
  };
}

/** Others have a turn. @throws AppFailure `cancelled` */
async function turn({ pause, signal }: PlanContext): Promise<void> {
  await pause();
  if (signal?.aborted === true) throw new AppFailure('cancelled', t('plan.stopped'));
}

function placeOf({ id, sheet: { gap } }: StoredPlan) {
  return { planId: id, gap };
}

/** What all rows together say: rules over several, what HQ would stumble over, what is told once. */
async function endPlanning(context: PlanContext, plan: StoredPlan, planning: Planning): Promise<void> {
  const { db } = context;
  const { id, sheet } = plan;
  const { columns, features, rowContext } = planning;
  const traps = gatherTraps(sheet.name, columns.columns);
  const notes = createNoteCounter(sheet.name);
  const set = createSetRules(lastingAdmins(db));
  for (let after: number | null = 0; after !== null;) {
    const { marks, next }: ReturnType<typeof nextMarks> = nextMarks(db, placeOf(plan), after);
    for (const mark of marks) {
      traps.add(mark.row, mark.traps ?? []);
      notes.row({ row: mark.row, notes: mark.notes ?? [] });
      if (mark.facts) set.row(mark.row, mark.facts);
    }
    after = next;
    if (next !== null) await turn(context);
  }
  writePlan(db, 'plan-set-rules', () => addSetProblems(db, id, set.problems()));
  const exchanged = set.exchangedEmails();
  const behind = sheet.gap === null ? 0 : countRows(db, id, sheet.gap + 1);
  // Under a header that is none, nothing true can be said of the cells.
  const cellTraps = (sheet.below === null ? traps.traps() : []).filter(
    (trap) => !isToldOfHeader(trap, columns.dropped),
  );
  const rows: PlanWarning[] = [
    ...[...aroundTraps(plan, features, behind), ...cellTraps].map(trapWarning),
    ...projectWarnings(db, plan, rowContext, columns),
    ...notes.warnings(),
    ...(exchanged.length > 0
      ? [fileWarning('emails-swapped', sheet.name, { count: exchanged.length, rows: exchanged.slice(0, 20) })]
      : []),
  ];
  savePlan(db, id, { state: 'planned', sheet, warnings: { file: plan.warnings.file, rows } });
}

/** @param behind rows under the first blank one */
export function aroundTraps({ kind, sheet }: StoredPlan, features: Features, behind: number): SheetTrap[] {
  const { name, merged, hiddenColumns, gap } = sheet;
  const header = headerOf(sheet);
  const rows = rowsBelow(sheet);
  const raw: RawSheet = { name, visibility: 'visible', header, rows, gaps: [], merged, hiddenColumns };
  // Whether two columns of one name say the same is not looked for: which of them goes is for a person to say.
  const traps = headerTraps(raw, { kind, features }).map((trap) =>
    trap.code === 'header-repeated' ? { ...trap, repair: null } : trap,
  );
  if (rows.length > 0) return traps;
  const { columns, dropped } = readHeader({ header });
  if (gap !== null && behind > 0)
    traps.push(makeTrap('rows-after-blank', { sheet: name, row: gap, count: behind, repair: closeRows(dropped) }));
  if (merged.length > 0)
    traps.push(makeTrap('cells-merged', { sheet: name }, { places: merged.slice(0, 5).join(', ') }));
  const hidden = columns.filter(({ index }) => hiddenColumns.includes(index));
  if (hidden.length > 0) {
    const names = hidden.map(({ text }) => `“${text}”`).join(', ');
    traps.push(makeTrap('columns-hidden', { sheet: name }, { columns: names }));
  }
  return traps;
}

function projectWarnings(
  db: EngineDatabase,
  { kind, sheet }: StoredPlan,
  { facts, knowsMembers }: RowContext,
  { columns }: ReturnType<typeof readHeader>,
): PlanWarning[] {
  const has = (field: string) => columns.some(({ slot }) => slot.field === field);
  const warnings: PlanWarning[] = [];
  const namesWebUsers = kind === 'web-users' || has('web_user');
  if (namesWebUsers && listUnavailable(db, 'invitation') !== null)
    warnings.push(fileWarning('invitations-unknown', sheet.name));
  if (kind === 'mobile-workers' && has('web_user') && !knowsMembers)
    warnings.push(fileWarning('web-users-unknown', sheet.name));
  if (facts.usesLocations && facts.places === null && has('location_code'))
    warnings.push(fileWarning('places-unknown', sheet.name));
  if (kind === 'mobile-workers' && facts.groups === null && has('group'))
    warnings.push(fileWarning('groups-unknown', sheet.name));
  return warnings;
}

/** The row was somebody's when the file was made who is in it no more: most likely the same row with another username. */
function stoodForAnother(db: EngineDatabase, planId: string, row: number): boolean {
  const found = db
    .statement(
      `SELECT count(*) FROM bulk_plan_bases b WHERE b.plan_id = ? AND b.row = ?
       AND NOT EXISTS (SELECT 1 FROM bulk_plan_rows r WHERE r.plan_id = b.plan_id AND r.base_key = b.key)`,
    )
    .pluck()
    .get(planId, row);
  return z.number().parse(found) > 0;
}
