import type { Invitation } from '../model.ts';
import { asText } from './cell.ts';
import type { Row } from './cell.ts';
import type { Scope } from './scope.ts';

/** Whom a row is about, as far as the rules ask: a member, a worker, or a pending invitation. */
export type RowTarget = { kind: 'user' | 'invitation'; locations: readonly string[]; profileId: string | null };

/** The invitation of that e-mail that nobody accepted yet. */
export function pendingInvitation({ hq }: Pick<Scope, 'hq'>, email: string): Invitation | undefined {
  return hq.store.named('invitation', email).find((invitation) => !invitation.is_accepted);
}

/** HQ: user_importer/validation.py get_invitation_or_editable_user; undefined = nobody yet. */
export function rowTarget({ hq, kind }: Pick<Scope, 'hq' | 'kind'>, row: Row): RowTarget | undefined {
  if (kind === 'mobile') {
    const worker = hq.store.get('worker', asText(row['user_id']) ?? '');
    if (!worker || worker.deleted || worker.domain !== hq.project) return undefined;
    return { kind: 'user', locations: worker.locations, profileId: worker.profile_id };
  }
  const username = asText(row['username']) ?? '';
  const user = hq.store.named('web-user', username).find((item) => item.is_member);
  if (user) return { kind: 'user', locations: user.assigned_location_ids, profileId: user.profile_id };
  const invitation = pendingInvitation({ hq }, username);
  if (!invitation) return undefined;
  return { kind: 'invitation', locations: invitation.assigned_location_ids, profileId: invitation.profile_id };
}
