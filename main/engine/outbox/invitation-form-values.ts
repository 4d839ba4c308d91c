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

/** A profile whose name is not known is shown by its id. Ids stand beside names that several have. */
export function formValues(form: InvitationForm, profiles: readonly Profile[]): FieldValues {
  const { values, roles } = form;
  const role = roles.find(({ value }) => value === values.role);
  const profile = profiles.find(({ id }) => id === values.profile);
  const custom = Object.entries(values.customFields).map(([slug, value]) => [userDataPrefix + slug, value] as const);
  return {
    role: role?.name ?? values.role,
    role_id: idAmong(roles, role),
    primary_location_id: values.primaryLocation,
    assigned_location_ids: values.assignedLocations,
    profile: profile?.name ?? values.profile,
    profile_id: idAmong(profiles, profile),
    ...Object.fromEntries(custom),
  };
}

function idAmong(all: readonly Profile[], one: Profile | undefined): string {
  return one && all.filter(({ name }) => name === one.name).length > 1 ? one.id : '';
}

/** The values only the form tells: HQ's list of invitations, read with the next pull, would not bring them back. */
export function unlistedValues({ role: _listed, ...told }: FieldValues): FieldValues {
  return told;
}
