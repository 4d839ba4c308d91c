import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleValues } from '#engine/mirror/visible.ts';
import { raiseConflict, raiseDeleted } from '#engine/outbox/conflicts.ts';
import { discardChange, retryChange } from '#engine/outbox/decide-change.ts';
import { readTruth } from '#engine/outbox/person-truth.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { resolveChange, resolveSimilar } from '#engine/outbox/resolve-change.ts';
import type { Choice } from '#engine/outbox/resolve-change.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import { moveChange, sealInterrupted } from '#engine/outbox/transitions.ts';
import { unresolveChange } from '#engine/outbox/unresolve-change.ts';
import { actionConflicts } from '#shared/merge/three-way.ts';
import { guardValues } from '#shared/merge/guards.ts';
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
  twoClashes,
  useClashLane,
  view,
} from '../../helpers/clash-lane.ts';

useClashLane();

describe('resolveChange', () => {
  it('for ours measures the field from HQ’s value and sends it', () => {
    twoClashes();
    expect(view()).toMatchObject({ state: 'conflict', can: { resolve: true, unresolve: false } });
    const both: Choice[] = ['role', 'user_data.note'].map((field) => ({ field, use: 'mine' }));
    expect(resolve(both)).toMatchObject({
      state: 'queued',
      reason: null,
      patch: { role: 'Editor', 'user_data.note': 'ours', profile: 'p1' },
      base: { role: 'Admin', 'user_data.note': 'theirs', profile: '', '*role*': 'Admin', '*status*': 'active' },
    });
    expect(visibleValues(db, entity, 'u1')).toMatchObject({ role: 'Editor', 'user_data.note': 'ours' });
  });

  it('decided in part keeps the whole change waiting', () => {
    twoClashes();
    expect(resolve([{ field: 'role', use: 'theirs' }])).toMatchObject({
      state: 'conflict',
      patch: { 'user_data.note': 'ours', profile: 'p1' },
      base: { 'user_data.note': null, profile: '' },
    });
    expect(view()).toMatchObject({ can: { resolve: true, unresolve: true } });
    expect(view().fields.map(({ field, clashes }) => `${field} ${clashes}`)).toEqual([
      'user_data.note true',
      'profile false',
    ]);
    expect(resolve([{ field: 'user_data.note', use: 'mine' }])?.state).toBe('queued');
  });

  it('with nothing left ends the change, and the history says whose values stayed', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    expect(resolve([{ field: 'role', use: 'theirs' }])).toBeNull();
    expect(readChange(db, id)).toBeNull();
    expect(historyOf().slice(1)).toEqual([
      { outcome: 'discarded', answer: JSON.stringify({ note: "took HQ's values" }) },
    ]);
    expect(visibleValues(db, entity, 'u1')).toMatchObject({ role: 'Admin' });
  });

  it('a third value is normalised and checked like an edit', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    expect(() => resolve([{ field: 'role', use: 'value', value: '' }])).toThrow('required');
    expect(live().state).toBe('conflict');
    expect(resolve([{ field: 'role', use: 'value', value: ' Reader ' }])).toMatchObject({
      state: 'queued',
      patch: { role: 'Reader' },
      base: { role: 'Admin' },
    });
  });

  it('a third value that is HQ’s is HQ’s', () => {
    twoClashes();
    expect(resolve([{ field: 'role', use: 'value', value: 'Admin' }])?.patch).not.toHaveProperty('role');
  });

  it('decides a group together and refuses two choices for it', () => {
    const places = (primary: string) => ({ primary_location_id: primary, assigned_location_ids: [primary] });
    atHq('u1', places('a'));
    edit(places('b'));
    atHq('u1', places('c'));
    const contradiction: Choice[] = [
      { field: 'primary_location_id', use: 'mine' },
      { field: 'assigned_location_ids', use: 'theirs' },
    ];
    expect(() => resolve(contradiction)).toThrow('decided together');
    const split: Choice[] = [{ field: 'primary_location_id', use: 'value', value: 'd' }];
    expect(() => resolve(split)).toThrow('Primary location must be');
    expect(resolve([{ field: 'assigned_location_ids', use: 'mine' }])).toMatchObject({
      state: 'queued',
      patch: places('b'),
      base: places('c'),
    });
    unresolveChange(context, id);
    const third: Choice[] = [
      { field: 'primary_location_id', use: 'value', value: 'd' },
      { field: 'assigned_location_ids', use: 'value', value: ['d', 'a'] },
    ];
    expect(resolve(third)?.patch).toEqual({ primary_location_id: 'd', assigned_location_ids: ['d', 'a'] });
  });

  it('refuses a field that does not clash, and a change that has no clash', () => {
    twoClashes();
    expect(() => resolve([{ field: 'profile', use: 'mine' }])).toThrow("'profile' does not clash");
    retryChange(context, id);
    expect(() => resolve([{ field: 'role', use: 'mine' }])).toThrow('nothing (any more) to decide');
    expect(() => resolveChange(context, 'edit-none', [{ field: 'role', use: 'mine' }])).toThrow('no such change');
  });

  it('measures what waits behind it from the third value that stands instead, and else from what it was measured from itself', () => {
    twoClashes();
    const base = { 'user_data.note': 'ours', role: 'Editor', '*role*': 'Editor', '*status*': 'active' };
    const patch = { 'user_data.note': 'later', role: 'Reader' };
    addChange(db, { id: 'edit-0002', entity, localId: 'u1', kind: 'update', state: 'queued', patch, base });
    resolve([{ field: 'role', use: 'theirs' }]);
    resolve([{ field: 'user_data.note', use: 'value', value: 'third' }]);
    // HQ's Admin is not known to whoever said Reader: that is asked about.
    expect(live('edit-0002').base).toMatchObject({ role: 'Reader', '*role*': 'Reader', 'user_data.note': 'third' });
    unresolveChange(context, id);
    expect(live('edit-0002').base).toEqual(base);
    discardChange(context, id);
    expect(live('edit-0002').base).toMatchObject({ role: 'Reader', '*role*': 'Reader', 'user_data.note': null });
  });
});

describe('unresolveChange', () => {
  it('asks again exactly as before', () => {
    twoClashes();
    const before = question();
    resolve([{ field: 'role', use: 'theirs' }]);
    resolve([{ field: 'user_data.note', use: 'value', value: 'third' }]);
    expect(live()).toMatchObject({ state: 'queued', patch: { profile: 'p1', 'user_data.note': 'third' } });
    unresolveChange(context, id);
    expect(question()).toEqual(before);
    expect(view().resolvedAt).toBeNull();
    expect(() => unresolveChange(context, id)).toThrow('no decision to take back');
  });

  it('asks with HQ’s present values after another pull', () => {
    twoClashes();
    retryChange(context, id);
    atHq('u1', { role: 'Reader', user_data: { note: 'newer' } });
    unresolveChange(context, id);
    expect(view().fields.filter(({ clashes }) => clashes)).toMatchObject([
      { field: 'user_data.note', was: null, yours: 'ours', theirs: 'newer' },
    ]);
  });

  it('has nothing to ask when HQ went back meanwhile', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    retryChange(context, id);
    pullPeople(db, entity, [webUser('u1', {})]);
    unresolveChange(context, id);
    expect(live()).toMatchObject({ state: 'queued', patch: { role: 'Editor' }, base: { role: 'Reader' } });
  });

  it('keeps what was edited since, which is the newest word about its field', () => {
    twoClashes();
    resolve([
      { field: 'role', use: 'mine' },
      { field: 'user_data.note', use: 'mine' },
    ]);
    edit({ 'user_data.note': 'edited', profile: 'p2' }, 'edit-0002');
    unresolveChange(context, id);
    expect(live()).toMatchObject({
      state: 'conflict',
      patch: { role: 'Editor', 'user_data.note': 'edited', profile: 'p2' },
      base: { role: 'Reader', 'user_data.note': 'theirs' },
    });
    expect(view().fields.filter(({ clashes }) => clashes)).toMatchObject([{ field: 'role' }]);
  });

  it('takes an edit that decided a clash back, too', () => {
    twoClashes();
    const before = question();
    edit({ role: 'Reader' }, 'edit-0002');
    expect(live()).toMatchObject({ state: 'conflict' });
    edit({ 'user_data.note': 'third' }, 'edit-0003');
    expect(live()).toMatchObject({ state: 'queued' });
    unresolveChange(context, id);
    const { message: _message, ...asked } = question();
    expect(asked).toEqual({ patch: before.patch, base: before.base, state: before.state, fields: before.fields });
  });

  it('is over with the first request, but not with one that never left', () => {
    twoClashes();
    retryChange(context, id);
    moveChange(db, id, 'sending', 2);
    expect(() => unresolveChange(context, id)).toThrow('has been sent since');
    moveChange(db, id, 'queued', 3);
    expect(view().can.unresolve).toBe(true);
    moveChange(db, id, 'sending', 4);
    sealInterrupted(db);
    moveChange(db, id, 'queued', 5);
    expect(view()).toMatchObject({ resolvedAt: null, can: { unresolve: false } });
  });
});

describe('resolveSimilar', () => {
  it('decides what is of the same kind, in the same batch or outside of all', () => {
    for (const [index, localId] of ['u1', 'u2', 'u3'].entries())
      edit({ role: 'Editor' }, `edit-000${index + 1}`, localId);
    atHq('u1', { role: 'Admin' });
    atHq('u2', { role: 'Admin' });
    atHq('u3', { is_active_in_domain: false });
    expect(view().fields).toMatchObject([{ field: 'role', similar: 1 }]);
    expect(view('edit-0003').fields).toMatchObject([{ field: 'role', similar: 0 }]);
    db.statement("UPDATE changes SET batch_id = 'b' WHERE id = 'edit-0002'").run();
    expect(view().fields).toMatchObject([{ similar: 0 }]);
    db.statement("UPDATE changes SET batch_id = 'b' WHERE id <> 'edit-0002'").run();
    expect(resolveSimilar(context, { id, field: 'role', use: 'mine' })).toEqual(['edit-0001', 'edit-0002']);
    expect(['edit-0001', 'edit-0002', 'edit-0003'].map((each) => live(each).state)).toEqual([
      'queued',
      'queued',
      'conflict',
    ]);
    expect(() => resolveSimilar(context, { id: 'edit-0003', field: 'profile', use: 'mine' })).toThrow('does not clash');
  });

  it('sends a third value in all of them, checked in each, and only for what is decided with the field', () => {
    for (const [index, localId] of ['u1', 'u2'].entries()) {
      edit({ 'user_data.note': 'ours' }, `edit-000${index + 1}`, localId);
      atHq(localId, { user_data: { note: 'theirs' } });
    }
    const wanted = { id, field: 'user_data.note', use: 'value' } as const;
    expect(() => resolveSimilar(context, { ...wanted, values: { role: 'Editor' } })).toThrow('does not clash');
    expect(['edit-0001', 'edit-0002'].map((each) => live(each).state)).toEqual(['conflict', 'conflict']);
    const values = { 'user_data.note': 'third' };
    expect(resolveSimilar(context, { ...wanted, values })).toEqual(['edit-0001', 'edit-0002']);
    for (const each of ['edit-0001', 'edit-0002'])
      expect(live(each)).toMatchObject({
        state: 'queued',
        patch: { 'user_data.note': 'third' },
        base: { 'user_data.note': 'theirs' },
      });
    unresolveChange(context, 'edit-0002');
    expect(live('edit-0002')).toMatchObject({ state: 'conflict', patch: { 'user_data.note': 'ours' } });
  });
});

describe('an action that looks at the role and the active state', () => {
  function remove(): void {
    const truth = readTruth(db, entity, 'u1') ?? {};
    addChange(db, {
      id,
      entity,
      localId: 'u1',
      kind: 'delete',
      state: 'queued',
      patch: {},
      base: guardValues(entity, truth),
    });
    db.statement("UPDATE changes SET action = 'remove' WHERE id = ?").run(id);
    atHq('u1', { role: 'Admin', is_active_in_domain: false });
  }

  it('waits where they moved, and is over or sent as the person says', () => {
    remove();
    expect(view().fields).toMatchObject([
      { field: '*role*', was: 'Reader', theirs: 'Admin', clashes: true },
      { field: '*status*', was: 'active', theirs: 'deactivated', clashes: true },
    ]);
    expect(() => resolve([{ field: '*status*', use: 'value', value: 'active' }])).toThrow(
      'cannot be given another value',
    );
    expect(resolve([{ field: '*status*', use: 'mine' }])).toMatchObject({
      state: 'queued',
      base: { '*role*': 'Admin', '*status*': 'deactivated' },
    });
    expect(actionConflicts('remove', live().base, readTruth(db, entity, 'u1') ?? {})).toEqual([]);
    unresolveChange(context, id);
    expect(live()).toMatchObject({ state: 'conflict', base: { '*role*': 'Reader', '*status*': 'active' } });
    expect(resolve([{ field: '*role*', use: 'theirs' }])).toBeNull();
    expect(historyOf().at(-1)).toMatchObject({ outcome: 'discarded' });
  });

  it('goes on by itself when HQ goes back', () => {
    remove();
    atHq('u1', { role: 'Reader', is_active_in_domain: true });
    expect(live()).toMatchObject({ state: 'queued', reason: null });
  });
});

describe('a clash about the whole person', () => {
  it('can only be let go: what cannot be sent is said', () => {
    edit({ role: 'Editor' });
    db.write('gone', () => raiseDeleted(db, live(), 1));
    expect(view().fields).toMatchObject([
      { field: 'role', clashes: false },
      { field: '*deleted*', clashes: true },
    ]);
    expect(() => resolve([{ field: '*deleted*', use: 'mine' }])).toThrow('keeps a username for ever');
    expect(() => resolve([{ field: 'role', use: 'mine' }])).toThrow('does not clash');
    expect(resolve([{ field: '*deleted*', use: 'theirs' }])).toBeNull();
    expect(historyOf().at(-1)).toMatchObject({ outcome: 'discarded' });
  });

  it('of a name that is taken cannot be sent either', () => {
    const patch = { username: 'ana@p.commcarehq.org' };
    addChange(db, { id, localId: 'new-1', kind: 'create', state: 'queued', patch, base: {} });
    const exists = { field: '*exists*', base: null, mine: null, theirs: null, clash: '*exists*' };
    db.write('exists', () => raiseConflict(db, live(), [exists], 1));
    expect(() => resolve([{ field: '*exists*', use: 'mine' }])).toThrow('choose another name');
    expect(resolve([{ field: '*exists*', use: 'theirs' }])).toBeNull();
  });
});

describe('whatever is decided', () => {
  const use = fc.constantFrom('mine' as const, 'theirs' as const, 'value' as const);
  const choice = (field: string, value: string) =>
    use.map((how): Choice => (how === 'value' ? { field, use: how, value } : { field, use: how }));
  const choices = fc.tuple(choice('role', 'Reader'), choice('user_data.note', 'third'), fc.boolean());

  it('nothing clashes once every field is decided, and taking it back restores the question', () => {
    let run = 0;
    fc.assert(
      fc.property(choices, ([role, note, deactivated]) => {
        run += 1;
        const localId = `p${run}`;
        pullPeople(db, entity, [webUser(localId, {})]);
        edit({ role: 'Editor', 'user_data.note': 'ours', profile: 'p1' }, `prop-${run}`, localId);
        atHq(localId, { role: 'Admin', user_data: { note: 'theirs' }, is_active_in_domain: !deactivated });
        const before = question(`prop-${run}`);
        expect(before.state).toBe('conflict');
        resolveChange(context, `prop-${run}`, [role, note]);
        expect(live(`prop-${run}`).state).toBe('queued');
        db.write('rebase', () => rebaseLanes(db, entity, [localId], context.now()));
        expect(live(`prop-${run}`).state).toBe('queued');
        unresolveChange(context, `prop-${run}`);
        expect(question(`prop-${run}`)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});
