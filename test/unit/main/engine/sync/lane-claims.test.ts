import { describe, expect, it } from 'vitest';
import { createLaneClaims } from '#engine/sync/lane-claims.ts';

describe('claims of lanes', () => {
  it('let nobody hold what another lane holds, until that one is through', async () => {
    const claims = createLaneClaims();
    expect(claims.claim('worker hq-1', 'worker hq-1')).toBe(true);
    expect(claims.claim('worker hq-1', 'worker new-1')).toBe(false);
    const order: string[] = [];
    const waiting = claims.wait('worker hq-1', 'worker new-1').then(() => order.push('claimed'));
    claims.release('worker other');
    await Promise.resolve();
    order.push('released');
    claims.release('worker hq-1');
    await waiting;
    expect(order).toEqual(['released', 'claimed']);
    expect(claims.claim('worker hq-1', 'worker hq-1')).toBe(false);
  });

  it('give a record two creates wait for to one after the other', async () => {
    const claims = createLaneClaims();
    claims.claim('hq-1', 'hq-1');
    const first = claims.wait('hq-1', 'new-1');
    const second = claims.wait('hq-1', 'new-2').then(() => 'second');
    claims.release('hq-1');
    await first;
    expect(await Promise.race([second, Promise.resolve('waits')])).toBe('waits');
    claims.release('new-1');
    expect(await second).toBe('second');
    expect(claims.isHeld('hq-1')).toBe(true);
  });

  it('are held twice by one lane without waiting', async () => {
    const claims = createLaneClaims();
    claims.claim('new-1', 'new-1');
    await claims.wait('new-1', 'new-1');
    claims.release('new-1');
    expect(claims.isHeld('new-1')).toBe(false);
  });
});
