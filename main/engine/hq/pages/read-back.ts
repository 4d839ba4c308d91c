/** Looking at HQ after a change until the change is there. */
import type { CallOptions } from '../call-options.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { PageClient } from './page-client.ts';

/** HQ's lists come from a search index that is some seconds behind. ms before each look; together well over its usual second. */
const looks = [0, 500, 1_000, 2_000, 4_000];

/**
 * @param look ok with null while the change is not there yet
 * @returns what was found; `no-answer`/`unconfirmed` when it never came, which is to be settled later by reading again. A look
 * that fails leaves just as much open as an answer that never came.
 */
export async function readBack<Value>(
  client: Pick<PageClient, 'pause'>,
  look: () => Promise<Outcome<Value | null>>,
  options: CallOptions = {},
): Promise<Outcome<Value>> {
  for (const wait of looks) {
    if (wait > 0 && !(await client.pause(wait, options.signal))) break;
    const seen = await look();
    if (seen.kind !== 'ok') return unconfirmed(`${seen.kind}${'message' in seen ? `: ${seen.message}` : ''}`);
    if (seen.value !== null) return { ...seen, value: seen.value };
  }
  return unconfirmed('not to be seen at HQ');
}

export function unconfirmed(message: string): Failure {
  return { kind: 'no-answer', cause: 'unconfirmed', message };
}
