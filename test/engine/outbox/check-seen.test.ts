/** Whoever decides says what was shown: where HQ moved on since, nothing is decided. */
import { describe, expect, it } from 'vitest';
import { editChange, retryChange } from '#engine/outbox/decide-change.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { resolveSimilar } from '#engine/outbox/resolve-change.ts';
import type { Choice } from '#engine/outbox/resolve-change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { atHq, context, edit, entity, id, resolve, twoClashes, useClashLane, view } from '../../helpers/clash-lane.ts';

useClashLane();

describe('a decision', () => {
  it('is about what was seen: where HQ has moved on since nothing is decided', () => {
    twoClashes();
    const seen = { theirs: 'Admin' };
    atHq('u1', { role: 'Owner' });
    const note: Choice = { field: 'user_data.note', use: 'theirs', seen: { theirs: 'theirs' } };
    const before = view();
    for (const choice of ['mine', 'theirs'] as const) {
      const failure = failureOf(() => resolve([note, { field: 'role', use: choice, seen }]));
      expect(failure).toMatchObject({ code: 'wrong-state', details: { fields: { role: [expect.any(String)] } } });
    }
    expect(() => resolve([{ field: 'role', use: 'value', value: 'Editor', seen }])).toThrow('nothing was decided');
    const shown = { role: { theirs: 'Admin' }, 'user_data.note': { theirs: 'theirs' } };
    expect(() => retryChange(context, id, shown)).toThrow('nothing was decided');
    expect(() => retryChange(context, id, { role: { theirs: 'Owner' } })).toThrow('note: HQ has');
    expect(view()).toEqual(before);
    expect(resolve([note, { field: 'role', use: 'mine', seen: { theirs: 'Owner' } }])).toMatchObject({
      state: 'queued',
      base: { role: 'Owner' },
    });
  });

  it('that is made by editing is about what was seen as well: of the edited fields, others may have moved', () => {
    twoClashes();
    const seen = { role: { theirs: 'Admin' }, 'user_data.note': { theirs: 'theirs' } };
    atHq('u1', { role: 'Owner' });
    const before = view();
    const edited = (patch: FieldValues, editId = 'edit-0002') => editChange(context, { id, patch, seen, editId });
    expect(() => edited({ role: 'Reader' })).toThrow('nothing was decided');
    expect(view()).toEqual(before);
    edited({ 'user_data.note': 'third' });
    expect(view().fields.filter(({ clashes }) => clashes)).toMatchObject([{ field: 'role', theirs: 'Owner' }]);
    seen.role.theirs = 'Owner';
    edited({ role: 'Reader' }, 'edit-0003');
    expect(view()).toMatchObject({ state: 'queued', can: { unresolve: true } });
  });

  it('that says what was seen of one clash alone is none about those that are decided with it', () => {
    recordAction(context, { changeId: id, entity, localId: 'u1', action: 'remove' });
    atHq('u1', { role: 'Editor', is_active_in_domain: false });
    const fields = view().fields.filter(({ clashes }) => clashes);
    expect(fields.map(({ field }) => field)).toEqual(['*role*', '*status*']);
    const choices = fields.map(({ field, theirs = null }): Choice => ({ field, use: 'mine', seen: { theirs } }));
    expect(() => resolve(choices.slice(0, 1))).toThrow('nothing was decided');
    expect(resolve(choices)).toMatchObject({ state: 'queued' });
  });

  it('is about the same kind of clash, and about all that is decided with a field', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    const [role] = view().fields;
    const seen = { theirs: role?.theirs ?? null, clash: role?.clash };
    atHq('u1', { is_active_in_domain: false });
    expect(() => resolve([{ field: 'role', use: 'mine', seen }])).toThrow('nothing was decided');
    expect(() => retryChange(context, id, {})).toThrow('nothing was decided');
    const similar = { id, field: 'role', use: 'mine' } as const;
    expect(() => resolveSimilar(context, { ...similar, seen: { role: seen } })).toThrow('nothing was decided');
    expect(() => resolveSimilar(context, { ...similar, count: 2 })).toThrow('Only one change');
    const now = { role: { theirs: 'Admin', clash: 'value+deactivated' } };
    expect(resolveSimilar(context, { ...similar, seen: now, count: 1 })).toEqual([id]);
  });
});
