import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { answerText, personText, whatText } from '../../../../renderer/features/history/history-text.ts';
import { fakeLookups } from '../../../helpers/fake-bridge/fake-people.ts';

const entry: HistoryEntry = {
  id: 1,
  changeId: 'change-0001',
  batchId: null,
  author: 'admin@example.org',
  entity: 'mobile-worker',
  localId: 'w1',
  serverId: 'w1',
  key: 'ana@p.commcarehq.org',
  name: 'Ana López',
  kind: 'update',
  action: null,
  outcome: 'acked',
  fields: [
    { field: 'first_name', before: 'Ana', after: 'Anna' },
    { field: 'email', before: '', after: 'a@x.org' },
  ],
  answer: { status: 200, messages: [], note: '' },
  createdAt: 1,
  finishedAt: 2,
  undo: { can: true, why: '', how: 'change' },
};

describe('an entry in words', () => {
  it('says what changed, from what to what', () => {
    expect(whatText(entry, fakeLookups)).toBe('First name: Ana → Anna; Email: none → a@x.org');
    const created = {
      ...entry,
      kind: 'create' as const,
      fields: [{ field: 'first_name', before: null, after: 'Ana' }],
    };
    expect(whatText(created, fakeLookups)).toBe('Create: First name: Ana');
    expect(whatText({ ...entry, kind: 'delete', fields: [] }, fakeLookups)).toBe('Delete');
  });

  it('says from which state to which an action led', () => {
    const acted = { ...entry, kind: 'action' as const };
    const access = [{ field: '*status*', before: 'active', after: 'deactivated' }];
    expect(whatText({ ...acted, action: 'deactivate', fields: access }, fakeLookups)).toBe(
      'Deactivate: Active state: Active → Deactivated',
    );
    const link = [{ field: '*personal-id*', before: 'unknown', after: 'active' }];
    expect(whatText({ ...acted, action: 'link', fields: link }, fakeLookups)).toBe(
      'Link PersonalID: PersonalID: Unknown → Active',
    );
  });

  it('names the person, also without a name', () => {
    expect(personText(entry)).toBe('Ana López (ana)');
    expect(personText({ ...entry, entity: 'web-user', key: 'a@x.org', name: '' })).toBe('a@x.org');
  });

  it('passes HQ’s words on and adds the note', () => {
    expect(answerText(entry)).toBe('');
    expect(answerText({ answer: { status: 400, messages: ['No.', 'Never.'], note: 'Part of it.' } })).toBe(
      'No. Never. Part of it.',
    );
  });
});
