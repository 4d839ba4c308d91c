import type { Capability, CapabilityState } from '#shared/domain/capability.ts';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import type { Deed } from '#shared/domain/change-capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';

/** Whether the change can be sent only once the person has signed in to HQ's pages. */
export function waitsForSignIn(
  change: Deed & Pick<ChangeView, 'state'>,
  missing: (capability: Capability) => CapabilityState | null,
): boolean {
  return change.state === 'queued' && missing(capabilityFor(change))?.obstacle === 'not-signed-in';
}

/** Whether the change waits for a right that HQ has taken away (or never gave): its reason says which, and the way on. */
export function waitsForRight({ state, reason }: Pick<ChangeView, 'state' | 'reason'>): boolean {
  return state === 'queued' && reason?.code === 'permission';
}
