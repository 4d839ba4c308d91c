/** The one word for what a person's account is: HQ's pages part those who wait for their own confirmation from other deactivated ones. */
import type { PersonDetail } from './change.ts';
import type { PersonStatus } from './entities.ts';
import { confirmsAccount } from './rules.ts';

/** With a name in the message catalogue, `status.…`. */
export type ShownStatus = PersonStatus | 'unconfirmed';

/** @param person a row of a list; web users wait for no confirmation */
export function shownStatus(person: { status: PersonStatus; unconfirmed?: boolean }): ShownStatus {
  return person.unconfirmed === true ? 'unconfirmed' : person.status;
}

/** The same of one person's details. */
export function shownStatusOf(detail: PersonDetail): ShownStatus {
  return shownStatus({ status: detail.status, unconfirmed: isUnconfirmed(detail) });
}

/** The worker has still to confirm the account: by HQ's word, and as HQ will make one it does not have yet. */
export function isUnconfirmed({
  entity,
  serverId,
  values,
  readOnly,
}: Pick<PersonDetail, 'entity' | 'serverId' | 'values' | 'readOnly'>): boolean {
  if (entity !== 'mobile-worker') return false;
  return serverId === null ? confirmsAccount(values) : readOnly['is_account_confirmed'] === false;
}
