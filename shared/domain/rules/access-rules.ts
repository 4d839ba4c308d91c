/**
 * Who may lose access to a project. HQ keeps these rules only in its page (it leaves the buttons out) and checks neither, so they are
 * kept here: when an action is saved, and from fresh data when it is sent.
 * Source: corehq/apps/users/views/__init__.py (`deactivate_web_user`, `remove_web_user`: no check of either).
 */
import { t } from '../../messages/translate.ts';
import type { PersonAction } from '../action.ts';

export type AccessFacts = {
  /** The account that would do it is the person itself. */
  self: boolean;
  /** An admin who has access now. */
  activeAdmin: boolean;
  /** Admins beside this one who have access and keep it. */
  otherActiveAdmins: number;
};

/** Actions after which a web user can no longer enter the project. */
export const takesAccess: ReadonlySet<PersonAction> = new Set(['deactivate', 'remove']);

/** Why this web user must keep the access, null when nothing speaks against it. */
export function accessProblem(action: PersonAction, facts: AccessFacts): string | null {
  if (!takesAccess.has(action)) return null;
  if (facts.self) return t('rule.access.self');
  if (facts.activeAdmin && facts.otherActiveAdmins === 0) return t('rule.access.last-admin');
  return null;
}
