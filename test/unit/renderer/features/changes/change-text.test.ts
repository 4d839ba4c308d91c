import { expect, it } from 'vitest';
import { changeReasonSchema } from '#shared/domain/change.ts';
import { fakeChange } from '../../../../helpers/fake-bridge/fake-changes.ts';
import { fakeDeletedConflict } from '../../../../helpers/fake-bridge/fake-conflicts.ts';
import { fakeLookups } from '../../../../helpers/fake-bridge/fake-people.ts';
import {
  asksBeforeRemoval,
  furtherWords,
  nextText,
  stateText,
  whatText,
} from '../../../../../renderer/features/changes/change-text.ts';

it('furtherWords leaves out what our own sentence quotes already, and nothing else', () => {
  const reason = changeReasonSchema.parse({
    code: 'validation',
    message: "HQ refused this: 'programme' cannot be set directly",
    hqMessages: ["'programme' cannot be set directly", 'Team is required.'],
    at: 0,
  });
  expect(furtherWords(reason)).toEqual(['Team is required.']);
});

it('stateText says "refused by HQ" only where HQ answered', () => {
  const rejected = (status: number | null) =>
    fakeChange({
      id: 'a',
      state: 'rejected',
      reason: changeReasonSchema.parse({ code: 'validation', message: 'no', at: 0, status }),
    });
  expect(stateText(rejected(400))).toBe('Refused by HQ');
  expect(stateText(rejected(null))).toBe('Needs you');
  expect(stateText(fakeChange({ id: 'a' }))).toBe('Waiting to be sent');
});

it('stateText says that a conflict was decided, as long as that can be taken back', () => {
  const { can } = fakeChange({ id: 'a' });
  expect(stateText(fakeChange({ id: 'a', can: { ...can, unresolve: true } }))).toBe('Decided, waiting to be sent');
});

it('whatText names actions, and tells of edits without what only happened to the person', () => {
  expect(whatText(fakeChange({ id: 'a', kind: 'action', action: 'unlink' }), fakeLookups)).toBe('Unlink PersonalID');
  expect(whatText(fakeDeletedConflict({ id: 'a' }), fakeLookups)).toBe('First name: Amina → Aminah');
});

it('nextText says that signing in comes first', () => {
  expect(nextText(fakeChange({ id: 'a' }), 0, true)).toBe('After signing in to HQ');
  expect(nextText(fakeChange({ id: 'a' }), 0)).toBe('At the next sync');
});

it('says of a change that waits for a right what it waits for', () => {
  const reason = changeReasonSchema.parse({ code: 'permission', message: 'no right', at: 0 });
  const waits = fakeChange({ id: 'a', state: 'queued', reason });
  expect(stateText(waits)).toBe('Waits for a permission');
  expect(nextText(waits, 0)).toBe('Once HQ allows it');
  expect(nextText({ ...waits, waitsFor: 'b' }, 0)).toBe('After an earlier change');
});

it('nextText tells an earlier change from one that may be about the same new person, and whose change it is', () => {
  const waits = fakeChange({ id: 'a', waitsFor: 'b' });
  expect(nextText(waits, 0)).toBe('After an earlier change');
  expect(nextText({ ...waits, waitsForTwin: true }, 0)).toBe('After a new person of this name is settled');
  expect(nextText(fakeChange({ id: 'a', ofAnother: 'other@x.org' }), 0)).toBe('When other@x.org syncs');
});

it('a removal that waits for a word is confirmed in its own dialog', () => {
  const removal = fakeChange({ id: 'remove-1', entity: 'web-user', kind: 'delete', action: 'remove', state: 'ask' });
  expect(asksBeforeRemoval(removal)).toBe(true);
  expect(asksBeforeRemoval({ ...removal, state: 'queued' })).toBe(false);
  expect(asksBeforeRemoval({ ...removal, kind: 'action' })).toBe(false);
});
