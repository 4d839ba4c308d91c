import { describe, expect, it } from 'vitest';
import { contract, events } from '#shared/ipc/contract.ts';
import { eventNames, methodNames } from '#shared/ipc/channel.ts';

describe('the contract', () => {
  it('has exactly the methods of the preload allow-list', () => {
    expect([...methodNames].sort()).toEqual(Object.keys(contract).sort());
  });

  it('has exactly the events of the preload allow-list', () => {
    expect([...eventNames].sort()).toEqual(Object.keys(events).sort());
  });

  it('refuses unknown keys in the input of a list', () => {
    expect(contract['webUsers.list'].input.safeParse({ order: 'x' }).success).toBe(false);
    expect(contract['webUsers.list'].input.parse({}).limit).toBe(100);
  });

  it('takes a pasted key without the blanks around it', () => {
    expect(contract['session.open'].input.parse({ id: 'a', apiKey: ' key\n' })).toEqual({ id: 'a', apiKey: 'key' });
  });
});
