import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { notePlayed } from './played.ts';
import type { Acknowledged, AdminWrite, Decision, LogEntry, Played } from './played.ts';
import type { Person } from './people.ts';

const id = 'a'.repeat(32);
const person: Person = { entity: 'mobile-worker', localId: id, username: 'ana@p.commcarehq.org' };

function entry(seq: number, part: Partial<LogEntry>): LogEntry {
  const time = new Date(Date.UTC(2026, 5, 1) + seq).toISOString();
  const made = { seq, time, handled: seq, method: 'GET', path: '/api/identity/v1/', status: 200, applied: false };
  return { ...made, faults: [], body: null, ...part };
}

function edit(n: number, order: number, truth: string): Acknowledged {
  const saved = { n, order, changeId: `step-${n}`, kind: 'edit' as const, action: null, person, certain: true };
  return { ...saved, values: { first_name: `v${n}` }, truth: { first_name: truth }, isNothing: false, batch: null };
}

function played(part: Partial<Played>): Played {
  const state = { ...notePlayed().state, workers: [{ username: person.username, first_name: 'v2' }] };
  return { ...notePlayed(), usernames: new Map([[id, person.username]]), state, ...part };
}

describe('what was written over', () => {
  const path = `/a/p/api/user/v1/${id}/`;
  const write: AdminWrite = { n: 3, order: 3, after: 1, person, field: 'first_name', value: 'w3', before: 'v1' };
  const log = [
    entry(1, { method: 'PUT', path, applied: true, body: { first_name: 'v1' } }),
    entry(2, { path }),
    entry(3, { method: 'PUT', path, applied: true, body: { first_name: 'v2' } }),
  ];
  const acknowledged = [edit(1, 1, 'Ana'), edit(2, 2, 'v1')];

  it('is excused where the person was asked about it while a later edit stood behind what was decided', () => {
    const change = { id: 'step-1', state: 'conflict', kind: 'update', localId: id, action: null };
    const asked = { ...change, values: { first_name: 'v1' }, theirs: { first_name: 'w3' } };
    const decision: Decision = {
      n: 4,
      order: 4,
      how: 'value',
      after: 2,
      certain: true,
      change: asked,
      values: { first_name: 'v4' },
    };
    expect(judge(played({ log, acknowledged, adminWrites: [write], decisions: [decision] }))).toEqual([]);
  });

  it('is a violation where nobody was asked', () => {
    const found = judge(played({ log, acknowledged, adminWrites: [write] }));
    expect(found).toMatchObject([{ kind: 'overwritten' }]);
  });
});

describe('what was given up', () => {
  const invited: Person = { entity: 'invitation', localId: 'new-1', username: 'invited.1@example.org' };
  const shown = { id: 'step-2', state: 'conflict', kind: 'update', localId: 'new-1', action: null };
  const change = { ...shown, values: { role: 'Reader', '*deleted*': null }, theirs: { '*deleted*': null } };
  const givenUp = [{ change, person: invited, since: 0, isProtected: false }];
  const create = {
    ...shown,
    id: 'step-1',
    state: 'ask',
    kind: 'create',
    values: { email: invited.username },
    theirs: {},
  };
  const said: Decision = { n: 3, order: 3, how: 'done', after: 0, certain: true, change: create, values: {} };
  const reached = entry(1, { method: 'POST', path: '/invitation/', applied: true, body: { email: invited.username } });

  it('is explained where the person said an invitation was sent that HQ never got', () => {
    expect(judge(played({ givenUp, decisions: [said] }))).toEqual([]);
  });

  it('is a violation where HQ got it', () => {
    const found = judge(played({ givenUp, decisions: [said], log: [reached] }));
    expect(found).toMatchObject([{ kind: 'lost', text: expect.stringContaining('HQ shows no reason') as string }]);
  });
});

describe('an access that was not given back', () => {
  const rejected = { id: 'step-1', state: 'rejected', kind: 'action', localId: id, action: 'reactivate' };
  const givenUp = [{ change: { ...rejected, values: {}, theirs: {} }, person, since: 0, isProtected: false }];
  const confirmed = (is: boolean) => ({
    ...notePlayed().state,
    workers: [{ username: person.username, is_account_confirmed: is }],
  });

  it('is explained where the account waits for the worker’s own confirmation, and by nothing else', () => {
    expect(judge(played({ givenUp, state: confirmed(false) }))).toEqual([]);
    expect(judge(played({ givenUp, state: confirmed(true) }))).toMatchObject([{ kind: 'lost' }]);
  });
});

describe('what a batch was said over', () => {
  const batch = { ...edit(4, 4, 'Ana'), batch: 'batch-4' };
  const ended = { n: 5, order: 5, batch: 'batch-4', how: 'discard' as const, after: 0, certain: true };
  const atHq = { ...notePlayed().state, workers: [{ username: person.username, first_name: 'Ana' }] };

  it('is wanted again once the batch is taken back', () => {
    const acknowledged = [edit(1, 1, 'Ana'), batch];
    const found = judge(played({ acknowledged, batchEnds: [ended], state: atHq }));
    expect(found).toMatchObject([{ kind: 'lost', text: expect.stringContaining('"v1"') as string }]);
  });

  it('is not, where the person had discarded it, nor is what it was said over itself', () => {
    const change = { id: 'step-1', state: 'queued', kind: 'update', localId: id, action: null };
    const shown = { ...change, values: { first_name: 'v2' }, theirs: {} };
    const decision: Decision = { n: 3, order: 3, how: 'discard', after: 0, certain: true, change: shown, values: {} };
    const acknowledged = [edit(1, 1, 'Ana'), edit(2, 2, 'v1'), batch];
    expect(judge(played({ acknowledged, decisions: [decision], batchEnds: [ended], state: atHq }))).toEqual([]);
  });
});

describe('the pause after a 429', () => {
  const path = '/a/p/api/user/v1/';
  const log = [entry(1, { path, status: 429, faults: ['429'] }), entry(2, {}), entry(3, { path })];

  it('is not kept by an engine that died before it heard of the 429', () => {
    expect(judge(played({ log, deaths: [{ rested: 0, by: 1 }] }))).toEqual([]);
  });

  it('is kept over a death by an engine that had rested since', () => {
    expect(judge(played({ log, deaths: [{ rested: 1, by: 1 }] }))).toMatchObject([{ kind: 'idle' }]);
    expect(judge(played({ log }))).toMatchObject([{ kind: 'idle' }]);
  });
});
