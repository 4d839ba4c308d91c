/** Which display the windows of this Playwright worker open on. */
import { startVirtualDisplay, virtualDisplayVariable } from '../../../scripts/start-display.mjs';

/** Playwright's number of the worker among those that run at the same time. The first has the display the tests were started with. */
const isFirst = (process.env['TEST_PARALLEL_INDEX'] ?? '0') === '0';

let own: Promise<Record<string, string>> | undefined;

/** The environment of this worker's windows: nothing to add where they are on the common display. */
export async function workerDisplay(): Promise<Record<string, string>> {
  if (isFirst || process.env[virtualDisplayVariable] === undefined) return {};
  own ??= startVirtualDisplay().then(({ env }) => env);
  return own;
}
