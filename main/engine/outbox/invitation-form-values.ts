/** An invitation's form as field values: names of role and profile, as REST has them. */
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { InvitationForm } from '../hq/pages/hq-pages.ts';

export type Profile = { id: string; name: string };

/** Those HQ's pages told in a pull. */
export function knownProfiles(db: EngineDatabase): Profile[] {
  return db.statement('SELECT profile_id AS id, name FROM profiles WHERE profile_id IS NOT NULL').all() as Profile[];
}

/** A profile whose name is not known is shown by its id. */
export function formValues(form: InvitationForm, profiles: readonly Profile[]): FieldValues {
  const { values, roles } = form;
  const custom = Object.entries(values.customFields).map(([slug, value]) => [userDataPrefix + slug, value] as const);
  return {
    role: roles.find(({ value }) => value === values.role)?.name ?? values.role,
    primary_location_id: values.primaryLocation,
    assigned_location_ids: values.assignedLocations,
    profile: profiles.find(({ id }) => id === values.profile)?.name ?? values.profile,
    ...Object.fromEntries(custom),
  };
}

/** The values only the form tells: HQ's list of invitations, read with the next pull, would not bring them back. */
export function unlistedValues({ role: _listed, ...told }: FieldValues): FieldValues {
  return told;
}
