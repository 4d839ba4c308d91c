/**
 * HQ's refusals (403) say that a right may have gone: the account's own rights are asked anew at once, over HQ's pages, so that what
 * waits says why instead of being refused one by one. Without a session HQ's lists are all there is, and each pull asks them.
 */
import type { HqPages } from '../hq/pages/hq-pages.ts';
import type { PageClientOptions } from '../hq/pages/page-client.ts';
import type { RestCallerOptions } from '../hq/rest/rest-caller.ts';
import { refreshRights } from './learn-connection.ts';
import type { Learner } from './learn-connection.ts';

/** Told of every answer of both channels, as the watch over the plan is. */
export type RightsWatch = {
  rest: NonNullable<RestCallerOptions['onOutcome']>;
  page: NonNullable<PageClientOptions['onOutcome']>;
  /** Waits for what is being asked because of a refusal, or until the signal ends the waiting. */
  asked(signal: AbortSignal): Promise<void>;
  /** The account closes: nothing more is asked. */
  close(): void;
};

/** Rights do not come and go faster, and somebody who lacks one meets many refusals in a row. */
const againAfterMs = 60_000;

export function createRightsWatch(
  learner: Learner & { pages: () => HqPages | null; log: (message: string) => void },
): RightsWatch {
  const { deps, db } = learner;
  const end = new AbortController();
  /** What HQ allowed the last time it was asked for: a refusal is news only then. What a role never allowed each pull is refused. */
  const allowed = new Set<string>();
  let asking: Promise<void> | null = null;
  let askedAt: number | null = null;

  function note(what: string, kind: string, isNews = allowed.has(what)): void {
    if (kind === 'ok') allowed.add(what);
    // The question itself may be refused.
    if (kind !== 'permission' || asking !== null || !isNews) return;
    const pages = db.sql.open && !db.readOnly && !end.signal.aborted ? learner.pages() : null;
    const age = askedAt === null ? Infinity : deps.now() - askedAt;
    // A clock that was set back tells nothing about the time between.
    if (pages === null || (age >= 0 && age < againAfterMs)) return;
    allowed.delete(what);
    askedAt = deps.now();
    asking = refreshRights(learner, pages, { signal: end.signal })
      .catch((error: unknown) => learner.log(`rights: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => (asking = null));
  }

  return {
    rest: (resource, { kind }) => note(resource, kind),
    page: ({ method, path }, kind) => {
      const what = `${method} ${path}`;
      // What is posted is what somebody wants, whether or not it was ever done before.
      note(what, kind, method === 'POST' || allowed.has(what));
    },
    asked: async (signal) => {
      if (asking !== null && !signal.aborted) await Promise.race([asking, aborted(signal)]);
    },
    close: () => end.abort(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
