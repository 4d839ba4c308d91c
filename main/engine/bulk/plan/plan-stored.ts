/**
 * Plans the rows of a file that was read: twice through them, slice by slice. First what concerns the file as a whole (duplicates, what HQ
 * would stumble over), then each row against the people as they are shown now. Nothing is sent or changed; planned again, the same rows
 * give the same plan as long as nothing moved.
 */
import type { Account } from '#shared/domain/account.ts';
import type { PlanWarning } from '#shared/domain/bulk-plan.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import { burntBy } from '../../mirror/burnt-usernames.ts';
import { listUnavailable } from '../../mirror/queries.ts';
import { scanCells } from '../workbook/cell-traps.ts';
import { headerTraps } from '../workbook/header-traps.ts';
import type { Features } from '../workbook/hq-headers.ts';
import { readHeader } from '../workbook/read-header.ts';
import type { RawSheet } from '../workbook/raw-sheet.ts';
import { makeTrap } from '../workbook/sheet-trap.ts';
import type { SheetTrap } from '../workbook/sheet-trap.ts';
import { createDuplicateFinder } from './duplicate-keys.ts';
import { isOwnAccount, lastingAdmins } from './find-people.ts';
import { headerProblems, likelyFeatures } from './header-rules.ts';
import { readPlanFacts } from './plan-facts.ts';
import { addSetProblems, writePlanned } from './planned-rows.ts';
import { readPlan, savePlan, writePlan } from './plan-store.ts';
import type { StoredPlan } from './plan-store.ts';
import { createNoteCounter, fileWarning, trapWarning } from './plan-warnings.ts';
import { planSlice } from './plan-slice.ts';
import { headerOf } from './read-draft.ts';
import type { RowContext, RowPlan, RowProblem } from './row-context.ts';
import { readRowValues } from './row-values.ts';
import { createSetRules } from './set-rules.ts';
import { countRows, nextRows } from './stored-rows.ts';

/** Rows looked at before others have a turn: some 10 ms. */
const sliceRows = 200;
/** Rows written in one transaction, so that the disk is waited for a hundred times at 100,000 rows. */
const writeRows = 1000;

export type PlanContext = {
  db: EngineDatabase;
  account: Account;
  /** Gives others a turn. */
  pause: () => Promise<void>;
  signal?: AbortSignal;
  /** Share of all rows, 0 to 1. */
  onProgress?: (share: number) => void;
};

/** @throws AppFailure `not-found`, `cancelled` (the rows stay, as far as they are planned) */
export async function planStored(context: PlanContext, planId: string): Promise<void> {
  const { db, account } = context;
  const plan = readPlan(db, planId);
  const header = headerOf(plan.sheet);
  const columns = readHeader({ header });
  const facts = readPlanFacts(db, account, plan.kind);
  const features = likelyFeatures(columns, facts.tableau);
  const refusals = headerProblems(plan.kind, header, columns, features);
  const first = await lookThrough(context, plan, features);
  const rowContext: RowContext = {
    facts,
    duplicates: first.duplicates,
    sheetGroups: new Set(plan.sheet.groups),
    // HQ's downloads have columns that nobody fills in; ours say what they were made from.
    isDownload: !plan.sheet.hasBase && columns.columns.some(({ text }) => text.endsWith('(read only)')),
    isOwnAccount: (person) => isOwnAccount(db, person, account.username),
    isBurnt: (username) => burntBy(db, username) !== null,
    stoodForAnother: (row) => plan.sheet.hasBase && stoodForAnother(db, planId, row),
  };
  const notes = createNoteCounter(plan.sheet.name);
  const set = createSetRules(plan.kind === 'web-users' ? lastingAdmins(db) : new Set());
  await planAll(context, plan, { columns, rowContext, refusals, notes, set });
  const exchanged = set.exchangedEmails();
  writePlan(db, 'plan-set-rules', () => addSetProblems(db, planId, set.problems()));
  const rows: PlanWarning[] = [
    ...first.traps.map(trapWarning),
    ...projectWarnings(db, plan, rowContext, columns),
    ...notes.warnings(),
    ...(exchanged.length > 0
      ? [fileWarning('emails-swapped', plan.sheet.name, { count: exchanged.length, rows: exchanged.slice(0, 20) })]
      : []),
  ];
  savePlan(db, planId, { state: 'planned', sheet: plan.sheet, warnings: { file: plan.warnings.file, rows } });
}

/** What HQ would stumble over, and which rows say the same. */
async function lookThrough(context: PlanContext, plan: StoredPlan, features: Features) {
  const header = headerOf(plan.sheet);
  const { columns } = readHeader({ header });
  const scan = scanCells(plan.sheet.name, columns, plan.kind);
  const duplicates = createDuplicateFinder(plan.kind, context.account.project);
  const gap = plan.sheet.gap;
  let behind = 0;
  await eachSlice(context, plan.id, 0, (rows) => {
    for (const { raw } of rows) {
      if (gap !== null && raw.row > gap) {
        behind += 1;
        continue;
      }
      scan.row(raw);
      duplicates.row(readRowValues(columns, raw.cells));
    }
  });
  return { traps: [...aroundTraps(plan, features, behind), ...scan.traps()], duplicates: duplicates.found() };
}

/** @param behind rows under the first blank one */
export function aroundTraps({ kind, sheet }: StoredPlan, features: Features, behind: number): SheetTrap[] {
  const { name, merged, hiddenColumns, gap } = sheet;
  const header = headerOf(sheet);
  const raw: RawSheet = { name, visibility: 'visible', header, rows: [], gaps: [], merged, hiddenColumns };
  // Whether two columns of one name say the same is not looked for: which of them goes is for a person to say.
  const traps = headerTraps(raw, { kind, features }).map((trap) =>
    trap.code === 'header-repeated' ? { ...trap, repair: null } : trap,
  );
  if (gap !== null)
    traps.push(makeTrap('rows-after-blank', { sheet: name, row: gap, count: behind, repair: { kind: 'close-rows' } }));
  if (merged.length > 0)
    traps.push(makeTrap('cells-merged', { sheet: name }, { places: merged.slice(0, 5).join(', ') }));
  const hidden = readHeader({ header }).columns.filter(({ index }) => hiddenColumns.includes(index));
  if (hidden.length > 0) {
    const columns = hidden.map(({ text }) => `“${text}”`).join(', ');
    traps.push(makeTrap('columns-hidden', { sheet: name }, { columns }));
  }
  return traps;
}

type Planning = {
  columns: ReturnType<typeof readHeader>;
  rowContext: RowContext;
  refusals: readonly RowProblem[];
  notes: ReturnType<typeof createNoteCounter>;
  set: ReturnType<typeof createSetRules>;
};

async function planAll(context: PlanContext, plan: StoredPlan, planning: Planning): Promise<void> {
  const { db } = context;
  const { columns, rowContext, refusals, notes, set } = planning;
  const { gap } = plan.sheet;
  let ready: RowPlan[] = [];
  const write = () => {
    const plans = ready;
    ready = [];
    writePlan(db, 'plan-outcomes', () => writePlanned(db, plan.id, plans));
  };
  await eachSlice(context, plan.id, 0.5, (rows) => {
    const read = rows.filter(({ raw }) => gap === null || raw.row < gap);
    const excluded = new Set(read.filter((row) => row.excluded).map(({ raw }) => raw.row));
    for (const one of planSlice(db, rowContext, columns, read)) {
      one.problems.unshift(...refusals);
      notes.row(one);
      // Who is left out takes nobody's access.
      if (!excluded.has(one.row)) set.row(one);
      ready.push(one);
    }
    if (ready.length >= writeRows) write();
  });
  write();
}

/** @param from share that is done before; each of the two goes through all rows */
async function eachSlice(
  { db, pause, signal, onProgress }: PlanContext,
  planId: string,
  from: number,
  look: (rows: ReturnType<typeof nextRows>) => void,
): Promise<void> {
  const total = Math.max(1, countRows(db, planId));
  let after = 0;
  let done = 0;
  for (;;) {
    const rows = nextRows(db, planId, after, sliceRows);
    look(rows);
    after = rows.at(-1)?.raw.row ?? after;
    done += rows.length;
    onProgress?.(from + done / total / 2);
    if (rows.length < sliceRows) return;
    await pause();
    if (signal?.aborted === true) throw new AppFailure('cancelled', t('plan.stopped'));
  }
}

function projectWarnings(
  db: EngineDatabase,
  { kind, sheet }: StoredPlan,
  { facts }: RowContext,
  { columns }: ReturnType<typeof readHeader>,
): PlanWarning[] {
  const has = (field: string) => columns.some(({ slot }) => slot.field === field);
  const warnings: PlanWarning[] = [];
  if (kind === 'web-users' && listUnavailable(db, 'invitation') !== null)
    warnings.push(fileWarning('invitations-unknown', sheet.name));
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
