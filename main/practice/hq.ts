import type { Store } from './store.ts';
import type { Settings } from './settings.ts';
import type { Throttle } from './throttle.ts';
import type { Sessions } from './pages/sessions.ts';

/** Everything a request handler may use. */
export type Hq = {
  store: Store;
  project: string;
  settings(): Settings;
  throttle: Throttle;
  sessions: Sessions;
  clock: () => Date;
};

/** A project the sample knows of but the API user does not belong to: home of the foreign test records. */
export const FOREIGN_PROJECT = 'another-project';

/** Notes an e-mail that HQ would send. */
export function sendMail(hq: Hq, to: string, kind: string, about: string): void {
  hq.store.put('mail', { id: hq.store.newId('mail'), at: hq.clock().toISOString(), to, kind, about });
}

/** Notes a row of HQ's user history. */
export function noteHistory(hq: Hq, userId: string, by: string, via: string, action: string): void {
  hq.store.put('history', {
    id: hq.store.newId('history'),
    at: hq.clock().toISOString(),
    user_id: userId,
    by,
    via,
    action,
  });
}
