import type { Hq } from '../hq.ts';
import type { Invitation, UserData, WebUser } from '../model.ts';
import { ADMIN_ROLE_ID } from '../model.ts';
import { assignableProfiles, assignableRoles, holds, reachableLocations } from '../permissions.ts';
import { isActiveLocation } from '../resources/user-update.ts';
import { WORKER_ROLE_NAME } from '../resources/user-create.ts';
import { TABLEAU_GROUPS, TABLEAU_ROLES } from '../resources/web-user-rules.ts';
import { isEmail } from '../resources/worker-name.ts';
import { PROFILE_KEY, fieldErrors, profileOf, profileRequiredText } from '../user-data.ts';
import type { Choice } from './field-page-data.ts';
import { DATA_PREFIX } from './field-page-data.ts';

/** A filled-in invite form. HQ: registration/forms.py AdminInvitesUserForm. */
export type InviteForm = {
  email: string;
  /** `admin` or `user-role:<id>`. */
  role: string;
  assigned_locations: string[];
  primary_location: string;
  profileId: string | null;
  data: Record<string, string>;
  program: string;
  tableau_role: string;
  tableau_group_indices: string[];
};

/** Texts by form field. */
export type FormErrors = Record<string, string>;

const ROLE_PREFIX = 'user-role:';

export function readInviteForm(hq: Hq, form: URLSearchParams): InviteForm {
  const text = (name: string): string => (form.get(name) ?? '').trim();
  const data = hq.store.rules('field').map((field) => [field.slug, text(DATA_PREFIX + field.slug)] as const);
  const profile = text(DATA_PREFIX + PROFILE_KEY);
  return {
    email: text('email').toLowerCase(),
    role: text('role'),
    assigned_locations: form.getAll('assigned_locations').filter((id) => id !== ''),
    primary_location: text('primary_location'),
    profileId: profile === '' ? null : profile,
    data: Object.fromEntries(data.filter(([, value]) => value !== '')),
    program: text('program'),
    tableau_role: text('tableau_role'),
    tableau_group_indices: form.getAll('tableau_group_indices'),
  };
}

/** The form as it stands for an invitation. */
export function formOf(invitation: Invitation): InviteForm {
  const data = Object.entries(invitation.user_data).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    email: invitation.email,
    role: invitation.role_id === ADMIN_ROLE_ID ? ADMIN_ROLE_ID : ROLE_PREFIX + invitation.role_id,
    assigned_locations: invitation.assigned_location_ids,
    primary_location: invitation.primary_location_id ?? '',
    profileId: invitation.profile_id,
    data: Object.fromEntries(data),
    program: '',
    tableau_role: invitation.tableau_role ?? '',
    tableau_group_indices: invitation.tableau_groups.map((name) => String(TABLEAU_GROUPS.indexOf(name))),
  };
}

/** No default: the first choice is empty. */
export function roleChoices(hq: Hq, user: WebUser): Choice[] {
  const roles = assignableRoles(hq, user, WORKER_ROLE_NAME);
  const choices = roles.map(({ id, name }) => ({ value: id === ADMIN_ROLE_ID ? id : ROLE_PREFIX + id, label: name }));
  return [{ value: '', label: 'Select a role' }, ...choices];
}

export function mayTableau(hq: Hq, user: WebUser): boolean {
  return hq.settings().tableau && holds(hq, user, 'edit_user_tableau_config');
}

/**
 * What is wrong with the form. `edited`: the invitation it changes, whose e-mail is not looked at.
 * HQ: registration/forms.py clean, registration/validation.py.
 */
export function inviteErrors(hq: Hq, user: WebUser, form: InviteForm, edited: Invitation | undefined): FormErrors {
  const errors: FormErrors = {};
  const note = (field: string, text: string | undefined): void => {
    if (text !== undefined) errors[field] ??= text;
  };
  if (!edited) note('email', emailError(hq, form.email));
  note('role', roleError(hq, user, form.role));
  note('assigned_locations', locationError(hq, user, form, edited));
  note(DATA_PREFIX + PROFILE_KEY, profileError(hq, user, form, edited));
  const fixed = profileOf(hq, form.profileId)?.fields ?? {};
  note('custom_data', fieldErrors(hq, 'web', { ...form.data, ...fixed }) || undefined);
  if (mayTableau(hq, user) && form.tableau_role !== '' && !TABLEAU_ROLES.includes(form.tableau_role)) {
    note('tableau_role', notAChoice(form.tableau_role));
  }
  return errors;
}

function notAChoice(value: string): string {
  return `Select a valid choice. ${value} is not one of the available choices.`;
}

const REQUIRED = 'This field is required.';

function emailError(hq: Hq, email: string): string | undefined {
  if (email === '') return REQUIRED;
  if (!isEmail(email)) return 'Enter a valid email address.';
  const accounts = hq.store.named('web-user', email);
  const isPending = hq.store.named('invitation', email).some((invitation) => !invitation.is_accepted);
  if (isPending || accounts.some((account) => account.is_member)) {
    return 'A user with this email address is already in this project or has a pending invitation.';
  }
  return accounts.some((account) => !account.account_active)
    ? 'A user with this email address is deactivated.'
    : undefined;
}

function roleError(hq: Hq, user: WebUser, role: string): string | undefined {
  if (role === '') return REQUIRED;
  return roleChoices(hq, user).some((choice) => choice.value === role) ? undefined : notAChoice(role);
}

function locationError(hq: Hq, user: WebUser, form: InviteForm, edited: Invitation | undefined): string | undefined {
  const { assigned_locations: assigned, primary_location: primary } = form;
  if (!hq.settings().planLocations) return undefined;
  const missing = assigned.find((id) => !isActiveLocation(hq, id));
  if (missing !== undefined) return notAChoice(missing);
  if (primary === '' && assigned.length > 0) return "Primary location can't be empty if the user has any locations set";
  if (primary !== '' && !assigned.includes(primary)) return "Primary location must be one of the user's locations";
  const reach = reachableLocations(hq, user);
  if (reach === null) return undefined;
  const had = edited?.assigned_location_ids ?? [];
  const changed = [...assigned.filter((id) => !had.includes(id)), ...had.filter((id) => !assigned.includes(id))];
  const outside = changed.filter((id) => !reach.has(id)).map((id) => hq.store.get('location', id)?.site_code ?? id);
  return outside.length > 0
    ? `You do not have permission to assign or remove these locations: ${outside.join(', ')}`
    : undefined;
}

function profileError(hq: Hq, user: WebUser, form: InviteForm, edited: Invitation | undefined): string | undefined {
  const profile = profileOf(hq, form.profileId);
  if (form.profileId !== null && (!profile || !hq.settings().planProfiles)) return notAChoice(form.profileId);
  const required = profileRequiredText(hq, 'web');
  if (form.profileId === null && required !== undefined) return required;
  const mine = assignableProfiles(hq, user);
  const before = edited?.profile_id ?? null;
  if (mine === null || before === form.profileId) return undefined;
  if (before !== null && !mine.includes(before)) {
    return 'You do not have permission to edit the profile for this user or user invitation';
  }
  return profile && !mine.includes(profile.id)
    ? `You do not have permission to assign the profile '${profile.name}'`
    : undefined;
}

/** What a valid form says about an invitation or a new member. Custom data is replaced as a whole. */
export function chosen(
  hq: Hq,
  form: InviteForm,
): {
  role_id: string;
  primary_location_id: string | null;
  assigned_location_ids: string[];
  profile_id: string | null;
  user_data: UserData;
} {
  const fixed = profileOf(hq, form.profileId)?.fields ?? {};
  const usesPlaces = hq.settings().planLocations;
  return {
    role_id: form.role.replace(ROLE_PREFIX, ''),
    primary_location_id: usesPlaces && form.primary_location !== '' ? form.primary_location : null,
    assigned_location_ids: usesPlaces ? form.assigned_locations : [],
    profile_id: form.profileId,
    user_data: Object.fromEntries(Object.entries(form.data).filter(([slug]) => !(slug in fixed))),
  };
}

export function tableauChosen(form: InviteForm): Pick<Invitation, 'tableau_role' | 'tableau_groups'> {
  const groups = form.tableau_group_indices.flatMap((index) => TABLEAU_GROUPS[Number(index)] ?? []);
  return { tableau_role: form.tableau_role === '' ? null : form.tableau_role, tableau_groups: groups };
}
