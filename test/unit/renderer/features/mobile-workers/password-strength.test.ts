import { describe, expect, it } from 'vitest';
import { loadEstimate, weakProblems } from '../../../../../renderer/features/mobile-workers/password-strength.ts';

const estimate = await loadEstimate();
const strength = (password: string, own: readonly string[] = []) => estimate(password, own);

describe('the strength of a password', () => {
  it.each(['', 'abc', '12345678', 'aaaaaaaaaaaa', 'Password1', 'qwertyuiop', 'abcdefghij'])(
    'is not enough for a strict project: "%s"',
    (password) => {
      expect(strength(password)).toMatchObject({ strong: false, advice: expect.stringMatching(/./) as string });
    },
  );

  it.each(['Tr3e-Lamp-91', 'kW7vpd2mQxTa', 'donkey lantern copper'])('is enough: "%s"', (password) => {
    expect(strength(password)).toMatchObject({ strong: true, advice: '' });
  });

  it('counts a short one as weak however mixed', () => {
    expect(strength('aX9!')).toMatchObject({ strong: false, advice: 'At least 8 characters.' });
  });

  it('counts what is in the worker’s own names as known', () => {
    expect(strength('nsimire77').strong).toBe(true);
    expect(strength('nsimire77', ['nsimire.okello@demo.commcarehq.org']).strong).toBe(false);
  });

  it('goes by what the project’s server asks for, where HQ has told', () => {
    const strict = { minLength: 14, minScore: 4 };
    expect(estimate('Tr3e-Lamp-91', [], strict)).toMatchObject({ strong: false, advice: 'At least 14 characters.' });
    expect(weakProblems('Tr3e-Lamp-91', [], strict, null)[0]).toContain('at least 14 characters');
    expect(weakProblems('password12345678', [], strict, estimate)[0]).toContain('too easy to guess');
    expect(weakProblems('Tr3e-Lamp-91-Kestrel', [], strict, estimate)).toEqual([]);
    for (const rule of [false, null] as const) expect(weakProblems('a', [], rule, estimate)).toEqual([]);
    expect(weakProblems('commcarehq', [], { minLength: 8, minScore: 2 }, estimate)).toHaveLength(1);
  });

  it('grows with what is added', () => {
    const scores = ['k', 'kW7', 'kW7vp', 'kW7vpd2m', 'kW7vpd2mQxTa'].map((password) => strength(password).score);
    expect(scores).toEqual([...scores].sort());
    expect(scores.at(-1)).toBe(4);
  });
});
