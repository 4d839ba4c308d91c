import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { learnPageFacts } from '#engine/mirror/page-facts.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { finishChange, writeHistory } from '#engine/outbox/history.ts';
import type { HistoryEntry } from '#engine/outbox/history.ts';
import { indexOldHistory } from '#engine/outbox/history-search.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { undoChange } from '#engine/outbox/undo-change.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import type { HistoryFilter } from '#shared/domain/history.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { location, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let folder: string;
let db: EngineDatabase;
let deps: ReturnType<typeof testDeps>;
let context: RecordContext;

beforeEach(() => {
  folder = tempFolder();
  deps = testDeps();
  db = openDatabase(folder, deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  upsertServerRecords(db, 'location', [location('l1', 'Nairobi', ''), location('l2', 'Mombasa', '')], 1, 1);
  pullPeople(db, 'mobile-worker', [
    worker('ana', { first_name: 'Ana', last_name: 'López', email: 'a@x.org' }),
    worker('ben', { first_name: 'Ben', email: 'ben@x.org' }),
  ]);
});

afterEach(() => db.close());

function edit(changeId: string, patch: FieldValues, localId = 'ana'): void {
  recordEdit(context, { changeId, entity: 'mobile-worker', localId, patch });
}

/** HQ takes a change whole and shows `record` afterwards. */
function ack(id: string, record: Record<string, Json>, entry: Partial<HistoryEntry> = {}): void {
  deps.advance(1_000);
  const change = readChange(db, id);
  if (!change) throw new Error(`no change ${id}`);
  db.write('ack', () => {
    pullPeople(db, 'mobile-worker', [worker(change.localId, record)]);
    moveChange(db, id, 'sending', deps.now());
    const sent = readChange(db, id);
    if (sent)
      finishChange(
        db,
        sent,
        { outcome: 'acked', serverId: change.localId, answer: { status: 200 }, ...entry },
        deps.now(),
      );
    rebuildVisible(db, 'mobile-worker', [change.localId]);
  });
}

const undo = (id: number, changeId = `undo-${id}-0001`) => undoChange(context, { changeId, id }).id;
const list = (filter: Partial<HistoryFilter> = {}) => listHistory(db, historyFilterSchema.parse(filter), 0, 100);
const first = () => {
  const [line] = list().entries;
  if (!line) throw new Error('the history is empty');
  return line;
};

describe('a line', () => {
  it('says who, when, what, before, after and the answer, also when the person is gone', () => {
    const createdAt = deps.now();
    edit('edit-0001', { first_name: 'Anna' });
    ack('edit-0001', { first_name: 'Anna', last_name: 'López' });
    db.write('gone', () => {
      db.statement("DELETE FROM server_records WHERE server_id = 'ana'").run();
      rebuildVisible(db, 'mobile-worker', ['ana']);
    });
    expect(list()).toMatchObject({
      total: 1,
      entries: [
        {
          changeId: 'edit-0001',
          author: 'admin@example.org',
          entity: 'mobile-worker',
          localId: 'ana',
          serverId: 'ana',
          key: 'ana@p.commcarehq.org',
          name: 'Anna López',
          kind: 'update',
          outcome: 'acked',
          fields: [{ field: 'first_name', before: 'Ana', after: 'Anna' }],
          answer: { status: 200, messages: [], note: '' },
          createdAt,
          finishedAt: createdAt + 1_000,
          undo: { can: false, why: 'HQ does not have this person any more, or has not been read yet.' },
        },
      ],
    });
  });

  it('keeps HQ’s words of a refused change that is discarded, and never a secret', () => {
    edit('edit-0001', { email: 'b@x.org' });
    const reason = {
      code: 'validation',
      message: 'HQ says no.',
      hqMessages: ['Bad address.'],
      fields: {},
      status: 400,
      at: 1,
    } as const;
    moveChange(db, 'edit-0001', 'sending', deps.now());
    moveChange(db, 'edit-0001', 'rejected', deps.now(), { reason: { ...reason, hqMessages: ['Bad address.'] } });
    discardChange(context, 'edit-0001');
    expect(first()).toMatchObject({
      outcome: 'discarded',
      answer: { status: 400, messages: ['Bad address.'], note: 'HQ says no.' },
      undo: { can: false, why: 'This was never sent to HQ.' },
    });
    const base = {
      id: 'x',
      author: 'a',
      entity: 'mobile-worker',
      localId: 'ana',
      kind: 'create',
      action: null,
    } as const;
    const patch = { username: 'x', password: 'hunter2' };
    db.write('line', () =>
      writeHistory(db, { ...base, base: {}, patch, createdAt: 1 }, { outcome: 'acked', serverId: null }, 2),
    );
    expect(JSON.stringify(db.statement('SELECT * FROM history').all())).not.toContain('hunter2');
  });
});

describe('a line of an action', () => {
  const act = (changeId: string, action: PersonAction) =>
    recordAction(context, { changeId, entity: 'mobile-worker', localId: 'ben', action });

  it('has the access before and after, as a search and the export say it', () => {
    act('act-0001', 'deactivate');
    ack('act-0001', { first_name: 'Ben' }, { answer: { status: 202 } });
    const fields = [{ field: '*status*', before: 'active', after: 'deactivated' }];
    expect(first()).toMatchObject({ action: 'deactivate', outcome: 'acked', fields });
    expect(list({ search: 'deactivated' }).total).toBe(1);
    expect(db.statement("SELECT before FROM history WHERE change_id = 'act-0001'").pluck().get()).not.toContain(
      'present',
    );
  });

  it('is measured behind what goes before it, also where that is not known from HQ yet', () => {
    act('act-0001', 'deactivate');
    moveChange(db, 'act-0001', 'sending', deps.now());
    act('act-0002', 'reactivate');
    discardChange(context, 'act-0002');
    expect(first()).toMatchObject({
      outcome: 'discarded',
      fields: [{ field: '*status*', before: 'deactivated', after: 'active' }],
    });
  });

  it.each([
    ['link', 'inactive', 'active'],
    ['unlink', 'active', 'inactive'],
  ] as const)('%s has the state of the PersonalID link, %s before', (action, before, after) => {
    learnPageFacts(db, 'personal-id', [{ id: 'ben', personalId: before }], 1, 1);
    const usesPersonalId = () => true;
    const own = { ...context, usesPersonalId };
    recordAction(own, { changeId: 'act-0001', entity: 'mobile-worker', localId: 'ben', action });
    ack('act-0001', { first_name: 'Ben' });
    expect(first()).toMatchObject({ action, fields: [{ field: '*personal-id*', before, after }] });
  });

  it('says so where the state was not known, and has no values where it mails', () => {
    act('act-0001', 'email-password-reset');
    ack('act-0001', { first_name: 'Ben' });
    expect(first().fields).toEqual([]);
    recordAction(
      { ...context, usesPersonalId: () => true },
      { changeId: 'act-0002', entity: 'mobile-worker', localId: 'ben', action: 'link' },
    );
    discardChange(context, 'act-0002');
    expect(first().fields).toEqual([{ field: '*personal-id*', before: 'unknown', after: 'active' }]);
  });
});

describe('the search', () => {
  beforeEach(() => {
    edit('edit-0001', { first_name: 'Zoë', primary_location: 'l1', locations: ['l1'] });
    ack('edit-0001', { first_name: 'Zoë', primary_location: 'l1', locations: ['l1'] });
    edit('edit-0002', { email: 'ben@new.org' }, 'ben');
    ack('edit-0002', { email: 'ben@new.org' }, { answer: { status: 400, messages: ['Quota Überschritten'] } });
  });

  it.each([
    ['zoe', ['edit-0001']],
    ['lópez', []],
    ['new.org', ['edit-0002']],
    ['ben@', ['edit-0002']],
    ['admin@example', ['edit-0002', 'edit-0001']],
    ['uberschritten', ['edit-0002']],
    ['nairobi', ['edit-0001']],
    ['z nai', ['edit-0001']],
    ['nobody', []],
  ])('finds %s', (search, ids) => {
    expect(list({ search }).entries.map(({ changeId }) => changeId)).toEqual(ids);
  });

  it('filters by person, kind, outcome, change and time, and pages with a total', () => {
    const ids = (filter: Partial<HistoryFilter>) => list(filter).entries.map(({ changeId }) => changeId);
    expect(ids({ localId: 'ben' })).toEqual(['edit-0002']);
    expect(ids({ entity: 'web-user' })).toEqual([]);
    expect(ids({ outcome: 'acked' })).toEqual(['edit-0002', 'edit-0001']);
    expect(ids({ outcome: 'discarded' })).toEqual([]);
    expect(ids({ changeId: 'edit-0001' })).toEqual(['edit-0001']);
    expect(ids({ changeId: 'edit-' })).toEqual(['edit-0002', 'edit-0001']);
    const at = first().finishedAt;
    expect(ids({ from: at })).toEqual(['edit-0002']);
    expect(ids({ to: at - 1 })).toEqual(['edit-0001']);
    expect(ids({ from: at - 1_000, to: at, search: 'zoe' })).toEqual(['edit-0001']);
    const page = listHistory(db, historyFilterSchema.parse({}), 1, 1);
    expect(page).toMatchObject({ total: 2, entries: [{ changeId: 'edit-0001' }] });
  });

  it('finds lines an older Roster wrote, once they have their text', () => {
    db.sql.exec(
      "INSERT OR REPLACE INTO meta VALUES ('index_history', '1'); UPDATE history SET search = NULL; INSERT INTO history_search (history_search) VALUES ('rebuild')",
    );
    expect(list({ search: 'zoe' }).total).toBe(0);
    indexOldHistory(db);
    // What was found before is kept until a line is added.
    expect(list({ search: 'zoë' }).entries.map(({ changeId }) => changeId)).toEqual(['edit-0001']);
  });
});

describe('undo', () => {
  it('records the way back as an edit, once, and can itself be undone', () => {
    edit('edit-0001', { first_name: 'Anna', 'user_data.note': 'x' });
    ack('edit-0001', { first_name: 'Anna', user_data: { note: 'x' } });
    const line = first();
    expect(line.undo).toEqual({ can: true, why: '', how: 'change' });
    expect(undo(line.id, 'undo-0001')).toBe('undo-0001');
    expect(readChange(db, 'undo-0001')).toMatchObject({
      patch: { first_name: 'Ana', 'user_data.note': '' },
      base: { first_name: 'Anna', 'user_data.note': 'x' },
      state: 'queued',
    });
    expect(undo(line.id, 'undo-0002')).toBe('undo-0001');
    expect(undo(line.id, 'undo-0001')).toBe('undo-0001');
    expect(readLane(db, 'mobile-worker', 'ana')).toHaveLength(1);
    expect(first().undo).toMatchObject({ can: false, why: 'The way back is saved already and waits to be sent.' });
    ack('undo-0001', { first_name: 'Ana', user_data: { note: '' } });
    const [back, there] = list().entries;
    expect(there?.undo).toMatchObject({ can: false, why: 'This was taken back already.' });
    expect(back).toMatchObject({ answer: { note: 'Takes an earlier change back.' }, undo: { can: true } });
    expect(undo(back?.id ?? 0, 'undo-0003')).toBe('undo-0003');
    expect(readChange(db, 'undo-0003')?.patch).toMatchObject({ first_name: 'Anna' });
  });

  it('is possible again when it was discarded', () => {
    edit('edit-0001', { first_name: 'Anna' });
    ack('edit-0001', { first_name: 'Anna' });
    undo(first().id, 'undo-0001');
    discardChange(context, 'undo-0001');
    const line = list({ outcome: 'acked' }).entries[0];
    expect(line?.undo.can).toBe(true);
    expect(undo(line?.id ?? 0, 'undo-0002')).toBe('undo-0002');
  });

  it('is refused field by field where HQ moved on or does not tell, and then not at all', () => {
    edit('edit-0001', { last_name: 'Lopes', language: 'sw' });
    ack('edit-0001', { first_name: 'Ana', last_name: 'Somebody else’s' });
    const { id, undo: state } = first();
    expect(state.can).toBe(false);
    expect(failureOf(() => undo(id))).toMatchObject({
      code: 'wrong-state',
      details: {
        fields: {
          last_name: ['Last name has another value at HQ by now.'],
          language: ['Language: HQ does not tell this value, so nobody knows whether it is still ours.'],
        },
      },
    });
    expect(readLane(db, 'mobile-worker', 'ana')).toEqual([]);
  });

  it('takes back what HQ still shows as ours, leaves what somebody wrote since, and says what and why', () => {
    edit('edit-0001', { first_name: 'Anna', last_name: 'Lopes', email: 'new@x.org' });
    ack('edit-0001', { first_name: 'Anna', last_name: 'Somebody else’s', email: 'a@x.org' });
    const { id, undo: state } = first();
    const why = 'Last name has another value at HQ by now. Email has its old value at HQ already.';
    expect(state).toEqual({ can: true, why, how: 'change' });
    expect(undoChange(context, { changeId: 'undo-0001', id })).toMatchObject({
      id: 'undo-0001',
      left: { last_name: ['Last name has another value at HQ by now.'], email: [expect.stringContaining('already')] },
    });
    expect(readChange(db, 'undo-0001')).toMatchObject({ patch: { first_name: 'Ana' }, base: { first_name: 'Anna' } });
    ack('undo-0001', { first_name: 'Ana', last_name: 'Somebody else’s', email: 'a@x.org' });
    expect(list({ changeId: 'edit-0001' }).entries[0]?.undo.can).toBe(false);
  });

  it('takes no part of the locations back where the other has moved', () => {
    edit('edit-0001', { primary_location: 'l1', locations: ['l1'], first_name: 'Anna' });
    ack('edit-0001', { primary_location: 'l1', locations: ['l1', 'l2'], first_name: 'Anna' });
    const { left } = undoChange(context, { changeId: 'undo-0001', id: first().id });
    expect(Object.keys(left)).toEqual(['primary_location', 'locations']);
    expect(readChange(db, 'undo-0001')?.patch).toEqual({ first_name: 'Ana' });
  });

  it('takes both location fields back together', () => {
    edit('edit-0001', { primary_location: 'l1', locations: ['l1'] });
    ack('edit-0001', { primary_location: 'l1', locations: ['l1'] });
    undo(first().id, 'undo-0001');
    expect(readChange(db, 'undo-0001')?.patch).toEqual({ primary_location: '', locations: [] });
  });

  it('respects what waits for the same person', () => {
    edit('edit-0001', { first_name: 'Anna' });
    ack('edit-0001', { first_name: 'Anna' });
    const { id } = first();
    edit('edit-0002', { last_name: 'Other' });
    expect(undo(id, 'undo-0001')).toBe('edit-0002');
    expect(readChange(db, 'edit-0002')?.patch).toEqual({ last_name: 'Other', first_name: 'Ana' });
    expect(undo(id, 'undo-0002')).toBe('edit-0002');
    discardChange(context, 'edit-0002');
    edit('edit-0003', { first_name: 'Newer' });
    expect(failureOf(() => undo(id, 'undo-0003'))).toMatchObject({
      code: 'wrong-state',
      message: 'First name has a newer change here. Wait until it is settled, or discard it.',
    });
  });

  it('waits behind what is on its way', () => {
    edit('edit-0001', { first_name: 'Anna' });
    ack('edit-0001', { first_name: 'Anna' });
    const { id } = first();
    edit('edit-0002', { last_name: 'Other' });
    moveChange(db, 'edit-0002', 'sending', deps.now());
    expect(undo(id, 'undo-0001')).toBe('undo-0001');
    expect(readLane(db, 'mobile-worker', 'ana').map((change) => change.id)).toEqual(['edit-0002', 'undo-0001']);
  });

  it('of a deactivation reactivates, where HQ’s list shows it', () => {
    const act = { entity: 'mobile-worker', localId: 'ben', action: 'deactivate' } as const;
    expect(recordAction(context, { changeId: 'act-0001', ...act })).toBe('act-0001');
    const change = readChange(db, 'act-0001');
    if (!change) throw new Error('the action is not there');
    db.write('ack', () => {
      pullPeople(db, 'mobile-worker', [worker('ben', { first_name: 'Ben' }, false)]);
      finishChange(db, change, { outcome: 'acked', serverId: 'ben', answer: { status: 200 } }, deps.now());
    });
    const { id } = first();
    expect(first()).toMatchObject({ action: 'deactivate', undo: { can: true } });
    expect(undo(id, 'undo-0001')).toBe('undo-0001');
    expect(readChange(db, 'undo-0001')).toMatchObject({ kind: 'action', action: 'reactivate' });
    expect(undo(id, 'undo-0002')).toBe('undo-0001');
    discardChange(context, 'undo-0001');
    pullPeople(db, 'mobile-worker', [worker('ben', { first_name: 'Ben' }, true)]);
    expect(failureOf(() => undo(id, 'undo-0003')).message).toBe('At HQ this is not so any more.');
  });

  it.each(['converged', 'merged', 'discarded'] as const)('is not for what was %s', (outcome) => {
    edit('edit-0001', { first_name: 'Anna' });
    ack('edit-0001', { first_name: 'Anna' }, { outcome });
    expect(first().undo.can).toBe(false);
    expect(failureOf(() => undo(first().id)).code).toBe('wrong-state');
  });

  it('knows no line, no old value HQ would refuse', () => {
    expect(failureOf(() => undo(77)).code).toBe('not-found');
    edit('edit-0001', { email: 'new@x.org' });
    ack('edit-0001', { email: 'new@x.org' }, { before: { email: 'not an address' } });
    expect(failureOf(() => undo(first().id)).code).toBe('validation');
    expect(list().entries[0]?.undo.can).toBe(true);
  });
});
