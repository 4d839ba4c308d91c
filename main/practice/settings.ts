import { z } from 'zod';

/** What the project's plan, flags and server do; changed by tests through the control endpoints. */
export const settingsSchema = z.strictObject({
  /** Plan privilege API_ACCESS. Off: every REST call answers 401 with HQ's subscription message. */
  planApi: z.boolean(),
  planLocations: z.boolean(),
  planProfiles: z.boolean(),
  /** Plan privilege TWO_STAGE_MOBILE_WORKER_ACCOUNT_CREATION. */
  planTwoStage: z.boolean(),
  /** The project's API access was cut off by HQ's staff. */
  cutOff: z.boolean(),
  throttle: z.boolean(),
  /** Users included in the subscription: the second throttle scope. */
  usersIncluded: z.int().min(0),
  /** Server setting API_THROTTLE_WHITELIST: user names whose calls are never throttled. */
  throttleWhitelist: z.array(z.string()),
  strongPasswords: z.boolean(),
  /** Some versions of HQ send back what a PUT of a worker brought, the password too. */
  putEchoes: z.boolean(),
  /** Feature flag COMMCARE_CONNECT (PersonalID). */
  connect: z.boolean(),
  /** As in the versions of May 2025 the address of a PersonalID link takes letters, digits, hyphen, underscore and space only. */
  plainPersonalIdNames: z.boolean(),
  /** Feature flag TABLEAU_USER_SYNCING. */
  tableau: z.boolean(),
  twoFactorRequired: z.boolean(),
  /** The one-time code that is accepted from everybody with two-factor on. */
  otp: z.string(),
  /** Lists show records as they were this long ago, as HQ's search index does. */
  indexLagMs: z.int().min(0),
  profileRequiredFor: z.array(z.enum(['web', 'mobile'])),
  /** Whether an invitation made through REST mails the invitee (not settled for the real HQ). */
  restInvitationMails: z.boolean(),
  /** Whether the REST list of web users shows members who are deactivated (not settled for the real HQ). */
  listDeactivatedWebUsers: z.boolean(),
  /** Most active workers the plan allows; null = no limit. */
  workerLimit: z.int().min(0).nullable(),
  /** Whether a create through REST is refused beyond that limit as the page refuses it (not settled for the real HQ: its source only mails). */
  restHeedsWorkerLimit: z.boolean(),
  /** Plan privilege BULK_USER_MANAGEMENT. Off: no uploads. */
  planBulk: z.boolean(),
  /** The backup code that is accepted once in place of the one-time code; '' = nobody has one. */
  backupCode: z.string(),
  /** The subscription is paused: the Mobile Workers pages become an upgrade page. */
  planPaused: z.boolean(),
  /** The project takes requests for access from outsiders. */
  takesAccessRequests: z.boolean(),
  /** A "secure" project: a session ends after half an hour without use. */
  secureSessions: z.boolean(),
  /** Feature flag DOMAIN_PERMISSIONS_MIRROR: the projects that share this one's permissions. */
  enterpriseProjects: z.array(z.string()),
  /** The enterprise account lets admins set a date on which a mobile worker is deactivated. */
  allowCustomDeactivation: z.boolean(),
  /** Feature flag PARALLEL_USER_IMPORTS. */
  parallelImports: z.boolean(),
  /** Feature flag RESTRICT_USER_PROFILE_ASSIGNMENT. */
  restrictProfiles: z.boolean(),
  /** Feature flag USH_RESTORE_FILE_LOCATION_CASE_SYNC_RESTRICTION, as uploads see it. */
  restrictLocationLevels: z.boolean(),
  /** The project's IP rules (IP_ACCESS_CONTROLS) refuse this machine: every page of a session answers 451. */
  refusesAddress: z.boolean(),
  /** Which addresses this server knows: `old` is an HQ of before 2024, `new` one that has given the older forms up. */
  urlForms: z.enum(['both', 'new', 'old']),
  /** How often a download or upload job answers "not yet" before it is ready. */
  jobPolls: z.int().min(0),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A project in good standing: everything the app can do is possible. */
export function defaultSettings(size: number, throttle: boolean): Settings {
  return {
    planApi: true,
    planLocations: true,
    planProfiles: true,
    planTwoStage: true,
    cutOff: false,
    throttle,
    usersIncluded: size,
    strongPasswords: false,
    connect: true,
    plainPersonalIdNames: false,
    tableau: false,
    twoFactorRequired: false,
    otp: '123456',
    indexLagMs: 0,
    profileRequiredFor: [],
    restInvitationMails: true,
    listDeactivatedWebUsers: true,
    workerLimit: null,
    ...ADDED_SETTINGS,
  };
}

/** Settings that came later: a project kept from before has none of them. */
const ADDED_SETTINGS = {
  throttleWhitelist: [] as string[],
  putEchoes: false,
  restHeedsWorkerLimit: false,
  planBulk: true,
  backupCode: '',
  planPaused: false,
  takesAccessRequests: false,
  secureSessions: false,
  enterpriseProjects: [] as string[],
  allowCustomDeactivation: false,
  parallelImports: false,
  restrictProfiles: false,
  restrictLocationLevels: false,
  refusesAddress: false,
  urlForms: 'both' as const,
  jobPolls: 1,
};

/** The settings as kept in the store; throws for a text that holds none. */
export function readSettings(text: string | undefined): Settings {
  return settingsSchema.parse({
    ...ADDED_SETTINGS,
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(text ?? '{}')),
  });
}

/** Reads the settings as often as asked, and checks them only where their text is another than the last time: every request asks. */
export function settingsReader(read: () => string | undefined): () => Settings {
  let known: { text: string | undefined; settings: Settings } | null = null;
  return () => {
    const text = read();
    if (known === null || known.text !== text) known = { text, settings: readSettings(text) };
    return known.settings;
  };
}
