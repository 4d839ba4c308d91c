import type { Jobs } from './bulk/jobs.ts';
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
  jobs: Jobs;
  clock: () => Date;
};

/** A project the sample knows of but the API user does not belong to: home of the foreign test records. */
export const FOREIGN_PROJECT = 'another-project';

/** Notes an e-mail that HQ would send; `text`: the sentence in it that matters. */
export function sendMail(hq: Hq, to: string, kind: string, about: string, text?: string): void {
  const mail = { id: hq.store.newId('mail'), at: hq.clock().toISOString(), to, kind, about };
  hq.store.put('mail', text === undefined ? mail : { ...mail, text });
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
