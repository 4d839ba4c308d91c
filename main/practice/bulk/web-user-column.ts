import { noteHistory } from '../hq.ts';
import type { WebUser, Worker } from '../model.ts';
import { holds } from '../permissions.ts';
import { asText, booleanOf, isTruthy, shown } from './cell.ts';
import type { Row } from './cell.ts';
import { inviteByRow } from './invite-by-row.ts';
import { rowLocations } from './location-rules.ts';
import { RowError } from './scope.ts';
import type { Scope } from './scope.ts';

/**
 * The `web_user` column of a mobile workers sheet: the worker is already saved, and the web user named there is removed,
 * changed, added or invited. HQ: importer.py CCUserRow._process_web_user.
 */
export function applyWebUserColumn(scope: Scope, worker: Worker, row: Row): void {
  const { hq, uploader } = scope;
  const name = asText(row['web_user']) ?? '';
  if (name === '') return;
  if (!holds(hq, uploader, 'edit_web_users')) {
    throw new RowError('Only users with the edit web users permission can upload web users');
  }
  hq.store.put('worker', { ...worker, user_data: { ...worker.user_data, login_as_user: name } });
  const account = hq.store.named('web-user', name)[0];
  if (booleanOf(row['remove_web_user']) === true) removeMember(scope, name, account);
  else giveAccess(scope, name, account, row);
}

function removeMember({ hq, uploader }: Scope, name: string, account: WebUser | undefined): void {
  if (!account?.is_member) {
    throw new RowError(`You cannot remove a web user that is not a member of this project. ${name} is not a member.`);
  }
  hq.store.put('web-user', { ...account, is_member: false });
  noteHistory(hq, account.id, uploader.username, 'bulk', 'remove');
}

function giveAccess({ hq, uploader }: Scope, name: string, account: WebUser | undefined, row: Row): void {
  if (!isTruthy(row['role'])) {
    throw new RowError(`You cannot upload a web user without a role. ${name} does not have a role`);
  }
  const isConfirmed = booleanOf(row['is_account_confirmed']) === true;
  if (!account && isConfirmed) {
    throw new RowError(
      `You can only set 'Is Account Confirmed' to 'True' on an existing Web User. ${name} is a new username.`,
    );
  }
  const roleId = hq.store.named('role', shown(row['role']))[0]?.id ?? '';
  const places = rowLocations(hq, row);
  if (account && (account.is_member || isConfirmed)) {
    const place = places?.[0] ?? '';
    const moved =
      places === undefined ? {} : { primary_location_id: place, assigned_location_ids: place === '' ? [] : [place] };
    hq.store.put('web-user', { ...account, ...moved, is_member: true, is_active_in_domain: true, role_id: roleId });
    noteHistory(hq, account.id, uploader.username, 'bulk', account.is_member ? 'update' : 'add');
    return;
  }
  const isMailed = booleanOf(row['send_confirmation_email']) === true;
  inviteByRow(hq, { email: name, roleId, location: places?.[0] ?? null, by: uploader.username, isMailed });
}
