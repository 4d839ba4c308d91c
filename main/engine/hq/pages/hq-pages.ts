/**
 * What only HQ's web pages offer, for a signed-in session. Every change is read back, since HQ answers 302 whether or not anything
 * happened; what cannot be seen afterwards is `no-answer`/`unconfirmed`, never a guess.
 */
import type { AccessRequest } from '#shared/domain/access-request.ts';
import type { CallOptions } from '../call-options.ts';
import type { HqRecord } from '../hq-record.ts';
import type { Outcome } from '../outcome.ts';
import type { SavedCookie } from './cookie-jar.ts';
import type { SessionState } from './sign-in.ts';

/** Pages count from 1 at HQ. `nextPage` is null on the last one. */
export type PageList<Row> = { rows: Row[]; page: number; total: number; nextPage: number | null };
export type PageListRequest = CallOptions & { page: number; limit: number; query?: string };

export type PageWebUser = {
  id: string;
  email: string;
  name: string;
  /** HQ's label, with pseudo roles such as "Dimagi User". */
  role: string;
  phoneNumbers: string[];
  /** The signed-in account itself: HQ leaves its actions out, and does not check them. */
  self: boolean;
  /** null for the account itself and where single sign-on decides. */
  active: boolean | null;
  /** The project's identity provider decides about the account: no actions. */
  ssoControlled: boolean;
  untrustedIdentityProvider: boolean;
  /** As in HQ's row, null where HQ offers none. */
  addresses: { remove: string | null; deactivate: string | null; reactivate: string | null };
  /** The whole row. */
  record: HqRecord;
};

/** `path`: the names from the top down, joined by '/', which a name may hold itself. */
export type PageLocation = { id: string; path: string };

/** Whom an action is about: HQ's lists are searched by e-mail and matched by id. */
export type WebUserTarget = { id: string; email: string };

/** A removal can be taken back by its record, whose id HQ tells once and nowhere else. */
export type Removal = { undo: { recordId: string; address: string } | null };

export type PendingInvitation = {
  uuid: string;
  email: string;
  /** As HQ writes it. */
  invitedOn: string | null;
  role: string;
  bounced: boolean;
  /** Sent, Delivered, Bounced or null. */
  emailStatus: string | null;
  record: HqRecord;
};

export type RoleChoice = {
  /** What forms send: `admin` or `user-role:<id>`. */
  value: string;
  id: string;
  name: string;
};

/** Values of an invitation as its form holds them. */
export type InvitationValues = {
  /** A role choice's value. */
  role: string;
  assignedLocations: string[];
  primaryLocation: string;
  /** Id, '' for none. */
  profile: string;
  /** By slug. */
  customFields: Record<string, string>;
};
export type InvitationForm = {
  email: string;
  values: InvitationValues;
  /** Which of them the form has at all: projects without locations, profiles, Tableau or fields lack them. */
  offers: { locations: boolean; profile: boolean; tableau: boolean; customFields: string[] };
  roles: RoleChoice[];
};
/** `recreated`: the invitation was deleted in the very moment, and HQ made (and mailed) a new one. */
export type InvitationEdit = { uuid: string; recreated: boolean; form: InvitationForm };

/** What HQ made of an access request that was approved: one of the two. */
export type AccessApproval =
  { invitation: PendingInvitation; member: null } | { invitation: null; member: PageWebUser };

export type PersonalIdState = 'active' | 'inactive' | 'not-linked';
export type PageWorker = {
  id: string;
  /** Without the project's suffix. */
  username: string;
  name: string;
  active: boolean;
  confirmed: boolean;
  /** HQ's words: Active, Deactivated, Pending Confirmation. */
  status: string;
  /** null where this HQ's list does not tell. With the project's flag off HQ says `not-linked` for everybody. */
  personalId: PersonalIdState | null;
  record: HqRecord;
};
export type WorkerTarget = { id: string; username: string };

export type ProjectRole = { id: string; name: string; permissions: Record<string, unknown> };
export type ProjectRoles = {
  /** Those this account may give; null where it may not invite. */
  assignable: RoleChoice[] | null;
  /** All of the project's, with their permissions; null without the permission to view roles. */
  all: ProjectRole[] | null;
};
export type UserKind = 'web-user' | 'mobile-worker';
export type CustomFields = {
  slugs: string[];
  required: string[];
  /** By slug, where a form of the page offers a choice. */
  choices: Record<string, string[]>;
  profiles: { id: string; name: string; fields: Record<string, unknown> }[];
  /** The profile's own key in custom data. */
  profileSlug: string | null;
};
/** One custom field as HQ's page of definitions has it, for both kinds of people. `regex` '' : any text. */
export type FieldDefinition = { slug: string; label: string; choices: string[]; regex: string; regexMessage: string };
/** What the Mobile Workers page says of workers to be made (new-worker-rules.ts). */
export type NewWorkerRules = {
  /** What passwords must be, in zxcvbn's score and characters; false: the project demands nothing; null: the page does not say. */
  strongPasswords: { minLength: number; minScore: number } | false | null;
  /** The number of workers the plan includes where it is reached and HQ makes no more; else null. */
  limitReached: number | null;
  /** The page has a dialog for a new worker at all. */
  hasForm: boolean;
};
/** Each part null where this account may not see its page. */
export type ProjectSetup = {
  roles: ProjectRoles;
  fields: Record<UserKind, CustomFields | null>;
  definitions: FieldDefinition[] | null;
  personalId: boolean | null;
  newWorkers: NewWorkerRules | null;
};
/**
 * What the forms of web users have a place for; null where this account may not see the form. `uploads` false: HQ refused the form,
 * for the plan or for the account's rights.
 */
export type WebUserForms = {
  invite: { locations: boolean; profile: boolean; tableau: boolean } | null;
  uploads: boolean;
};
export type OwnRights = { role: string; isAdmin: boolean; permissions: Record<string, unknown> };

export type DownloadFilter = {
  roleId?: string;
  /** At most 30 characters, no `*` or `?`. Matches names and usernames. */
  search?: string;
  locationId?: string;
  onlySelectedLocation?: boolean;
  status?: 'show_all' | 'active' | 'inactive';
};
export type DownloadState = { state: 'running'; percent: number | null } | { state: 'ready'; file: string };
export type UploadState =
  | { state: 'running'; percent: number | null }
  /** `problems`: HQ's lines about single users; `messages`: all that HQ says. */
  | { state: 'done'; messages: string[]; problems: { username: string; problem: string }[] };
export type Workbook = { name: string; content: Buffer };
/** Waiting for a job; `onProgress` after each look. */
export type JobOptions = CallOptions & { onProgress?: (percent: number | null) => void };

export interface HqPages {
  session(options?: CallOptions): Promise<Outcome<SessionState>>;
  /** For the operating system's key store. */
  cookies(): SavedCookie[];

  listWebUsers(
    request: PageListRequest & { shown: 'active' | 'deactivated' | 'all' },
  ): Promise<Outcome<PageList<PageWebUser>>>;
  /** As the list shows them now; null: it does not. */
  findWebUser(target: WebUserTarget, options?: CallOptions): Promise<Outcome<PageWebUser | null>>;
  /** Refused here for oneself, for the last active admin and where single sign-on decides: HQ would do the first two. */
  setWebUserActive(target: WebUserTarget, active: boolean, options?: CallOptions): Promise<Outcome<PageWebUser>>;
  removeWebUser(target: WebUserTarget, options?: CallOptions): Promise<Outcome<Removal>>;
  /** Refused where the person is a member again, or has a pending invitation: HQ would add the membership twice. */
  undoRemoval(undo: { address: string }, target: WebUserTarget, options?: CallOptions): Promise<Outcome<PageWebUser>>;

  listInvitations(options?: CallOptions): Promise<Outcome<PendingInvitation[]>>;
  /** Who asked to be let in; HQ tells its admins only, everybody else sees none. */
  listAccessRequests(options?: CallOptions): Promise<Outcome<AccessRequest[]>>;
  /** The form to approve one with. `gone`: it is not among the pending ones (any more). */
  readAccessRequest(id: string, options?: CallOptions): Promise<Outcome<InvitationForm>>;
  /** Who is invited or a member under the address; null: nobody. */
  findAdmitted(email: string, options?: CallOptions): Promise<Outcome<AccessApproval | null>>;
  /** Mails: adds who has an account at HQ at once, invites everybody else. */
  approveAccessRequest(
    request: Pick<AccessRequest, 'id' | 'email'>,
    values: Partial<InvitationValues>,
    options?: CallOptions,
  ): Promise<Outcome<AccessApproval>>;
  /** Tells nobody. */
  deleteAccessRequest(id: string, options?: CallOptions): Promise<Outcome<null>>;
  /** The form of a new invitation: what may be chosen. */
  newInvitation(options?: CallOptions): Promise<Outcome<InvitationForm>>;
  /** Mails. HQ refuses an address that is a member or invited already. */
  invite(email: string, values: Partial<InvitationValues>, options?: CallOptions): Promise<Outcome<PendingInvitation>>;
  readInvitation(uuid: string, options?: CallOptions): Promise<Outcome<InvitationForm>>;
  /**
   * What is not named stays as it is at HQ. No mail, and the time it is good for does not change.
   * @param options `mayFill`: shown the form that is about to be filled in; where it says no, nothing is sent (`not-sent`, `cancelled`)
   */
  editInvitation(
    uuid: string,
    changes: Partial<InvitationValues>,
    options?: CallOptions & { mayFill?: (form: InvitationForm) => boolean },
  ): Promise<Outcome<InvitationEdit>>;
  /** Mails, and starts the invitation's time again. */
  resendInvitation(uuid: string, options?: CallOptions): Promise<Outcome<PendingInvitation>>;
  deleteInvitation(uuid: string, options?: CallOptions): Promise<Outcome<null>>;

  listMobileWorkers(
    request: PageListRequest & { shown: 'active' | 'deactivated' | 'unconfirmed' },
  ): Promise<Outcome<PageList<PageWorker>>>;
  /** HQ's words why nobody can be given the username (short form), null where it is free. Nothing is reserved by asking. */
  checkUsername(short: string, options?: CallOptions): Promise<Outcome<string | null>>;
  /** Unlinking also ends the worker's sessions on devices. */
  setPersonalIdLink(target: WorkerTarget, linked: boolean, options?: CallOptions): Promise<Outcome<PageWorker>>;

  /** Those that this account reaches, without the archived ones; for every member of a project whose plan has locations. */
  listLocations(request: PageListRequest): Promise<Outcome<PageList<PageLocation>>>;

  /** All of the next three at once, each page read only once. */
  project(options?: CallOptions): Promise<Outcome<ProjectSetup>>;
  /** Whether the project has PersonalID at all (`COMMCARE_CONNECT`). */
  hasPersonalId(options?: CallOptions): Promise<Outcome<boolean>>;
  roles(options?: CallOptions): Promise<Outcome<ProjectRoles>>;
  customFields(kind: UserKind, options?: CallOptions): Promise<Outcome<CustomFields>>;
  /** Shows what the project's plan and flags include, before anything is sent. */
  webUserForms(options?: CallOptions): Promise<Outcome<WebUserForms>>;
  /**
   * How many mobile workers the project's plan includes, `limit` null: any number. For who may edit billing (an administrator may); null
   * where this account may not see it, or this HQ does not tell.
   */
  workerPlan(options?: CallOptions): Promise<Outcome<{ limit: number | null } | null>>;
  /** null where this HQ does not tell. */
  ownRights(options?: CallOptions): Promise<Outcome<OwnRights | null>>;

  countDownload(
    kind: UserKind,
    filter: DownloadFilter,
    options?: CallOptions,
  ): Promise<Outcome<{ users: number; groups: number | null }>>;
  startDownload(kind: UserKind, filter: DownloadFilter, options?: CallOptions): Promise<Outcome<{ job: string }>>;
  pollDownload(job: string, options?: CallOptions): Promise<Outcome<DownloadState>>;
  /**
   * Waits for a job, also one begun earlier (HQ keeps a file for an hour), and fetches its workbook. `server-error` with status 500: HQ's
   * job failed, or HQ keeps it no more, seen twice.
   */
  finishDownload(job: string, options?: JobOptions): Promise<Outcome<Buffer>>;
  /** `onSending`: the workbook itself is sent from here on; a failure before it has done nothing. */
  startUpload(
    kind: UserKind,
    workbook: Workbook,
    options?: CallOptions & { onSending?: () => void },
  ): Promise<Outcome<{ job: string }>>;
  pollUpload(kind: UserKind, job: string, options?: CallOptions): Promise<Outcome<UploadState>>;
  /** `server-error` with status 500: HQ's job failed, seen twice. */
  finishUpload(kind: UserKind, job: string, options?: JobOptions): Promise<Outcome<UploadState & { state: 'done' }>>;

  close(): Promise<void>;
}
