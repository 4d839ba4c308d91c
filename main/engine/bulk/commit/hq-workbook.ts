/** A plan as a workbook for HQ's importer: the rows that do something, each as HQ is to take it. */
import { z } from 'zod';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { visibleTables } from '../../mirror/tables.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { personCells } from '../export/person-cells.ts';
import type { SheetCells } from '../export/person-cells.ts';
import { readSheetNames } from '../export/sheet-names.ts';
import type { SheetNames } from '../export/sheet-names.ts';
import { hasPlaces, readSheetPeople } from '../export/sheet-person.ts';
import { packSlices } from '../packed-slices.ts';
import { listPlanned } from '../plan/planned-rows.ts';
import type { StoredPlan } from '../plan/plan-store.ts';
import { headerOf } from '../plan/read-draft.ts';
import { readRowValues } from '../plan/row-values.ts';
import { nextRows } from '../plan/stored-rows.ts';
import { readHeader } from '../workbook/read-header.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import type { CellContent, Sheet } from '../write-xlsx.ts';
import { handOverRefusals } from './hand-over-refusals.ts';
import { hqHeading, hqRow, isDayText } from './hq-row.ts';
import { newGroupsSheet, unknownGroups } from './new-groups.ts';
import { rowPassword } from './row-password.ts';
import type { RowFate } from './sheet-batch.ts';

/** Rows read before others have a turn: some 10 ms. */
const sliceRows = 200;

export type HqWorkbook = {
  sheets: Sheet[];
  /** What becomes of each planned row. */
  fates: Map<number, { fate: RowFate; messages: string[] }>;
  rows: number;
};

export async function hqWorkbook(
  context: RecordContext,
  plan: StoredPlan,
  pause: () => Promise<void>,
): Promise<HqWorkbook> {
  const { db } = context;
  const { columns } = readHeader({ header: headerOf(plan.sheet) });
  const packed = packSlices(z.record(z.string(), z.string()), pause);
  const seen = new Set<string>(plan.kind === 'web-users' ? ['username', 'role'] : ['username', 'user_id']);
  const fates: HqWorkbook['fates'] = new Map();
  const sheetNames = namesFor(db);
  const made = new Set<string>();
  let rows = 0;
  for (let after = 0; ;) {
    const planned = listPlanned(db, plan.id, {}, { after, limit: sliceRows });
    const cells = sliceCells(context, plan, { planned, columns, sheetNames, fates, made });
    for (const one of cells) for (const header of Object.keys(one)) seen.add(header);
    packed.add(cells);
    rows += cells.length;
    if (planned.length < sliceRows) break;
    after = planned.at(-1)?.row ?? after;
    await pause();
  }
  const heading = hqHeading(plan.kind, seen, { places: sheetNames('web-user').usesLocations });
  const users = { title: 'users', heading, slices: contents(packed.slices(), heading) };
  const groups = newGroupsSheet(plan.sheet.newGroups, made);
  return { sheets: groups === null ? [users] : [users, groups], fates, rows };
}

async function* contents(
  slices: AsyncIterable<SheetCells[]>,
  heading: readonly string[],
): AsyncGenerator<CellContent[][]> {
  const content = (header: string, text: string) => (isDayText(header, text) ? { day: text } : text);
  for await (const slice of slices)
    yield slice.map((cells) => heading.map((header) => content(header, cells[header] ?? '')));
}

function namesFor(db: EngineDatabase): (entity: PersonEntity) => SheetNames {
  const read = new Map<PersonEntity, SheetNames>();
  return (entity) => {
    const names = read.get(entity) ?? readSheetNames(db, entity);
    read.set(entity, names);
    return names;
  };
}

type Slice = {
  planned: readonly PlannedRow[];
  columns: readonly HeaderColumn[];
  sheetNames: (entity: PersonEntity) => SheetNames;
  fates: HqWorkbook['fates'];
  /** Groups of the file's own sheet that the rows need. */
  made: Set<string>;
};

function sliceCells(context: RecordContext, plan: StoredPlan, slice: Slice): SheetCells[] {
  const { db } = context;
  const { planned, columns, sheetNames, fates, made } = slice;
  const present = presentCells(db, planned, sheetNames);
  const refusals = handOverRefusals(db, planned, { added: plan.sheet.newGroups, readsForms: false });
  return planned.flatMap((row) => {
    const why = whyNot(row, refusals.get(row.row));
    if (why === null) for (const name of unknownGroups(db, row)) made.add(name);
    fates.set(row.row, why ?? { fate: 'handed', messages: [] });
    const [stored] = why ? [] : nextRows(db, plan.id, row.row - 1, 1);
    if (!stored) return [];
    const password = row.changes['password'] ? rowPassword(context, plan.id, row.row) : null;
    const about = row.localId === null ? null : (present.get(row.localId) ?? null);
    const values = readRowValues(columns, stored.raw.cells);
    const { profileFields } = sheetNames(row.entity ?? 'web-user');
    return [hqRow({ kind: plan.kind, planned: row, values, present: about, profileFields, password })];
  });
}

/** Why a row is not in the workbook; null where it is. */
function whyNot(row: PlannedRow, refusal: string | undefined): { fate: RowFate; messages: string[] } | null {
  if (row.excluded) return { fate: 'left', messages: [t('batch.excluded')] };
  if (row.outcome === 'no-change') return { fate: 'nothing', messages: [] };
  if (!doingOutcomes.has(row.outcome)) return { fate: 'refused', messages: row.reasons };
  return refusal === undefined ? null : { fate: 'refused', messages: [refusal] };
}

const idsSchema = z.array(z.number().int());

/** By local id, without what waits here: it is sent by itself, or held back, and no workbook is to carry it past that. */
function presentCells(
  db: EngineDatabase,
  planned: readonly PlannedRow[],
  sheetNames: Slice['sheetNames'],
): Map<string, SheetCells> {
  const found = new Map<string, SheetCells>();
  for (const entity of ['web-user', 'invitation', 'mobile-worker'] as const) {
    const localIds = planned.flatMap((row) => (row.entity === entity && row.localId !== null ? [row.localId] : []));
    if (localIds.length === 0) continue;
    const ids = db
      .statement(`SELECT id FROM ${visibleTables[entity]} WHERE local_id IN (SELECT value FROM json_each(?))`)
      .pluck()
      .all(JSON.stringify(localIds));
    // Of an invitation whose places nobody has read, the file's own cells are all there is.
    const people = readSheetPeople(db, entity, idsSchema.parse(ids), 'hq').filter((one) => hasPlaces(entity, one));
    for (const person of people) found.set(person.localId, personCells(entity, person, sheetNames(entity)));
  }
  return found;
}
