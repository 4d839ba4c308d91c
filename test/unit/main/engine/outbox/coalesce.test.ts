import { describe, expect, it } from 'vitest';
import { coalesce } from '#engine/outbox/coalesce.ts';
import type { Coalesced, LaneChange } from '#engine/outbox/coalesce.ts';
import type { ChangeState } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';

const truth: FieldValues = {
  first_name: 'Ana',
  last_name: 'Lopez',
  email: 'ana@example.org',
  groups: ['g1', 'g2'],
  primary_location: 'a',
  locations: ['a'],
  language: 'fra',
};

function update(id: string, state: ChangeState, patch: FieldValues, base: FieldValues): LaneChange {
  return { id, kind: 'update', state, patch, base };
}
const queued = update('1', 'queued', { first_name: 'Anna' }, { first_name: 'Ana' });

type Row = [title: string, lane: LaneChange[], edit: FieldValues, result: Coalesced];

const table: Row[] = [
  [
    'a field HQ never tells back, set again to what we sent last: sent, somebody may have changed it since',
    [],
    { language: 'fra' },
    { kind: 'insert', patch: { language: 'fra' }, base: { language: 'fra' } },
  ],
  [
    'a queued field HQ never tells back, set back: the new value is sent',
    [update('1', 'queued', { language: 'eng' }, { language: 'fra' })],
    { language: 'fra' },
    { kind: 'merge', into: '1', absorbed: [], settled: [], patch: { language: 'fra' }, base: { language: 'fra' } },
  ],
  [
    'a queued field HQ never tells back, said again: nothing new',
    [update('1', 'queued', { language: 'eng' }, { language: 'fra' })],
    { language: 'eng' },
    { kind: 'nothing' },
  ],
  [
    'nothing waiting: a new update, measured from what was seen',
    [],
    { first_name: 'Anna' },
    { kind: 'insert', patch: { first_name: 'Anna' }, base: { first_name: 'Ana' } },
  ],
  ['nothing waiting, nothing changed: nothing', [], { first_name: 'Ana ', groups: ['g2', 'g1'] }, { kind: 'nothing' }],
  [
    'one location field: the other travels along',
    [],
    { locations: ['a', 'b'] },
    {
      kind: 'insert',
      patch: { locations: ['a', 'b'], primary_location: 'a' },
      base: { locations: ['a'], primary_location: 'a' },
    },
  ],
  [
    'a queued update: merged, another field joins',
    [queued],
    { last_name: 'Diaz' },
    {
      kind: 'merge',
      into: '1',
      absorbed: [],
      settled: [],
      patch: { first_name: 'Anna', last_name: 'Diaz' },
      base: { first_name: 'Ana', last_name: 'Lopez' },
    },
  ],
  [
    'a queued update of the same field: the first base stays',
    [queued],
    { first_name: 'Anne' },
    { kind: 'merge', into: '1', absorbed: [], settled: [], patch: { first_name: 'Anne' }, base: { first_name: 'Ana' } },
  ],
  [
    'a queued update set back to its base: it goes',
    [queued],
    { first_name: 'Ana' },
    { kind: 'remove', changes: ['1'] },
  ],
  [
    'one field of two set back: the other stays',
    [update('1', 'queued', { first_name: 'Anna', last_name: 'Diaz' }, { first_name: 'Ana', last_name: 'Lopez' })],
    { first_name: 'Ana' },
    { kind: 'merge', into: '1', absorbed: [], settled: [], patch: { last_name: 'Diaz' }, base: { last_name: 'Lopez' } },
  ],
  ['the same edit again: nothing', [queued], { first_name: 'Anna' }, { kind: 'nothing' }],
  [
    'a refused update, the same value: it goes again',
    [{ ...queued, state: 'rejected' }],
    { first_name: 'Anna' },
    { kind: 'merge', into: '1', absorbed: [], settled: [], patch: { first_name: 'Anna' }, base: { first_name: 'Ana' } },
  ],
  [
    'a clash: the field edited anew is measured from HQ’s present value',
    [update('1', 'conflict', { last_name: 'Diaz', email: 'x@y.org' }, { last_name: 'Old', email: 'ana@example.org' })],
    { last_name: 'Cruz' },
    {
      kind: 'merge',
      into: '1',
      absorbed: [],
      settled: ['last_name'],
      patch: { last_name: 'Cruz', email: 'x@y.org' },
      base: { last_name: 'Lopez', email: 'ana@example.org' },
    },
  ],
  [
    'a clash measured from ours, because HQ had it: stays when another field is edited',
    [update('1', 'conflict', { last_name: 'Diaz' }, { last_name: 'Diaz' })],
    { email: 'x@y.org' },
    {
      kind: 'merge',
      into: '1',
      absorbed: [],
      settled: ['email'],
      patch: { last_name: 'Diaz', email: 'x@y.org' },
      base: { last_name: 'Diaz', email: 'ana@example.org' },
    },
  ],
  [
    'a clash edited to HQ’s value: it is over',
    [update('1', 'conflict', { last_name: 'Diaz' }, { last_name: 'Old' })],
    { last_name: 'Lopez' },
    { kind: 'remove', changes: ['1'] },
  ],
  ...(['sending', 'unknown', 'ask'] as const).map((state): Row => [
    `${state}: a new update behind it, measured from the values under way`,
    [{ ...queued, state }],
    { first_name: 'Ana', email: 'new@example.org' },
    {
      kind: 'insert',
      patch: { first_name: 'Ana', email: 'new@example.org' },
      base: { first_name: 'Anna', email: 'ana@example.org' },
    },
  ]),
  [
    'one under way, one waiting behind: merged with the one behind',
    [{ ...queued, state: 'sending' }, update('2', 'queued', { first_name: 'B' }, { first_name: 'Anna' })],
    { first_name: 'C' },
    { kind: 'merge', into: '2', absorbed: [], settled: [], patch: { first_name: 'C' }, base: { first_name: 'Anna' } },
  ],
  [
    'a refused one with one behind: both become one, in the first one’s place',
    [{ ...queued, state: 'rejected' }, update('2', 'queued', { last_name: 'D' }, { last_name: 'Lopez' })],
    { first_name: 'E' },
    {
      kind: 'merge',
      into: '1',
      absorbed: ['2'],
      settled: [],
      patch: { first_name: 'E', last_name: 'D' },
      base: { first_name: 'Ana', last_name: 'Lopez' },
    },
  ],
];

describe('coalesce', () => {
  it.each(table)('%s', (_title, lane, edit, result) => {
    expect(coalesce('mobile-worker', lane, edit, truth)).toEqual(result);
  });

  it('folds an edit into a worker that was never sent', () => {
    const create: LaneChange = {
      id: '1',
      kind: 'create',
      state: 'queued',
      patch: { username: 'u', first_name: 'A' },
      base: {},
    };
    expect(coalesce('mobile-worker', [create], { first_name: 'B', email: ' X@Y.org ' }, null)).toEqual({
      kind: 'merge',
      into: '1',
      absorbed: [],
      settled: [],
      patch: { username: 'u', first_name: 'B', email: 'x@y.org' },
      base: {},
    });
  });

  it('puts an edit behind a worker whose create is under way', () => {
    const create: LaneChange = {
      id: '1',
      kind: 'create',
      state: 'unknown',
      patch: { username: 'u', first_name: 'A' },
      base: {},
    };
    expect(coalesce('mobile-worker', [create], { first_name: 'B' }, null)).toEqual({
      kind: 'insert',
      patch: { first_name: 'B' },
      base: { first_name: 'A' },
    });
  });
});

it('sends the emptying of a field HQ never tells back, though nothing is known of it, and nothing that did not change', () => {
  const { language: _unknown, ...told } = truth;
  expect(coalesce('mobile-worker', [], { language: '', first_name: 'Ana' }, told)).toEqual({
    kind: 'insert',
    patch: { language: '' },
    base: { language: null },
  });
});

describe('guards of a change that touches the role', () => {
  const reader: FieldValues = { role: 'Reader', profile: '', '*role*': 'Reader', '*status*': 'active' };
  const seen = { '*role*': 'Reader', '*status*': 'active' };

  it('are what is seen when it is written', () => {
    expect(coalesce('web-user', [], { role: 'Editor' }, reader)).toMatchObject({ base: { role: 'Reader', ...seen } });
    const other = coalesce('web-user', [], { profile: 'p' }, reader);
    expect(other).toMatchObject({ kind: 'insert', base: { profile: '' } });
  });

  it('stay the first ones when it is edited again', () => {
    const lane = [update('1', 'queued', { role: 'Editor' }, { role: 'Reader', ...seen })];
    const truth = { ...reader, '*status*': 'deactivated' };
    expect(coalesce('web-user', lane, { role: 'Admin' }, truth)).toMatchObject({ base: { role: 'Reader', ...seen } });
  });

  it('are taken anew by an edit that decides the clash', () => {
    const lane = [update('1', 'conflict', { role: 'Editor' }, { role: 'Reader', ...seen })];
    const truth = { ...reader, '*status*': 'deactivated' };
    expect(coalesce('web-user', lane, { role: 'Admin' }, truth)).toMatchObject({
      settled: ['role'],
      base: { role: 'Reader', '*status*': 'deactivated' },
    });
  });

  it('are what the changes before it lead to', () => {
    const lane: LaneChange[] = [
      update('1', 'sending', { role: 'Editor' }, { role: 'Reader', ...seen }),
      { id: '2', kind: 'action', action: 'deactivate', state: 'queued', patch: {}, base: seen },
    ];
    expect(coalesce('web-user', lane, { role: 'Admin' }, reader)).toEqual({
      kind: 'insert',
      patch: { role: 'Admin' },
      base: { role: 'Editor', '*role*': 'Editor', '*status*': 'deactivated' },
    });
  });
});
