import { describe, expect, it } from 'vitest';
import { coalesceAction } from '#engine/outbox/coalesce-action.ts';
import type { ActionDecision, ActionLaneChange, Present } from '#engine/outbox/coalesce-action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { ChangeState } from '#shared/domain/change.ts';

const create = (state: ChangeState = 'queued'): ActionLaneChange => ({ id: 'c', kind: 'create', action: null, state });
const update = (state: ChangeState = 'queued'): ActionLaneChange => ({ id: 'u', kind: 'update', action: null, state });
const removal = (state: ChangeState = 'queued'): ActionLaneChange => ({
  id: 'r',
  kind: 'delete',
  action: 'remove',
  state,
});
const act = (id: string, action: PersonAction, state: ChangeState = 'queued'): ActionLaneChange => ({
  id,
  kind: 'action',
  action,
  state,
});

const keep = (change: string, again = false): ActionDecision => ({ kind: 'keep', change, again });
const insert = (...replaces: string[]): ActionDecision => ({ kind: 'insert', replaces });
const renew = (...absorbs: string[]): ActionDecision => ({ kind: 'renew', absorbs });
const cancel = (...changes: string[]): ActionDecision => ({ kind: 'cancel', changes });

type Row = [title: string, lane: ActionLaneChange[], action: PersonAction, present: Present, result: ActionDecision];

const table: Row[] = [
  ['nothing waiting: a new change', [], 'deactivate', 'other', insert()],
  ['nothing waiting, so already: nothing', [], 'deactivate', 'as-wanted', { kind: 'nothing' }],
  ['nothing waiting, not known: a new change', [], 'link', 'unknown', insert()],
  ['an edit waiting: behind it', [update()], 'deactivate', 'other', insert()],
  ['the same waiting: one', [act('d', 'deactivate')], 'deactivate', 'other', keep('d')],
  ['the same refused: sent again', [act('d', 'deactivate', 'rejected')], 'deactivate', 'other', keep('d', true)],
  ['the same on its way: one', [act('d', 'deactivate', 'unknown')], 'deactivate', 'other', keep('d')],
  ['the opposite waiting: both go', [act('d', 'deactivate')], 'reactivate', 'as-wanted', cancel('d')],
  ['the opposite refused: both go', [act('d', 'deactivate', 'rejected')], 'reactivate', 'as-wanted', cancel('d')],
  [
    'the opposite waiting, HQ changed meanwhile: ours is left',
    [act('d', 'deactivate')],
    'reactivate',
    'other',
    insert('d'),
  ],
  ['the opposite waiting, HQ not known: the later one is left', [act('l', 'link')], 'unlink', 'unknown', insert('l')],
  ['the opposite on its way: behind it', [act('d', 'deactivate', 'sending')], 'reactivate', 'as-wanted', insert()],
  [
    'the opposite waiting behind the same on its way: the opposite goes',
    [act('d', 'deactivate', 'unknown'), act('a', 'reactivate')],
    'deactivate',
    'other',
    cancel('a'),
  ],
  ['a password, nothing waiting: a new change', [], 'set-password', 'unknown', renew()],
  [
    'a password behind one that was not sent: the newest, at the end',
    [act('p', 'set-password', 'rejected'), act('l', 'unlink')],
    'set-password',
    'unknown',
    renew('p'),
  ],
  ['a password on its way: behind it', [act('p', 'set-password', 'unknown')], 'set-password', 'unknown', renew()],
  ['other actions do not count', [act('d', 'deactivate')], 'link', 'unknown', insert()],
  ['several resends: one', [act('s', 'resend')], 'resend', 'unknown', keep('s')],
  ['a resend on its way: one', [act('s', 'resend', 'unknown')], 'resend', 'unknown', keep('s')],
  [
    'a resend that waits for a word: this is the word',
    [act('s', 'resend', 'ask')],
    'resend',
    'unknown',
    keep('s', true),
  ],
  ['resend of an invitation that was not sent: it mails anyway', [create()], 'resend', 'unknown', keep('c')],
  ['remove, nothing waiting: a new change', [], 'remove', 'unknown', insert()],
  [
    'remove of somebody HQ never saw: all go',
    [create(), act('d', 'deactivate')],
    'remove',
    'unknown',
    cancel('c', 'd'),
  ],
  ['remove of somebody HQ did not take: all go', [create('rejected')], 'remove', 'unknown', cancel('c')],
  ['remove of somebody HQ may have: behind', [create('unknown'), update()], 'remove', 'unknown', insert('u')],
  [
    'remove in place of what waits',
    [update('conflict'), act('d', 'deactivate')],
    'remove',
    'unknown',
    insert('u', 'd'),
  ],
  ['remove behind what is on its way', [update('sending')], 'remove', 'unknown', insert()],
  ['remove twice: one', [removal()], 'remove', 'unknown', keep('r')],
  ['remove that was refused: sent again', [removal('rejected')], 'remove', 'unknown', keep('r', true)],
];

const theirs = <Change extends ActionLaneChange>(change: Change) => ({ ...change, author: 'other@example.org' });
const mine = (change: ActionLaneChange): ActionLaneChange => ({ ...change, author: 'ME@example.org' });

/** What another account of the same file made is never joined, replaced or taken back by an action of this one. */
const ofAnother: Row[] = [
  [
    'the same of another account: a new change behind it',
    [theirs(act('d', 'deactivate'))],
    'deactivate',
    'other',
    insert(),
  ],
  [
    'the opposite of another account: a new change behind it',
    [theirs(act('d', 'deactivate'))],
    'reactivate',
    'as-wanted',
    insert(),
  ],
  [
    'my opposite behind another account’s same: mine goes',
    [theirs(act('d', 'deactivate')), mine(act('a', 'reactivate'))],
    'deactivate',
    'other',
    cancel('a'),
  ],
  ['resend of another account’s new invitation: behind it', [theirs(create())], 'resend', 'unknown', insert()],
  [
    'remove of somebody another account made: behind',
    [theirs(create()), mine(update())],
    'remove',
    'unknown',
    insert('u'),
  ],
  [
    'remove with another account’s edit waiting: behind it',
    [mine(act('d', 'deactivate')), theirs(update())],
    'remove',
    'unknown',
    insert(),
  ],
  [
    'remove with another account’s removal waiting: behind it',
    [theirs(removal('rejected'))],
    'remove',
    'unknown',
    insert(),
  ],
  ['letters large or small are the same account', [mine(update())], 'remove', 'unknown', insert('u')],
];

describe('coalesceAction', () => {
  it.each(ofAnother)('%s', (_title, lane, action, present, result) => {
    expect(coalesceAction(lane, action, present, 'me@example.org')).toEqual(result);
  });

  it.each(table)('%s', (_title, lane, action, present, result) => {
    expect(coalesceAction(lane, action, present)).toEqual(result);
  });
});
