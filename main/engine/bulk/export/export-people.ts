/** The mirror's people as a workbook that HQ's importer takes: same sheets, columns and formats as HQ's own download. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { PeopleExport, PeopleExported, PeopleFilter } from '#shared/domain/people-export.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { listInputSchema } from '#shared/ipc/list-input.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineContext } from '../../context.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { allListIds } from '../../mirror/list-ids.ts';
import { hasTableauRole } from '../../mirror/lookups.ts';
import { listedAt, listUnavailable } from '../../mirror/queries.ts';
import { writeNewFile } from '../new-file.ts';
import { writeXlsx } from '../write-xlsx.ts';
import type { Sheet } from '../write-xlsx.ts';
import { baseHeading, baseMetaRows, baseSheetName } from '../plan/base-sheet.ts';
import { gatherBase } from './base-rows.ts';
import type { GatheredBase } from './base-rows.ts';
import { groupsSheet } from './groups-sheet.ts';
import { personBase } from './person-base.ts';
import { personCells } from './person-cells.ts';
import type { SheetCells } from './person-cells.ts';
import { scanHeading } from './sheet-heading.ts';
import { readSheetNames } from './sheet-names.ts';
import type { SheetNames } from './sheet-names.ts';
import type { SheetPerson } from './sheet-person.ts';
import { hasPlaces, readSheetPeople } from './sheet-person.ts';

/** People read at once: some 10 ms, then whoever else wants the engine has a turn. */
const slicePeople = 200;

const peopleOf: Record<PlanKind, readonly PersonEntity[]> = {
  'web-users': ['web-user', 'invitation'],
  'mobile-workers': ['mobile-worker'],
};

/** Who is in the file, in its order. */
type Chosen = { entity: PersonEntity; names: SheetNames; ids: readonly number[] }[];

type Work = EngineContext & {
  signal: AbortSignal;
  /** @param share 0 to 1 */
  onProgress(share: number): void;
};

/**
 * Writes those HQ has and the filters leave. People who only wait here are left out and counted: HQ cannot update whom it does not know.
 *
 * @throws AppFailure `wrong-state` while the list was never read; `invalid-input` for a filter the mirror cannot apply; `cancelled`;
 *   `read-only` where the file cannot be written. Nothing is left at `path` then but what was there before.
 */
export async function exportPeople(work: Work, wanted: PeopleExport): Promise<PeopleExported> {
  const { db, deps } = work;
  const entities = peopleOf[wanted.kind];
  const [first = 'web-user'] = entities;
  const unavailable = listUnavailable(db, first);
  if (unavailable !== null && listedAt(db, first) === null) throw new AppFailure(unavailable.code, unavailable.message);
  for (let tries = 1; ; tries += 1) {
    const chosen = choose(db, wanted);
    const scanned = await scanPeople(work, wanted.kind, chosen);
    try {
      await writeNewFile(wanted.path, deps.uuid(), (file) =>
        writeXlsx({ file, sheets: sheetsOf(work, wanted.kind, chosen, scanned.heading) }),
      );
    } catch (error) {
      if (!(error instanceof HeadingOutgrown) || tries === mostTries) throw error;
      continue;
    }
    const unnamed = chosen.reduce((sum, { names }) => sum + names.unnamed(), 0);
    const times = entities.map((entity) => listedAt(db, entity)).filter((time) => time !== null);
    const { people, invitations, unread } = scanned;
    const leftOut = sizeOf(chosen) - people - invitations;
    const asOf = times.length > 0 ? Math.min(...times) : null;
    const noInvitations = entities.includes('invitation') && listUnavailable(db, 'invitation') !== null;
    return { people, invitations, leftOut, unread, noInvitations, unnamed, asOf, savedAs: wanted.path };
  }
}

/** Somebody changed meanwhile in such a way that the heading lacks a column for them. */
class HeadingOutgrown extends AppFailure {
  constructor(header: string) {
    super('wrong-state', t('bulk.export.outgrown', { header }));
  }
}
/** A sync that changes people under an export does so once, not for ever. */
const mostTries = 5;

function sizeOf(chosen: Chosen): number {
  return chosen.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** The first of two passes: how wide the sheet is. */
async function scanPeople(work: Work, kind: PlanKind, chosen: Chosen) {
  const [{ names } = { names: readSheetNames(work.db, 'web-user') }] = chosen;
  const scan = scanHeading(kind, names);
  const counts = { people: 0, invitations: 0, unread: 0 };
  const tell = progress(work, chosen, 0);
  for await (const { entity, cells, unread } of slices(work, chosen, tell)) {
    for (const one of cells) scan.see(one);
    counts.unread += unread;
    counts[entity === 'invitation' ? 'invitations' : 'people'] += cells.length;
  }
  return { ...counts, heading: scan.heading({ tableau: hasTableauRole(work.db) }) };
}

function sheetsOf(work: Work, kind: PlanKind, chosen: Chosen, heading: readonly string[]): Sheet[] {
  const { account, deps } = work;
  const people = slices(work, chosen, progress(work, chosen, sizeOf(chosen)));
  const groups = kind === 'mobile-workers' ? groupsSheet(work.db) : null;
  const { server, project } = account;
  const base = gatherBase(baseMetaRows({ kind, server, project, exportedAt: deps.now() }), () => pause(work));
  return [
    { title: 'users', heading, slices: rows(people, heading, base) },
    ...(groups === null ? [] : [groups]),
    { title: baseSheetName, hidden: true, heading: baseHeading, slices: base.slices() },
  ];
}

/** @param before people gone through by the pass before this one */
function progress({ onProgress }: Work, chosen: Chosen, before: number): (more: number) => void {
  let seen = before;
  return (more) => {
    seen += more;
    onProgress(seen / (2 * sizeOf(chosen)));
  };
}

/** How many rows the file would have: those that only wait here are counted, too. */
export function countPeople(db: EngineDatabase, wanted: PeopleFilter): { rows: number } {
  return { rows: choose(db, wanted).reduce((sum, { ids }) => sum + ids.length, 0) };
}

/** Local ids of invitations whose locations an export could not tell, because the form of each was never read. */
export function unreadInvitations(db: EngineDatabase, wanted: PeopleFilter): string[] {
  return choose(db, wanted)
    .filter(({ entity, names }) => entity === 'invitation' && names.usesLocations)
    .flatMap(({ entity, ids }) => readSheetPeople(db, entity, ids).filter((one) => !hasPlaces(entity, one)))
    .map(({ localId }) => localId);
}

/** Invitations honour search and role only, as in HQ's download. */
function choose(db: EngineDatabase, { kind, search, role, locationId, status }: PeopleFilter): Chosen {
  if (role !== null && kind === 'mobile-workers')
    throw new AppFailure('invalid-input', t('bulk.export.no-worker-roles'));
  return peopleOf[kind].map((entity) => {
    const filter = entity === 'invitation' ? { search, role } : { search, role, locationId, status };
    const ids = allListIds(
      db,
      entity,
      listInputSchema.parse({ ...filter, sort: { by: nameOf[entity], descending: false } }),
    );
    return { entity, names: readSheetNames(db, entity), ids };
  });
}

const nameOf: Record<PersonEntity, string> = {
  'web-user': 'username',
  'mobile-worker': 'username',
  invitation: 'email',
};

/** `unread`: of how many the locations are not known, see `PeopleExported`. */
type Slice = { entity: PersonEntity; people: SheetPerson[]; cells: SheetCells[]; unread: number };

function pause({ deps }: Pick<Work, 'deps'>): Promise<void> {
  return new Promise<void>((resolve) => {
    deps.setTimer(resolve, 0);
  });
}

async function* slices(work: Work, chosen: Chosen, tell: (more: number) => void): AsyncGenerator<Slice> {
  const { db, signal } = work;
  for (const { entity, names, ids } of chosen)
    for (let from = 0; from < ids.length; from += slicePeople) {
      if (signal.aborted) throw new AppFailure('cancelled', t('bulk.export.cancelled'));
      const slice = ids.slice(from, from + slicePeople);
      const people = readSheetPeople(db, entity, slice);
      const cells = people.map((one) => personCells(entity, one, names));
      const unread = people.filter((one) => names.usesLocations && !hasPlaces(entity, one)).length;
      yield { entity, people, cells, unread };
      tell(slice.length);
      await pause(work);
    }
}

async function* rows(
  people: AsyncIterable<Slice>,
  heading: readonly string[],
  base: GatheredBase,
): AsyncGenerator<string[][]> {
  const known = new Set(heading);
  // The heading is row 1.
  let row = 2;
  for await (const { entity, people: told, cells } of people) {
    // A column less would be a place or a group less once the file is read back.
    const missing = cells.flatMap(Object.keys).find((header) => !known.has(header) && !optional.has(header));
    if (missing !== undefined) throw new HeadingOutgrown(missing);
    base.add(
      told.map((one, index) => personBase(entity, one, { cells: cells[index] ?? {}, heading, row: row + index })),
    );
    row += cells.length;
    yield cells.map((one) => heading.map((header) => one[header] ?? ''));
  }
}

/** Columns that a project without the feature has not; the cells of a person always have them. */
const optional: ReadonlySet<string> = new Set(['user_profile', 'tableau_role', 'tableau_groups']);
