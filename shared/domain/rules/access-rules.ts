/**
 * Who may lose access to a project, or their role in it. HQ keeps these rules only in its page (it leaves the buttons out) and checks neither, so they are
 * kept here: when an action is saved, and from fresh data when it is sent.
 * Source: corehq/apps/users/views/__init__.py (`deactivate_web_user`, `remove_web_user`: no check of either; `can_change_user_roles`: never
 * one's own, in the page alone).
 */
import { t } from '../../messages/translate.ts';
import type { PersonAction } from '../action.ts';

/** HQ's built-in role that may do everything. */
export const adminRole = 'Admin';
/** What HQ's download of people says of who has no role, or one that is gone. Source: HQ's bulk_download.py, get_user_role_name. */
export const unknownRole = 'Unknown Role';

export type AccessFacts = {
  /** The account that would do it is the person itself. */
  self: boolean;
  /** An admin who has access now. */
  activeAdmin: boolean;
  /** Admins beside this one who have access and keep it; null: not counted, because of who is no active admin it decides nothing. */
  otherActiveAdmins: number | null;
};

/** Actions after which a web user can no longer enter the project. */
export const takesAccess: ReadonlySet<PersonAction> = new Set(['deactivate', 'remove']);

/** Why this web user's role must stay as it is, null when nothing speaks against it. @param admin the new role is HQ's Admin */
export function roleProblem(facts: AccessFacts, admin: boolean): string | null {
  if (facts.self) return t('rule.role.self');
  if (!admin && facts.activeAdmin && facts.otherActiveAdmins === 0) return t('rule.role.last-admin');
  return null;
}

/** Why this web user must keep the access, null when nothing speaks against it. */
export function accessProblem(action: PersonAction, facts: AccessFacts): string | null {
  if (!takesAccess.has(action)) return null;
  if (facts.self) return t('rule.access.self');
  if (facts.activeAdmin && facts.otherActiveAdmins === 0) return t('rule.access.last-admin');
  return null;
}
