/** Stores one page of a listing: records or facts, waiting changes measured anew, visible rows and cursor in one transaction. */
import { z } from 'zod';
import { isDeepStrictEqual } from 'node:util';
import type { PageFactKind } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqPage, HqRecord } from '../hq/gateway.ts';
import { localIdsOf, serverIdOf } from '../mirror/identities.ts';
import { countFacts, factOwners, forgetUnseenFacts, isPageFact, learnPageFacts } from '../mirror/page-facts.ts';
import { getServerRecord, upsertServerRecords } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { deletedPeople } from '../outbox/conflicts.ts';
import { activeLately, listLag, withoutRemoved } from './changed-lately.ts';
import { crossCheckWebUsers } from './cross-check.ts';
import { moveCursor } from './cursors.ts';
import { isPerson } from './is-person.ts';
import { locationPageList, withKnownLocations } from './locations-from-page.ts';
import type { PullList } from './pull-lists.ts';
import { readPerson } from './read-back.ts';
import { rebaseLanes } from './rebase.ts';
import { takeRowsFromPage, withPseudoRole } from './rows-from-page.ts';
import type { SyncRun } from './sync-run.ts';

export async function takePage(run: SyncRun, list: PullList, generation: number, page: HqPage): Promise<void> {
  const { entity } = list;
  const told = withoutDoubles(page.records);
  const records = entity === 'web-user-facts' ? told.map((row) => withPseudoRole(run.db, row)) : told;
  run.pulled[entity] = (run.pulled[entity] ?? 0) + records.length;
  if (isPageFact(entity)) {
    takeFacts(run, list, entity, generation, { ...page, records: records.map(withoutRow) });
    if (entity !== 'web-user-facts') return;
    takeRowsFromPage(run, records.flatMap(rowOf), generation);
    const serverIds = records.map(({ id }) => id);
    await crossCheckWebUsers(run, serverIds, generation);
    return;
  }
  const places = list.name === locationPageList ? withKnownLocations(run.db, records) : records;
  takeRecords(run, list, generation, { ...page, records: await withoutStale(run, list, places) });
}

function takeRecords(run: SyncRun, list: PullList, generation: number, { records, ...page }: HqPage): void {
  const { db, deps } = run;
  const { entity } = list;
  const now = deps.now();
  const changed = db.write(`pull-${entity}`, () => {
    const incoming = withoutRemoved(run, records).map((snapshot) => ({
      serverId: snapshot.id,
      snapshot,
      active: activeLately(run, snapshot.id) ?? list.active,
    }));
    const serverIds = upsertServerRecords(db, entity, incoming, generation, now);
    if (isPerson(entity)) {
      // Somebody who was gone and is back as before is no changed record, but nobody needs to decide about their changes any more.
      const seen = new Set(records.map(({ id }) => id));
      const isBack = (localId: string) => seen.has(serverIdOf(db, entity, localId) ?? '');
      const moved = [...new Set([...localIdsOf(db, entity, serverIds), ...deletedPeople(db, entity).filter(isBack)])];
      rebaseLanes(db, entity, moved, now);
      rebuildVisible(db, entity, moved);
    }
    moveCursor(db, list.name, page.nextOffset, page.total, now);
    return serverIds.length;
  });
  if (changed > 0) run.changed(isPerson(entity) ? entity : 'lookups', 'changes');
  // Roles, profiles and custom fields are known from the people who have them; once per list is enough for what is offered.
  if (isPerson(entity) && page.nextOffset === null) run.changed('lookups');
}

function takeFacts(run: SyncRun, list: PullList, kind: PageFactKind, generation: number, page: HqPage): void {
  const { db, deps } = run;
  const owner = factOwners[kind];
  const now = deps.now();
  const changed = db.write(`pull-${kind}`, () => {
    const serverIds =
      kind === 'unconfirmed'
        ? learnUnconfirmed(db, page.records, generation, now)
        : learnPageFacts(db, kind, page.records, generation, now);
    // Being in this list is the fact. A list shorter than HQ's own total does not say who is no longer in it.
    if (kind === 'unconfirmed' && page.nextOffset === null && countFacts(db, kind, generation) >= page.total)
      serverIds.push(...forgetUnseenFacts(db, kind, generation));
    rebuildVisible(db, owner, localIdsOf(db, owner, serverIds));
    moveCursor(db, list.name, page.nextOffset, page.total, now);
    return serverIds.length;
  });
  // The time of the last look is shown too.
  if (changed > 0 || page.nextOffset === null) run.changed(owner);
}

/** Their rows tell the link, too, which the lists of all others leave out. */
function learnUnconfirmed(db: EngineDatabase, records: readonly HqRecord[], generation: number, now: number): string[] {
  const waiting = records.map(({ id }) => ({ id }));
  const linked = records.filter((record) => 'personalId' in record);
  return [
    ...learnPageFacts(db, 'unconfirmed', waiting, generation, now),
    ...learnPageFacts(db, 'personal-id', linked, generation, now),
  ];
}

/** What the page tells beside the facts: for a record, where REST has none. */
const rowSchema = z.looseObject({ row: z.looseObject({ id: z.string() }) });

function rowOf(record: HqRecord): HqRecord[] {
  const told = rowSchema.safeParse(record);
  return told.success ? [told.data.row as HqRecord] : [];
}

function withoutRow({ row: _row, ...facts }: HqRecord): HqRecord {
  return facts;
}

/** Rows shift between pages while people are added or removed: the same one can come twice. */
function withoutDoubles(records: readonly HqRecord[]): HqRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/**
 * A list may still show what somebody looked like before our own write. Where it differs from what HQ told about the very record a
 * moment ago, the record itself is asked again.
 */
async function withoutStale(run: SyncRun, list: PullList, records: HqRecord[]): Promise<HqRecord[]> {
  const { entity } = list;
  // Invitations come from HQ's database. Source: corehq/apps/users/models.py, `Invitation.by_domain`.
  if (!isPerson(entity) || entity === 'invitation' || run.readLately.size === 0) return records;
  const fresh: HqRecord[] = [];
  for (const record of records) {
    const readAt = run.readLately.get(record.id) ?? 0;
    const known = run.deps.now() - readAt < listLag ? getServerRecord(run.db, entity, record.id) : null;
    if (!known || isDeepStrictEqual(known.snapshot, record)) {
      fresh.push(record);
      continue;
    }
    const asked = await readPerson(run, entity, record.id);
    fresh.push(asked.kind === 'ok' ? asked.value : known.snapshot);
  }
  return fresh;
}
