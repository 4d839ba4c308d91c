/** The records the practice HQ keeps. Field names follow HQ's REST output where HQ has one. */

export type UserData = Record<string, unknown>;

/** A mobile worker's account (HQ: CommCareUser). `domain` differs from the sample project only for foreign test records. */
export type Worker = {
  id: string;
  domain: string;
  username: string;
  first_name: string;
  last_name: string;
  email: string;
  language: string;
  /** Without "+"; the first is the default number. */
  phone_numbers: string[];
  primary_location: string | null;
  locations: string[];
  /** Stored keys only; system keys are added on output (see user-data.ts). */
  user_data: UserData;
  profile_id: string | null;
  role_id: string | null;
  is_active: boolean;
  is_account_confirmed: boolean;
  confirmation_sent_at: string | null;
  /** An account that stands for a location; HQ refuses to deactivate it. */
  is_location_user: boolean;
  has_usable_password: boolean;
  password_hash: string | null;
  connect_username: string | null;
  /** PersonalID link: true active, false inactive, null not linked. */
  personalid_link_active: boolean | null;
  created_on: string;
  /** First day of the month (YYYY-MM-DD) on which HQ deactivates the worker; null or left out = never. */
  deactivate_after?: string | null;
  /** Whether forms were ever sent in; left out = no. HQ then deletes the worker only singly. */
  has_submissions?: boolean;
  /** When the last form came in, and when the device asked for its cases last; null or left out = never. In the download only. */
  last_submission?: string | null;
  last_sync?: string | null;
  deleted: boolean;
};

export type WebUser = {
  id: string;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  phone_numbers: string[];
  /** False once the membership was removed; the account lives on. */
  is_member: boolean;
  is_active_in_domain: boolean;
  /** False: the whole account is deactivated, which blocks a new invitation. */
  account_active: boolean;
  /** Stored role id, `admin` for the built-in Admin, null for none. */
  role_id: string | null;
  primary_location_id: string;
  assigned_location_ids: string[];
  profile_id: string | null;
  user_data: UserData;
  tableau_role: string | null;
  tableau_groups: string[];
  last_login: string | null;
  last_access_date: string | null;
  sso_controlled: boolean;
  sso_untrusted: boolean;
  two_factor: boolean;
  locked: boolean;
  password_hash: string | null;
  /** What the Web Users page writes while there is no role, such as "Dimagi User"; null: nothing. HQ: users/models.py role_label. */
  page_role: string | null;
};

export type Invitation = {
  id: string;
  email: string;
  role_id: string;
  primary_location_id: string | null;
  assigned_location_ids: string[];
  profile_id: string | null;
  user_data: UserData;
  tableau_role: string | null;
  tableau_groups: string[];
  invited_on: string;
  invited_by: string;
  is_accepted: boolean;
  email_status: 'Sent' | 'Delivered' | 'Bounced' | null;
  email_marked_as_bounced: boolean;
};

/** Members live in their own table. Unknown keys of a PUT land in `extra`, as HQ sets them on the document. */
export type Group = {
  id: string;
  domain: string;
  name: string;
  case_sharing: boolean;
  reporting: boolean;
  metadata: Record<string, unknown>;
  extra: Record<string, unknown>;
  deleted: boolean;
};

export type PlaceLocation = {
  /** HQ's location_id. */
  id: string;
  number: number;
  domain: string;
  name: string;
  site_code: string;
  external_id: string | null;
  created_at: string;
  last_modified: string;
  latitude: string | null;
  longitude: string | null;
  location_data: Record<string, unknown>;
  type_id: string;
  parent_id: string | null;
  archived: boolean;
};

export type LocationType = {
  id: string;
  domain: string;
  name: string;
  code: string;
  parent_id: string | null;
  administrative: boolean;
  shares_cases: boolean;
  view_descendants: boolean;
  has_users: boolean;
};

export type Role = {
  id: string;
  name: string;
  permissions: Record<string, boolean | string[]>;
  /** Whether everybody who may edit users may give this role; left out = no. */
  is_non_admin_editable?: boolean;
  /** Ids of the roles whose holders may give this role. */
  assignable_by?: string[];
};

/** `id` is a whole number as text, because HQ's profile ids are numbers. */
export type Profile = { id: string; name: string; fields: Record<string, string> };

export type UserKind = 'web' | 'mobile';

export type Field = {
  id: string;
  slug: string;
  label: string;
  required_for: UserKind[];
  choices: string[];
  regex: string;
  regex_msg: string;
};

export type ApiKey = {
  id: string;
  key: string;
  name: string;
  username: string;
  is_active: boolean;
  expires_on: string | null;
  ip_allowlist: string[];
  domain: string | null;
  role_id: string | null;
};

/** An OAuth2 access token. HQ takes it on REST calls when its scopes hold `access_apis`. */
export type OauthToken = {
  id: string;
  token: string;
  username: string;
  scopes: string[];
  expires_on: string | null;
  is_active: boolean;
};

/** `text`: the sentence of the mail that matters, where there is one. */
export type Mail = { id: string; at: string; to: string; kind: string; about: string; text?: string };

/** An outsider asked to be let in. HQ: DomainRequest. */
export type AccessRequest = { id: string; email: string; full_name: string; at: string; is_approved: boolean };

/** One row of HQ's user history, written also when an action changed nothing. */
export type HistoryRow = { id: string; at: string; user_id: string; by: string; via: string; action: string };

/** What HQ keeps when a membership is removed on its page, so that it can be undone. */
export type RemovalRecord = { id: string; user_id: string; at: string; undone: boolean };

export type Entities = {
  worker: Worker;
  'web-user': WebUser;
  invitation: Invitation;
  group: Group;
  location: PlaceLocation;
  'location-type': LocationType;
  role: Role;
  profile: Profile;
  field: Field;
  'api-key': ApiKey;
  'oauth-token': OauthToken;
  mail: Mail;
  history: HistoryRow;
  removal: RemovalRecord;
  'access-request': AccessRequest;
};
export type EntityName = keyof Entities;

/** HQ's built-in role: holds everything, is not a stored role. */
export const ADMIN_ROLE_ID = 'admin';
export const ADMIN_ROLE_NAME = 'Admin';
