/** A create whose answer was lost, sent again by the person's word: HQ may have it as it was, so later words go behind it. */
import { describe, expect, it } from 'vitest';
import { answerChange } from '#engine/outbox/answer-change.ts';
import { editChange } from '#engine/outbox/decide-change.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { addChange } from '../../helpers/mirror-data.ts';
import { context, db, useClashLane } from '../../helpers/clash-lane.ts';

useClashLane();

const id = 'invite-0001';
const person = { entity: 'invitation', localId: `new-${id}` } as const;
const lane = () =>
  readLane(db, person.entity, person.localId).map(({ kind, state, patch }) => ({ kind, state, patch }));

function sentAgain(): void {
  const patch = { email: 'ana@example.org', role: 'Reader' };
  addChange(db, { ...person, id, kind: 'create', state: 'ask', patch, base: {} });
  db.statement('UPDATE changes SET author = ?, attempts = 1').run(context.author);
  answerChange(context, id, 'send-again');
}

describe('a create that is sent again while HQ may have it', () => {
  const waits = { kind: 'create', state: 'queued', patch: { email: 'ana@example.org', role: 'Reader' } };

  it('is not cancelled by a removal: it goes behind', () => {
    sentAgain();
    recordAction(context, { ...person, changeId: 'remove-01', action: 'remove' });
    expect(lane()).toMatchObject([waits, { kind: 'delete', state: 'queued' }]);
  });

  it('takes no edit into it: it goes behind, measured from what was sent', () => {
    sentAgain();
    recordEdit(context, { ...person, changeId: 'edit-0001', patch: { role: 'Editor' } });
    expect(lane()).toMatchObject([waits, { kind: 'update', patch: { role: 'Editor' } }]);
    expect(readChange(db, 'edit-0001')?.base).toMatchObject({ role: 'Reader' });
    expect(() => editChange(context, { id, patch: { role: 'Editor' }, editId: 'edit-0002' })).toThrow();
  });

  it('is one as any again once HQ has refused it', () => {
    sentAgain();
    const now = context.now();
    db.write('refused', () => moveChange(db, id, 'sending', now));
    db.write('refused', () => moveChange(db, id, 'rejected', now));
    recordEdit(context, { ...person, changeId: 'edit-0001', patch: { role: 'Editor' } });
    expect(lane()).toMatchObject([{ kind: 'create', state: 'queued', patch: { role: 'Editor' } }]);
    recordAction(context, { ...person, changeId: 'remove-01', action: 'remove' });
    expect(lane()).toEqual([]);
  });
});
