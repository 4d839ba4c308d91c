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
import { invitationsByName } from '../plan/find-people.ts';
import { listPlanned } from '../plan/planned-rows.ts';
import type { StoredPlan, StoredSheet } from '../plan/plan-store.ts';
import { headerOf } from '../plan/read-draft.ts';
import { readRowValues } from '../plan/row-values.ts';
import { nextRows } from '../plan/stored-rows.ts';
import { readHeader } from '../workbook/read-header.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import type { CellContent, Sheet } from '../write-xlsx.ts';
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
  const { cells: present, unmade } = presentCells(db, planned, sheetNames);
  const invited = invitedHere(db, planned);
  return planned.flatMap((row) => {
    const missing = unknownGroups(db, row);
    const why = whyNot(plan.sheet, row, { missing, isUnmade: unmade.has(row.localId ?? ''), invited });
    if (why === null) for (const name of missing) made.add(name);
    fates.set(row.row, why ?? { fate: 'handed', messages: [] });
    const [stored] = why ? [] : nextRows(db, plan.id, row.row - 1, 1);
    if (!stored) return [];
    const password = row.changes['password'] ? rowPassword(context, plan.id, row.row) : null;
    const about = row.localId === null ? null : (present.get(row.localId) ?? null);
    const values = readRowValues(columns, stored.raw.cells);
    return [hqRow({ kind: plan.kind, planned: row, values, present: about, password })];
  });
}

type Obstacles = {
  /** Groups that are not there. */
  missing: readonly string[];
  /** HQ does not have the person: they wait to be made. */
  isUnmade: boolean;
  /** Addresses whose invitation waits here. */
  invited: ReadonlySet<string>;
};

/** Why a row is not in the workbook; null where it is. */
function whyNot(
  { newGroups }: StoredSheet,
  row: PlannedRow,
  { missing, isUnmade, invited }: Obstacles,
): { fate: RowFate; messages: string[] } | null {
  if (row.excluded) return { fate: 'left', messages: [t('batch.excluded')] };
  if (row.outcome === 'no-change') return { fate: 'nothing', messages: [] };
  if (!doingOutcomes.has(row.outcome)) return { fate: 'refused', messages: row.reasons };
  // HQ's importer would make them, and mail them, though the plan says that nobody is mailed.
  if (isUnmade) return { fate: 'refused', messages: [t('batch.waits-to-be-made')] };
  const webUser = webUserOf(row);
  if (invited.has(webUser)) return { fate: 'refused', messages: [t('batch.web-user-waits', { username: webUser })] };
  const unknown = missing.filter((name) => !newGroups.some((group) => group['name'] === name));
  return unknown.length === 0
    ? null
    : { fate: 'refused', messages: [t('batch.groups-unknown', { groups: unknown.join(', ') })] };
}

/** The address a worker's row names in the column `web_user`, in small letters, '' for none. */
function webUserOf({ entity, changes }: PlannedRow): string {
  const named = entity === 'mobile-worker' ? changes['web_user']?.to : undefined;
  return typeof named === 'string' ? named.toLowerCase() : '';
}

/** Of those whom the rows name as web users, whom HQ has not heard of yet because their invitation waits here. */
function invitedHere(db: EngineDatabase, planned: readonly PlannedRow[]): ReadonlySet<string> {
  const named = planned.map(webUserOf).filter((address) => address !== '');
  if (named.length === 0) return new Set();
  return new Set(
    [...invitationsByName(db, named)].flatMap(([name, { serverId }]) => (serverId === null ? [name] : [])),
  );
}

const idsSchema = z.array(z.object({ id: z.number().int(), localId: z.string(), serverId: z.string().nullable() }));

type Present = {
  /** By local id, without what waits here: it is sent by itself, or held back, and no workbook is to carry it past that. */
  cells: Map<string, SheetCells>;
  /** Local ids of those whom HQ does not have. */
  unmade: Set<string>;
};

/** Cells of those whom rows are about, as HQ has them. */
function presentCells(db: EngineDatabase, planned: readonly PlannedRow[], sheetNames: Slice['sheetNames']): Present {
  const found: Present = { cells: new Map(), unmade: new Set() };
  for (const entity of ['web-user', 'invitation', 'mobile-worker'] as const) {
    const localIds = planned.flatMap((row) => (row.entity === entity && row.localId !== null ? [row.localId] : []));
    if (localIds.length === 0) continue;
    const rows = idsSchema.parse(
      db
        .statement(
          `SELECT id, local_id AS localId, server_id AS serverId FROM ${visibleTables[entity]}
           WHERE local_id IN (SELECT value FROM json_each(?))`,
        )
        .all(JSON.stringify(localIds)),
    );
    for (const { localId, serverId } of rows) if (serverId === null) found.unmade.add(localId);
    const ids = rows.map(({ id }) => id);
    // Of an invitation whose places nobody has read, the file's own cells are all there is.
    for (const person of readSheetPeople(db, entity, ids, 'hq').filter((one) => hasPlaces(entity, one)))
      found.cells.set(person.localId, personCells(entity, person, sheetNames(entity)));
  }
  return found;
}
