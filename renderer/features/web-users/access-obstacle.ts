import type { Account } from '#shared/domain/account.ts';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import type { ConnectionState } from '../../api/connection-state.ts';
import type { AccessAction } from '../../state/access.ts';

type Person = { username: string; ssoControlled: boolean };

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
  const own = person.username.toLowerCase() === account.username.toLowerCase();
  if (own && action !== 'reactivate') return not(t('rule.access.self'), '');
  if (person.ssoControlled && action !== 'remove') return not(t('rule.access.sso'), '');
  return connection.forbidden(capabilityOf[action]);
}

function not(why: string, how: string): CapabilityState {
  return { can: false, obstacle: null, why, how };
}
