import { createPages } from '#engine/hq/pages/create-pages.ts';
import type { PageClientOptions } from '#engine/hq/pages/page-client.ts';
import { testDeps } from './test-deps.ts';

/** HQ's pages as a test sees them: real time, timers that run a hundred times as fast, and everything that was logged. */
export function pageSession(where: Pick<PageClientOptions, 'server' | 'project'> & Partial<PageClientOptions>) {
  const deps = testDeps({ now: Date.now });
  const made = createPages({
    ...deps,
    // Ten seconds, as fast as these timers run: a busy machine is no failing HQ.
    timeoutMs: 1_000_000,
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms / 100);
      return { cancel: () => clearTimeout(timer) };
    },
    ...where,
  });
  return { ...made, logged: deps.logged };
}
