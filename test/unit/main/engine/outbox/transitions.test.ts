import { describe, expect, it } from 'vitest';
import { assertLegal } from '#engine/outbox/transitions.ts';
import { changeStates } from '#shared/domain/change.ts';

/** From → everything it may become; all else throws. Written out again so that the table cannot change by accident. */
const allowed = new Set([
  'queued queued',
  'queued sending',
  'queued unknown',
  'queued conflict',
  'queued rejected',
  'queued ask',
  'queued gone',
  'sending queued',
  'sending unknown',
  'sending conflict',
  'sending rejected',
  'sending gone',
  'unknown queued',
  'unknown unknown',
  'unknown conflict',
  'unknown rejected',
  'unknown ask',
  'unknown gone',
  'conflict queued',
  'conflict conflict',
  'conflict gone',
  'rejected queued',
  'rejected rejected',
  'rejected conflict',
  'rejected gone',
  'ask queued',
  'ask unknown',
  'ask gone',
]);

describe('states of a change', () => {
  for (const from of changeStates) {
    for (const to of [...changeStates, 'gone' as const]) {
      const legal = allowed.has(`${from} ${to}`);
      it(`${from} → ${to}: ${legal ? 'may be' : 'throws'}`, () => {
        if (legal) expect(() => assertLegal(from, to)).not.toThrow();
        else expect(() => assertLegal(from, to)).toThrow(`from ${from} to ${to}`);
      });
    }
  }
});
