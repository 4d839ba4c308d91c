import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptServerId } from '#engine/mirror/identities.ts';
import { removeServerRecord } from '#engine/mirror/server-records.ts';
import { rebuildVisible, visibleValues } from '#engine/mirror/visible.ts';
import { raiseDeleted, raiseExists } from '#engine/outbox/conflicts.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { addDependency } from '#engine/outbox/dependencies.ts';
import { finishChange } from '#engine/outbox/history.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { resolveChange, resolveSimilar } from '#engine/outbox/resolve-change.ts';
import type { Choice } from '#engine/outbox/resolve-change.ts';
import { openSecret, sealSecret } from '#engine/outbox/secrets.ts';
import { undoChange } from '#engine/outbox/undo-change.ts';
import { unresolveChange, unresolveMany } from '#engine/outbox/unresolve-change.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { addChange, pullPeople, webUser } from '../../helpers/mirror-data.ts';
import {
  atHq,
  context,
  db,
  edit,
  entity,
  historyOf,
  id,
  live,
  question,
  resolve,
  useClashLane,
  view,
} from '../../helpers/clash-lane.ts';

useClashLane();

/** People whose row was not the fold of truth and lane (law L4). */
function misfolded(localId: string): string[] {
  return db.write('check', () => rebuildVisible(db, entity, [localId]));
}

describe('a decision that ended the change', () => {
  const theirs = (...fields: string[]) => resolve(fields.map((field): Choice => ({ field, use: 'theirs' })));

  function ended(): ReturnType<typeof question> {
    edit({ role: 'Editor', 'user_data.note': 'ours' });
    atHq('u1', { role: 'Admin', user_data: { note: 'theirs' } });
    const before = question();
    expect(theirs('role', 'user_data.note')).toBeNull();
    return before;
  }

  it('is taken back: the change is there again under its id, as it was', () => {
    const before = ended();
    unresolveChange(context, id);
    expect(question()).toEqual(before);
    expect(live().base).toMatchObject({ '*role*': 'Reader', '*status*': 'active' });
    expect(historyOf()).toMatchObject([{ outcome: 'decided' }, { outcome: 'discarded' }]);
    const [line] = listHistory(db, historyFilterSchema.parse({ changeId: id }), 0, 10).entries;
    expect(line?.answer.note).toContain('taken back later');
    expect(() => unresolveChange(context, id)).toThrow('no decision to take back');
    edit({ role: 'Reader' }, id);
    expect(question()).toEqual(before);
    expect(theirs('role', 'user_data.note')).toBeNull();
    unresolveChange(context, id);
    expect(question()).toEqual(before);
  });

  it('is taken back with those about other fields before it', () => {
    edit({ role: 'Editor', 'user_data.note': 'ours' });
    atHq('u1', { role: 'Admin', user_data: { note: 'theirs' } });
    const before = question();
    expect(theirs('role')).toMatchObject({ state: 'conflict' });
    expect(theirs('user_data.note')).toBeNull();
    unresolveChange(context, id);
    expect(question()).toEqual(before);
  });

  it('asks about what HQ has now, and nothing where HQ went back', () => {
    ended();
    atHq('u1', { role: 'Admin', user_data: { note: 'newer' } });
    unresolveChange(context, id);
    expect(view().fields.find(({ field }) => field === 'user_data.note')).toMatchObject({ theirs: 'newer' });
    theirs('role', 'user_data.note');
    atHq('u1', { role: 'Reader', user_data: {} });
    unresolveChange(context, id);
    expect(live()).toMatchObject({
      state: 'queued',
      reason: null,
      patch: { role: 'Editor', 'user_data.note': 'ours' },
    });
  });

  it('comes behind what waits, and not at all once a later change is the newer word', () => {
    ended();
    edit({ profile: 'p1' }, 'edit-0002');
    unresolveChange(context, id);
    expect(readLane(db, entity, 'u1').map((change) => change.id)).toEqual(['edit-0002', id]);
    theirs('role', 'user_data.note');
    edit({ 'user_data.note': 'newest' }, 'edit-0003');
    expect(() => unresolveChange(context, id)).toThrow('is the newer word');
    expect(readChange(db, id)).toBeNull();
    discardChange(context, 'edit-0002');
    unresolveChange(context, id);
    expect(live().state).toBe('conflict');
  });

  it('stays where a later change of a field is at HQ, or what the guards look at is to change', () => {
    ended();
    edit({ 'user_data.note': 'newest' }, 'edit-0002');
    const later = live('edit-0002');
    db.write('done', () => finishChange(db, later, { outcome: 'acked', serverId: 'u1' }, 9));
    expect(() => unresolveChange(context, id)).toThrow('is the newer word');

    const other = 'edit-0004';
    edit({ role: 'Editor' }, other, 'u2');
    atHq('u2', { role: 'Admin' });
    resolveChange(context, other, [{ field: 'role', use: 'theirs' }]);
    recordAction(context, { changeId: 'act-00001', entity, localId: 'u2', action: 'deactivate' });
    expect(() => unresolveChange(context, other)).toThrow('is the newer word');
    discardChange(context, 'act-00001');
    unresolveChange(context, other);
    expect(live(other).state).toBe('conflict');
  });

  it('stays where HQ took a later change under its own id, before the person was known to be the one made here', () => {
    ended();
    edit({ 'user_data.note': 'newest' }, 'edit-0002');
    const later = live('edit-0002');
    db.write('done', () => finishChange(db, later, { outcome: 'acked', serverId: 'u1' }, context.now() + 1));
    const lines = (filter: object) => listHistory(db, historyFilterSchema.parse(filter), 0, 10).entries;
    expect(lines({ localId: 'new-1' })).toEqual([]);
    atHq('u1', { user_data: { note: 'newest' } });
    db.write('adopt', () => {
      adoptServerId(db, entity, 'new-1', 'u1');
      rebuildVisible(db, entity, ['new-1', 'u1']);
    });
    expect(() => unresolveChange(context, id)).toThrow('is the newer word');
    expect(lines({ localId: 'new-1' })).toMatchObject([
      { changeId: 'edit-0002', localId: 'new-1', undo: { can: true } },
      { changeId: id },
      { changeId: id },
    ]);
    undoChange(context, { changeId: 'undo-0001', id: lines({ changeId: 'edit-0002' })[0]?.id ?? 0 });
    expect(live('undo-0001')).toMatchObject({ localId: 'new-1', patch: { 'user_data.note': 'theirs' } });
  });

  it('about somebody gone asks that again, unless HQ has shown them since', () => {
    edit({ role: 'Editor' });
    db.write('gone', () => raiseDeleted(db, live(), 1));
    const before = question();
    theirs('*deleted*');
    unresolveChange(context, id);
    expect(question()).toEqual(before);
    theirs('*deleted*');
    db.write('gone', () => {
      removeServerRecord(db, entity, 'u1');
      rebuildVisible(db, entity, ['u1']);
    });
    expect(visibleValues(db, entity, 'u1')).toBeNull();
    unresolveChange(context, id);
    expect(question()).toEqual(before);
    expect(visibleValues(db, entity, 'u1')).not.toBeNull();
    theirs('*deleted*');
    db.statement('UPDATE ended_changes SET ended_at = 0').run();
    atHq('u1', {});
    unresolveChange(context, id);
    expect(live()).toMatchObject({ state: 'queued', patch: { role: 'Editor' } });
  });

  it('waits again for what it waited for, and has waiting what waited for it', () => {
    edit({ role: 'Editor' }, 'edit-0002', 'u2');
    edit({ role: 'Editor' }, 'edit-0003', 'u3');
    edit({ role: 'Editor' });
    db.write('deps', () => {
      addDependency(db, id, 'edit-0002');
      addDependency(db, 'edit-0003', id);
    });
    atHq('u1', { role: 'Admin' });
    theirs('role');
    expect(live('edit-0003').state).toBe('rejected');
    unresolveChange(context, id);
    expect([view().waitsFor, view('edit-0003').waitsFor]).toEqual(['edit-0002', id]);
  });

  describe('of somebody new', () => {
    const patch = { username: 'ana@p.commcarehq.org' };
    const told = { hqMessages: [], status: null };

    function letGo(): void {
      const worker = { entity: 'mobile-worker', localId: 'new-1', base: {} } as const;
      addChange(db, { ...worker, id, kind: 'create', state: 'queued', patch });
      db.statement('UPDATE changes SET secret = ? WHERE id = ?').run(
        sealSecret(context.secretKey, id, 'Long-pass-1'),
        id,
      );
      addChange(db, { ...worker, id: 'edit-0002', kind: 'update', state: 'queued', patch: { last_name: 'Diaz' } });
      db.statement('UPDATE changes SET author = ?').run(context.author);
      db.write('exists', () => raiseExists(db, live(), { username: 'ana@p.commcarehq.org' }, told, 1));
      expect(theirs('*exists*')).toBeNull();
      expect(readLane(db, 'mobile-worker', 'new-1')).toEqual([]);
    }

    it('brings back the question and what stood behind it, but no password', () => {
      letGo();
      unresolveChange(context, id);
      expect(view()).toMatchObject({
        state: 'conflict',
        reason: { fields: { password: [expect.stringContaining('Enter a password')] } },
        fields: expect.arrayContaining([
          expect.objectContaining({ field: '*exists*', theirs: { username: 'ana@p.commcarehq.org' } }),
        ]) as unknown,
      });
      expect(openSecret(context.secretKey, id, live().secret)).toBeNull();
      const lane = readLane(db, 'mobile-worker', 'new-1');
      expect(lane.map((change) => [change.id, change.state])).toEqual([
        [id, 'conflict'],
        ['edit-0002', 'queued'],
      ]);
      expect(lane[1]?.patch).toEqual({ last_name: 'Diaz' });
      expect(visibleValues(db, 'mobile-worker', 'new-1')).toMatchObject({ last_name: 'Diaz' });
      expect(() => unresolveChange(context, 'never-was')).toThrow('no such change');
    });

    it('comes back again and again, and what stood behind it never alone', () => {
      letGo();
      expect(() => unresolveChange(context, 'edit-0002')).toThrow('no decision to take back');
      unresolveChange(context, id);
      theirs('*exists*');
      unresolveChange(context, id);
      expect(live().reason?.fields).toMatchObject({ password: [expect.any(String)] });
      expect(readLane(db, 'mobile-worker', 'new-1').map((change) => change.id)).toEqual([id, 'edit-0002']);
    });

    it('stays where somebody else of the name waits to be made', () => {
      letGo();
      const another = { username: 'Ana@p.commcarehq.org' };
      const other = { id: 'create-09', entity: 'mobile-worker', localId: 'new-9', kind: 'create', base: {} } as const;
      addChange(db, { ...other, state: 'queued', patch: another });
      expect(() => unresolveChange(context, id)).toThrow('Another new person of this name waits');
      expect(readChange(db, id)).toBeNull();
    });
  });

  it('made in several is taken back in all at once, but for those it is too late for', () => {
    const ids = ['edit-0001', 'edit-0002', 'edit-0003'];
    for (const [index, each] of ids.entries()) {
      edit({ role: 'Editor', ...(index === 2 ? { profile: 'p1' } : {}) }, each, `u${index + 1}`);
      atHq(`u${index + 1}`, { role: 'Admin' });
    }
    expect(resolveSimilar(context, { id, field: 'role', use: 'theirs' })).toEqual(ids);
    expect(readChange(db, 'edit-0001')).toBeNull();
    expect(live('edit-0003').state).toBe('queued');
    edit({ role: 'Reader' }, 'edit-0009', 'u2');
    expect(unresolveMany(context, ids)).toEqual({ unresolved: 2, left: 1, entities: [entity] });
    expect(['edit-0001', 'edit-0003'].map((each) => live(each).state)).toEqual(['conflict', 'conflict']);
    expect(readChange(db, 'edit-0002')).toBeNull();
  });
});

describe('whatever is decided', () => {
  it('also one field after the other to the end, it is taken back as a whole, and no change is ever lost', () => {
    const fields = ['role', 'user_data.note'];
    const plan = fc.record({
      order: fc.shuffledSubarray(fields, { minLength: 1 }),
      use: fc.constantFrom('mine' as const, 'theirs' as const),
      moved: fc.boolean(),
      again: fc.integer({ min: 1, max: 3 }),
    });
    let run = 0;
    fc.assert(
      fc.property(plan, ({ order, use: last, moved, again }) => {
        run += 1;
        const localId = `e${run}`;
        const changeId = `ends-${run}`;
        pullPeople(db, entity, [webUser(localId, {})]);
        edit({ role: 'Editor', 'user_data.note': 'ours' }, changeId, localId);
        atHq(localId, { role: 'Admin', user_data: { note: 'theirs' } });
        const before = question(changeId);
        for (let turn = 0; turn < again; turn += 1) {
          for (const [index, field] of order.entries()) {
            const how = index === order.length - 1 ? last : 'theirs';
            resolveChange(context, changeId, [{ field, use: how }]);
          }
          const isLive = readChange(db, changeId) !== null;
          expect(isLive).toBe(last === 'mine' || order.length < fields.length);
          expect(isLive || historyOf(changeId).length > turn).toBe(true);
          unresolveChange(context, changeId);
          expect(question(changeId)).toEqual(before);
          expect(misfolded(localId)).toEqual([]);
        }
        if (moved) atHq(localId, { role: 'Reader', user_data: {} });
        expect(live(changeId).state).toBe(moved ? 'queued' : 'conflict');
      }),
      { numRuns: 40 },
    );
  });
});
