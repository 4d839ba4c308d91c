import type { Capability, CapabilityState, ConnectionView, Obstacle } from '#shared/domain/capability.ts';
import type { AppError } from '#shared/ipc/result.ts';

export type ConnectionState = {
  /** Null until read. */
  view: ConnectionView | null;
  error: AppError | null;
  /** What stands in the way; null where it can be done, and while nothing is known: then HQ's own answer decides. */
  missing(capability: Capability): CapabilityState | null;
  /** What stands in the way of saving a change here: only what neither a key nor a sign-in mends. The rest waits until it can be sent. */
  forbidden(capability: Capability): CapabilityState | null;
};

/** A change can be saved here all the same, and goes out once the person has entered the key or signed in. */
const mendedHere: ReadonlySet<Obstacle> = new Set(['no-connection', 'no-api-key', 'not-signed-in']);

/** The questions screens ask of a connection, answered from what was read of it. */
export function connectionState(view: ConnectionView | null, error: AppError | null): ConnectionState {
  const missing = (capability: Capability): CapabilityState | null => {
    const state = view?.capabilities[capability];
    return state === undefined || state.can ? null : state;
  };
  return {
    view,
    error,
    missing,
    forbidden: (capability) => {
      const state = missing(capability);
      return state?.obstacle && mendedHere.has(state.obstacle) ? null : state;
    },
  };
}
