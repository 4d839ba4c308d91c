import { shown } from './cell.ts';
import { assignableProfiles } from '../permissions.ts';
import { rowTarget } from './row-target.ts';
import type { Scope, Validator } from './scope.ts';
import { profileOf, profileRequiredText } from '../user-data.ts';

/** HQ: ProfileValidator. A profile that stays as it is needs no right. */
export function profileValidator(scope: Scope): Validator {
  const { hq, uploader, kind } = scope;
  const mine = assignableProfiles(hq, uploader);
  const required = profileRequiredText(hq, kind);
  return (row) => {
    const given = row['user_profile'];
    const name = given === undefined ? '' : shown(given);
    if (name === '' && required !== undefined) return required;
    if (given === undefined) return undefined;
    const wanted = name === '' ? undefined : hq.store.named('profile', name)[0];
    if (name !== '' && !wanted) return `Profile '${name}' does not exist`;
    const current = profileOf(hq, rowTarget(scope, row)?.profileId ?? null);
    if (mine === null || current?.id === wanted?.id) return undefined;
    if (current && !mine.includes(current.id)) {
      return 'You do not have permission to edit the profile for this user or user invitation';
    }
    return wanted && !mine.includes(wanted.id)
      ? `You do not have permission to assign the profile '${name}'`
      : undefined;
  };
}
