import type { Hq } from '../hq.ts';
import { holds } from '../permissions.ts';
import type { WebUser } from '../model.ts';
import type { UserKind } from '../model.ts';

/** One set for web users and mobile workers: columns of the other kind are accepted and ignored. */
const ALLOWED = [
  'username',
  'role',
  'email',
  'first_name',
  'last_name',
  'name',
  'status',
  'remove',
  'location_code',
  'user_profile',
  'data',
  'uncategorized_data',
  'user_id',
  'password',
  'group',
  'language',
  'phone-number',
  'is_active',
  'is_account_confirmed',
  'send_confirmation_email',
  'send_confirmation_sms',
  'web_user',
  'remove_web_user',
  'User IMEIs (read only)',
  'registered_on (read only)',
  'last_submission (read only)',
  'last_sync (read only)',
  'last_access_date (read only)',
  'last_login (read only)',
];
const REQUIRED: Record<UserKind, readonly string[]> = { web: ['username', 'role'], mobile: ['username'] };
const TABLEAU = ['tableau_role', 'tableau_groups'];

/**
 * What is wrong with the columns of a users sheet, joined by newlines; '' = nothing. Any problem stops the whole file
 * before a row is looked at. HQ: user_importer/importer.py check_headers.
 */
export function headerProblems(hq: Hq, uploader: WebUser, kind: UserKind, keys: readonly string[]): string {
  const settings = hq.settings();
  const mayTableau = settings.tableau && holds(hq, uploader, 'edit_user_tableau_config');
  const allowed = [
    ...ALLOWED,
    ...(settings.enterpriseProjects.length > 0 ? ['domain'] : []),
    ...(kind === 'mobile' && settings.allowCustomDeactivation ? ['deactivate_after'] : []),
    ...TABLEAU,
  ];
  const problems: string[] = [];
  if (keys.includes('location-sms-code')) {
    // The apostrophe in front is HQ's own slip.
    problems.push("'The column header 'location-sms-code' is deprecated, please use 'location_code' instead.");
  }
  if (!mayTableau && keys.some((key) => TABLEAU.includes(key))) {
    problems.push(
      "Only users with 'Manage Tableau Configuration' edit permission in domains where Tableau User Syncing is enabled can upload files with 'Tableau Role' and/or 'Tableau Groups' fields.",
    );
  }
  const missing = REQUIRED[kind].filter((key) => !keys.includes(key));
  if (missing.length > 0) problems.push(`The following are required column headers: ${missing.join(', ')}.`);
  const illegal = keys.filter((key) => !allowed.includes(key) && key !== 'location-sms-code');
  if (illegal.length > 0) problems.push(`The following are illegal column headers: ${illegal.join(', ')}.`);
  return problems.join('\n');
}
