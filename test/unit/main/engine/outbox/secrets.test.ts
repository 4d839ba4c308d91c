import { describe, expect, it } from 'vitest';
import { openSecret, sealSecret } from '#engine/outbox/secrets.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const otherKey = Buffer.alloc(32, 2).toString('base64');

describe('secrets', () => {
  it('open with the key and the change they were sealed with', () => {
    expect(openSecret(key, 'change-1', sealSecret(key, 'change-1', 'Päss wörd 😀'))).toBe('Päss wörd 😀');
  });

  it('look different each time and never show the text', () => {
    const [one, two] = [sealSecret(key, 'c', 'password'), sealSecret(key, 'c', 'password')];
    expect(Buffer.compare(one, two)).not.toBe(0);
    expect(Buffer.from(one).toString('latin1')).not.toContain('password');
  });

  it('do not open with another key, for another change, damaged, cut or missing', () => {
    const sealed = sealSecret(key, 'change-1', 'password');
    const damaged = Uint8Array.from(sealed, (byte, index) => (index === sealed.length - 1 ? byte ^ 1 : byte));
    expect(openSecret(otherKey, 'change-1', sealed)).toBeNull();
    expect(openSecret(key, 'change-2', sealed)).toBeNull();
    expect(openSecret(key, 'change-1', damaged)).toBeNull();
    expect(openSecret(key, 'change-1', sealed.subarray(0, 10))).toBeNull();
    expect(openSecret(key, 'change-1', new Uint8Array())).toBeNull();
    expect(openSecret(key, 'change-1', null)).toBeNull();
  });
});
