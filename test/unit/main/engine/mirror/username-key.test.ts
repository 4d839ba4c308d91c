import { describe, expect, it } from 'vitest';
import { usernameKey, usernameKeysOf } from '#engine/mirror/username-key.ts';

const worker = (name: string) => `${name}@project.commcarehq.org`;

describe('username keys', () => {
  it('sort by the part people see: ana before ana.b, ana2 and anab', () => {
    const names = ['anab', 'ana2', 'ana', 'ana.b', 'Ana-x'];
    const sorted = names.toSorted((a, b) => (usernameKey(worker(a)) < usernameKey(worker(b)) ? -1 : 1));
    expect(sorted).toEqual(['ana', 'Ana-x', 'ana.b', 'ana2', 'anab']);
  });

  it('of a short name are those of exactly that name, in any project', () => {
    const [from, below] = usernameKeysOf('Ana');
    const inside = (name: string) => usernameKey(name) >= from && usernameKey(name) < below;
    expect([worker('ana'), 'ANA@other.org'].map(inside)).toEqual([true, true]);
    expect([worker('ana2'), worker('an'), worker('ana.b')].map(inside)).toEqual([false, false, false]);
  });
});
