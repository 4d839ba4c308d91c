import type { Capability, CapabilityState } from '#shared/domain/capability.ts';
import { workerAccessProblem } from '#shared/domain/rules/worker-access-rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { ConnectionState } from '../../api/connection-state.ts';
import type { WorkerAction } from '../../state/worker-action.ts';
import type { WorkerFacts } from './worker-facts.ts';

const capabilityOf: Record<WorkerAction, Capability> = {
  deactivate: 'activate-mobile-worker',
  reactivate: 'activate-mobile-worker',
  remove: 'delete-mobile-worker',
  link: 'link-personal-id',
  unlink: 'link-personal-id',
  'set-password': 'edit-mobile-worker',
  'email-password-reset': 'reset-password',
};

/** What is needed to do it. */
export function workerCapability(action: WorkerAction): Capability {
  return capabilityOf[action];
}

/**
 * Why this cannot even be saved, null where it can: a right that is missing, a PersonalID link that is not there or closes the password, a
 * worker HQ does not have yet. `reachable`: HQ can be asked now; there is no way back from a deletion, so it is not put by.
 */
export function workerObstacle(
  action: WorkerAction,
  worker: WorkerFacts,
  connection: Pick<ConnectionState, 'forbidden'>,
  reachable: boolean,
): CapabilityState | null {
  const forbidden = connection.forbidden(capabilityOf[action]);
  if (forbidden) return forbidden;
  switch (action) {
    case 'deactivate':
    case 'reactivate': {
      const against = workerAccessProblem(action, worker);
      return against === null ? null : not(against, '');
    }
    case 'remove':
      return worker.atHq && !reachable ? not(t('worker.remove.offline'), t('worker.remove.offline.how')) : null;
    case 'link':
    case 'unlink':
      return worker.personalId === 'not-linked' ? not(t('rule.personal-id.not-linked'), '') : null;
    case 'set-password':
    case 'email-password-reset':
      return passwordObstacle(action, worker);
  }
}

function passwordObstacle(
  action: 'set-password' | 'email-password-reset',
  worker: WorkerFacts,
): CapabilityState | null {
  if (worker.personalId === 'active') return not(t('rule.password.personal-id-active'), '');
  if (!worker.atHq) return not(t('rule.password.not-at-hq'), '');
  if (action === 'set-password') return null;
  if (worker.email === '') return not(t('rule.reset.no-email'), t('worker.reset.no-email.how'));
  return worker.status === 'deactivated' ? not(t('rule.reset.inactive'), '') : null;
}

/**
 * Whether PersonalID can be switched for this worker: HQ shows neither button where nothing is linked. Of somebody about whom nothing is
 * known both are offered; which of them does something HQ says. Whom HQ does not have yet has nothing to be unlinked.
 */
export function linkActions(worker: Pick<WorkerFacts, 'personalId' | 'atHq'>): ('link' | 'unlink')[] {
  switch (worker.personalId) {
    case 'active':
      return ['unlink'];
    case 'inactive':
      return ['link'];
    case 'not-linked':
      return [];
    case 'unknown':
      return worker.atHq ? ['link', 'unlink'] : ['link'];
  }
}

function not(why: string, how: string): CapabilityState {
  return { can: false, obstacle: null, why, how };
}
