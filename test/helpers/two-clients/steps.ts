import fc from 'fast-check';
import { pushCrashPoints } from '../crash-points.ts';

/** Few records and fields, so that the two are in each other's way all the time. */
export const recordsOfKind = 2;
export const workerFields = ['first_name', 'last_name', 'user_data.notes'] as const;
export const webUserFields = ['role', 'user_data.notes', 'location'] as const;

/** `held`: while HQ holds a request, of whichever of the two; HQ does it all the same. */
export const killPoints = [...pushCrashPoints, 'write:pull-mobile-worker:before-commit', 'held'] as const;

const by = fc.nat(1);
const who = fc.nat(recordsOfKind - 1);
const field = fc.nat(2);
const entity = fc.constantFrom('mobile-worker' as const, 'web-user' as const);

function step<Do extends string, More>(
  weight: number,
  name: Do,
  more: { [Key in keyof More]: fc.Arbitrary<More[Key]> },
) {
  return { weight, arbitrary: fc.record({ do: fc.constant(name), ...more }) as fc.Arbitrary<{ do: Do } & More> };
}

/**
 * `by`: which Roster. `who`: which of the few records. `clash`: both edit the same. `kill`: that one runs in a process of its own and is
 * killed there, the `times`-th time it comes to the point; `both`: while the other one runs.
 */
export const stepArbitrary = fc.oneof(
  step(8, 'edit', { by, entity, who, field }),
  step(4, 'clash', { entity, who, field }),
  step(2, 'create', { by, same: fc.boolean() }),
  step(3, 'act', { by, entity, who, action: fc.constantFrom('deactivate' as const, 'reactivate' as const) }),
  step(1, 'remove', { by, entity, who }),
  step(2, 'invite', { by, same: fc.boolean() }),
  step(3, 'invitation', { by, who, what: fc.constantFrom('edit' as const, 'resend' as const, 'remove' as const) }),
  step(4, 'hq', { entity, who, field }),
  step(1, 'hq-access', { entity, who, active: fc.boolean() }),
  step(1, 'hq-removes', { entity, who }),
  step(1, 'hq-invitation', { who, removes: fc.boolean() }),
  step(4, 'decide', { by, how: fc.constantFrom('mine' as const, 'theirs' as const, 'value' as const) }),
  step(1, 'unresolve', { by }),
  step(1, 'undo', { by }),
  step(3, 'sync', { by }),
  step(5, 'both', {}),
  step(2, 'kill', {
    by,
    at: fc.constantFrom(...killPoints),
    times: fc.integer({ min: 1, max: 3 }),
    both: fc.boolean(),
  }),
);
export type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;
