import { noteHistory } from '../hq.ts';
import type { Hq } from '../hq.ts';
import { ADMIN_ROLE_ID, ADMIN_ROLE_NAME } from '../model.ts';
import type { WebUser } from '../model.ts';
import { asText, booleanOf } from './cell.ts';
import type { Row } from './cell.ts';
import { mergedRowData } from './custom-data.ts';
import { importRows } from './import-rows.ts';
import type { Upload } from './import-rows.ts';
import { inviteByRow } from './invite-by-row.ts';
import { movedTo, rowLocations } from './location-rules.ts';
import { pendingInvitation } from './row-target.ts';
import { RowError } from './scope.ts';
import type { ImportResult } from './import-result.ts';
import type { Scope } from './scope.ts';

/** A web users sheet, row by row. HQ: user_importer/importer.py WebUserRow (2024). */
export function importWebUsers(upload: Upload): ImportResult {
  const result = importRows(upload, 'web', { convert: () => undefined, apply: applyRow });
  if (!result.isCrashed && upload.hq.settings().tableau) setTableau(upload);
  return result;
}

/** The practice HQ keeps web users of one project only; HQ's rules for the target project come first. */
function refuseOtherProjects({ hq, project }: Scope): void {
  if (project !== hq.project) throw new RowError(`Domain cannot be set to '${project}'`);
}

function applyRow(scope: Scope, row: Row): string {
  refuseOtherProjects(scope);
  const { hq, uploader } = scope;
  const username = asText(row['username']) ?? '';
  const isRemoval = booleanOf(row['remove']) === true;
  const account = hq.store.named('web-user', username)[0];
  if (isRemoval) {
    remove(scope, username, account);
    return 'updated';
  }
  const roleId = roleIdOf(hq, asText(row['role']) ?? '');
  const invite = (location: string | null): void => {
    inviteByRow(hq, { email: username, roleId, location, by: uploader.username, isMailed: true });
  };
  if (!account) {
    checkStatus(hq, row, username);
    invite(rowLocations(hq, row)?.[0] ?? null);
    return 'invited';
  }
  if (account.is_member) updateMember(scope, row, account, roleId);
  else invite(account.primary_location_id === '' ? null : account.primary_location_id);
  return 'updated';
}

function roleIdOf(hq: Hq, name: string): string {
  return name === ADMIN_ROLE_NAME ? ADMIN_ROLE_ID : (hq.store.named('role', name)[0]?.id ?? ADMIN_ROLE_ID);
}

/** Only the exact text "Invited" means anything. HQ: WebUserRow.check_invitation_status. */
function checkStatus(hq: Hq, row: Row, email: string): void {
  if (row['status'] !== 'Invited') return;
  const invitation = pendingInvitation({ hq }, email);
  if (!invitation) {
    throw new RowError(
      `You can only set 'Status' to 'Invited' on a pending Web User. ${email} has no invitations for this project space.`,
    );
  }
  if (invitation.email_marked_as_bounced) {
    throw new RowError("The email has bounced for this user's invite. Please try again with a different username");
  }
}

/** No record for an undo is kept, unlike removal on the page. HQ: remove_web_user_from_domain. */
function remove({ hq, uploader }: Scope, username: string, account: WebUser | undefined): void {
  if (account?.is_member) {
    if (account.id === uploader.id) throw new RowError('You cannot remove yourself from a domain via bulk upload');
    hq.store.put('web-user', { ...account, is_member: false });
    noteHistory(hq, account.id, uploader.username, 'bulk', 'remove');
    return;
  }
  const invitation = pendingInvitation({ hq }, username);
  if (!invitation) {
    throw new RowError(
      `You cannot remove a web user that is not a member or invited to this project. ${username} is not a member or invited.`,
    );
  }
  hq.store.delete('invitation', invitation.id);
}

/** E-mail and names are never written. A missing location column takes all places away, as a blank one does. */
function updateMember({ hq, uploader }: Scope, row: Row, user: WebUser, roleId: string): void {
  const next: WebUser = { ...user, ...mergedRowData(hq, user, row), role_id: roleId };
  if (hq.settings().planLocations) {
    const current = {
      primary: user.primary_location_id === '' ? null : user.primary_location_id,
      assigned: user.assigned_location_ids,
    };
    const moved = movedTo(current, rowLocations(hq, row) ?? []);
    next.primary_location_id = moved.primary ?? '';
    next.assigned_location_ids = moved.assigned;
  }
  hq.store.put('web-user', next);
  noteHistory(hq, user.id, uploader.username, 'bulk', 'update');
}

/** After all rows, and only if the first row has both columns. HQ: reports/util.py import_tableau_users. */
function setTableau({ hq, rows }: Upload): void {
  const first = rows[0];
  if (!first || !('tableau_role' in first) || !('tableau_groups' in first)) return;
  for (const row of rows) {
    const user = hq.store.named('web-user', asText(row['username']) ?? '').find((item) => item.is_member);
    const role = asText(row['tableau_role']) ?? '';
    const groups = asText(row['tableau_groups']) ?? '';
    if (!user || [role, groups].some((text) => text === 'ERROR' || text === 'N/A')) continue;
    const names = groups === '' ? [] : groups.split(',');
    hq.store.put('web-user', { ...user, tableau_role: role, tableau_groups: names });
  }
}
