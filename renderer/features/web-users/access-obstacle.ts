import type { Account } from '#shared/domain/account.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import type { ConnectionState } from '../../api/connection-state.ts';
import type { AccessAction } from '../../state/access.ts';

/** `self`: HQ's list has told, by id, that this is the account's own. */
type Person = { username: string; self: boolean; ssoControlled: boolean };

export function accessPerson({ key, readOnly }: Pick<PersonDetail, 'key' | 'readOnly'>): Person {
  return { username: key, self: readOnly['is_self'] === true, ssoControlled: readOnly['sso_controlled'] === true };
}

const capabilityOf = {
  deactivate: 'activate-web-user',
  reactivate: 'activate-web-user',
  remove: 'remove-web-user',
} as const;

/** What is needed to do it. */
export function accessCapability(action: AccessAction): (typeof capabilityOf)[AccessAction] {
  return capabilityOf[action];
}

/**
 * Why this cannot even be saved, null where it can: oneself, an account the organisation decides about, a right that is missing. That
 * somebody is the last admin only the engine knows.
 */
export function accessObstacle(
  action: AccessAction,
  person: Person,
  account: Pick<Account, 'username'>,
  connection: Pick<ConnectionState, 'forbidden'>,
): CapabilityState | null {
  const own = person.self || person.username.toLowerCase() === account.username.toLowerCase();
  if (own && action !== 'reactivate') return not(t('rule.access.self'), '');
  if (person.ssoControlled && action !== 'remove') return not(t('rule.access.sso'), '');
  return connection.forbidden(capabilityOf[action]);
}

function not(why: string, how: string): CapabilityState {
  return { can: false, obstacle: null, why, how };
}
