import type { Failure } from '../../hq/outcome.ts';

const passing: readonly Failure['kind'][] = ['not-sent', 'no-answer', 'throttled', 'server-error'];

/** Whether a page's failure ends by itself: it is asked again with the next try. Any other may stay so, and must not hold an action up. */
export function failsInPassing({ kind }: Failure): boolean {
  return passing.includes(kind);
}
