import { t } from '../../messages/translate.ts';
import type { PersonAction } from '../action.ts';

/**
 * Why a mobile worker's access must stay as it is, null when nothing speaks against it. Who has not confirmed the account has no password
 * yet: HQ's page shows no "Reactivate" there and its importer leaves such an account inactive, while its API would make it active all the same, and nobody
 * could log in. Source: the list's row of the Mobile Workers page (`is_active`, `is_account_confirmed`), user_importer/importer.py.
 */
export function workerAccessProblem(action: PersonAction, worker: { unconfirmed: boolean }): string | null {
  return action === 'reactivate' && worker.unconfirmed ? t('rule.reactivate.unconfirmed') : null;
}
