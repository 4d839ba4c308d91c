/**
 * Finds out what the connection may do and remembers it (`connection` in meta): the session's own rights, the project's flags and
 * what its forms have from HQ's pages, the plan also from what HQ refuses. The account's own record comes with each pull by itself.
 */
import type { Account } from '#shared/domain/account.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { EngineDeps } from '../deps.ts';
import type { CallOptions } from '../hq/gateway.ts';
import type { HqSession } from '../hq/hq-session.ts';
import type { Outcome } from '../hq/outcome.ts';
import { locationSearchPath } from '../hq/pages/location-pages.ts';
import type { HqPages, NewWorkerRules, WebUserForms } from '../hq/pages/hq-pages.ts';
import type { PageClientOptions } from '../hq/pages/page-client.ts';
import type { RestCallerOptions } from '../hq/rest/rest-caller.ts';
import { ownRole } from './connection-facts.ts';
import type { OwnRole } from './connection-facts.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { ConnectionMemory, ToldBy } from './meta.ts';
import { whereIs } from './channel-of.ts';
import { waitsForRight } from './missing-right.ts';

export type Learner = {
  db: EngineDatabase;
  deps: Pick<EngineDeps, 'now'>;
  account: Account;
  /** What is known is not the same any more. */
  changed: () => void;
};

/** Rights and flags change rarely, and each look is several pages of HQ's. */
const goodForMs = 3_600_000;

/**
 * At the handshake of a run and after a sign-in: whether the session lives, and what it may do where that is not known or is old.
 * Never fails: what cannot be found out stays as it was, and a session that is over has ended by then.
 */
export async function refreshConnection(
  learner: Learner & { session: HqSession },
  options: CallOptions & { always?: boolean } = {},
): Promise<void> {
  const { db, deps, account, session } = learner;
  const { always = false, ...callOptions } = options;
  // The account may be closed while HQ is asked.
  const isOpen = () => db.sql.open;
  const alive = await session.check(callOptions);
  const pages = session.pages();
  if (alive?.kind !== 'ok' || pages === null || !isOpen()) return;
  const { rightsAskedAt } = readMeta(db, 'connection');
  const age = rightsAskedAt === null ? Infinity : deps.now() - rightsAskedAt;
  // One that lies ahead was noted by a clock that was wrong then.
  const known = !always && age >= 0 && age < goodForMs;
  // What waits for a right goes out once it is there again: nobody should have to wait an hour for that.
  if (known && !waitsForRight(whereIs(db, account, true))) return;
  // First the rights: what a page lacks is the project's lack only for an administrator.
  await refreshRights(learner, pages, callOptions);
  if (known || !isOpen()) return;
  const personalId = await pages.hasPersonalId(callOptions);
  const forms = await pages.webUserForms(callOptions);
  const own = ownRole(db, account);
  const seesPlan = own.isAdmin === 'yes' || own.permissions['edit_billing'] === true;
  const plan = isOpen() && seesPlan ? await pages.workerPlan(callOptions) : null;
  if (!isOpen()) return;
  const at = deps.now();
  const reached = readMeta(db, 'connection').workerLimit?.reached ?? false;
  remember(learner, {
    ...(plan?.kind === 'ok' && plan.value !== null ? { workerLimit: { ...plan.value, reached, at } } : {}),
    ...(personalId.kind === 'ok' ? { personalId: { on: personalId.value, at, from: 'workers-page' } } : {}),
    ...(forms.kind === 'ok' ? shownByForms(learner, forms.value) : {}),
    // What HQ would not say now (a page this account may not see) it will not say in a minute either; a broken line is tried again.
    ...([personalId, forms].every(({ kind }) => saysSo.has(kind)) ? { rightsAskedAt: at } : {}),
  });
}

/** What the Mobile Workers page says of workers to be made, with each pull over the pages. */
export function learnNewWorkerRules(learner: Learner, rules: NewWorkerRules): void {
  const { db, deps } = learner;
  const { strongPasswords, workerLimit: known } = readMeta(db, 'connection');
  const { limitReached, hasForm } = rules;
  const at = deps.now();
  // Who may only look is told neither that it is reached nor that it is not.
  const again = known !== null && hasForm ? { ...known, reached: false } : known;
  const workerLimit = limitReached === null ? again : { limit: limitReached, reached: true, at };
  const news = { strongPasswords: rules.strongPasswords ?? strongPasswords, workerLimit };
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  if (!same(news.strongPasswords, strongPasswords) || !same({ ...workerLimit, at }, { ...known, at }))
    remember(learner, news);
}

/** The account's own rights alone. Never fails: what cannot be found out stays as it was. */
export async function refreshRights(learner: Learner, pages: HqPages, options: CallOptions = {}): Promise<void> {
  const { db, deps, account } = learner;
  const rights = await askRights(pages, ownRole(db, account), account, options);
  // The account may be closed while HQ is asked.
  if (rights !== null && db.sql.open) remember(learner, { rights: { ...rights, at: deps.now() } });
}

/** `bad-reply`: a page that this version cannot read, and could not in a minute. */
const saysSo: ReadonlySet<Outcome<unknown>['kind']> = new Set(['ok', 'permission', 'gone', 'bad-reply']);

/**
 * What the form of an invitation has is there; what it lacks the project lacks only where an administrator looks: others may not
 * give a profile or a Tableau role. A project without locations of its own may lack them in the form, whatever its plan.
 * Source: corehq/apps/registration/forms.py, `AdminInvitesUserForm`; users/views/__init__.py, `InviteWebUserView`.
 */
function shownByForms({ db, deps, account }: Learner, { invite }: WebUserForms): Partial<ConnectionMemory> {
  if (invite === null) return {};
  const isAdmin = ownRole(db, account).isAdmin === 'yes';
  const { plan, tableau } = readMeta(db, 'connection');
  const told = { at: deps.now(), from: 'invite-form' } as const;
  // Without the place in the form, what the form had told is not known any more.
  const withoutPlace = plan.locations?.from === 'invite-form' ? null : plan.locations;
  const fact = (present: Included, included: boolean): Included =>
    (included || isAdmin) && present?.included !== included ? { included, ...told } : present;
  const changed = (invite.tableau || isAdmin) && tableau?.on !== invite.tableau;
  return {
    tableau: changed ? { on: invite.tableau, ...told } : tableau,
    plan: {
      ...plan,
      profiles: fact(plan.profiles, invite.profile),
      locations: invite.locations ? { included: true, ...told } : withoutPlace,
    },
  };
}

/** HQ's own view of the account's rights; where this HQ has none, its role by the list of web users and of roles. */
async function askRights(
  pages: HqPages,
  present: OwnRole,
  account: Account,
  options: CallOptions,
): Promise<OwnRole | null> {
  const own = await pages.ownRights(options);
  if (own.kind === 'ok' && own.value !== null) {
    const { role, isAdmin, permissions } = own.value;
    return { role, isAdmin: isAdmin ? 'yes' : 'no', permissions };
  }
  if (own.kind === 'permission') return withoutWebUsers(present);
  // The mirror tells already, by the account's own record.
  if (own.kind !== 'ok' || Object.keys(present.permissions).length > 0) return null;
  const list = await pages.listWebUsers({ ...options, page: 1, limit: 20, query: account.username, shown: 'active' });
  const role = list.kind === 'ok' ? (list.value.rows.find(({ self }) => self)?.role ?? '') : '';
  if (role === '') return null;
  const roles = await pages.roles(options);
  const known = roles.kind === 'ok' ? roles.value.all?.find(({ name }) => name === role) : undefined;
  return { role, isAdmin: known === undefined ? 'unknown' : 'no', permissions: known?.permissions ?? {} };
}

/**
 * HQ shows the page of web users to whoever may edit or view them, and an administrator may: being refused it tells as much.
 * Source: corehq/apps/users/views/__init__.py, `ListWebUsersView`.
 */
function withoutWebUsers(present: OwnRole): OwnRole {
  const permissions = { ...present.permissions, edit_web_users: false, view_web_users: false };
  return { ...present, isAdmin: 'no', permissions };
}

type Plan = keyof ConnectionMemory['plan'];
type Included = ConnectionMemory['plan'][Plan];

/** Told of every answer of both channels; remembers what the project's plan turned out to include. */
export type PlanWatch = {
  rest: NonNullable<RestCallerOptions['onOutcome']>;
  page: NonNullable<PageClientOptions['onOutcome']>;
};

/** Sources: corehq/apps/api/resources/meta.py (`API_ACCESS`), corehq/apps/user_importer (`BULK_USER_MANAGEMENT`), HQ's web-user API validation. */
export function createPlanWatch(learner: Learner): PlanWatch {
  const { db, deps, account } = learner;

  function note(name: Plan, included: boolean, from: ToldBy): void {
    if (!db.sql.open || db.readOnly) return;
    const { plan } = readMeta(db, 'connection');
    if (plan[name]?.included === included) return;
    remember(learner, { plan: { ...plan, [name]: { included, at: deps.now(), from } } });
  }

  /** Every member may search: HQ refuses it for the plan, in words that could be about anything. */
  function searched(kind: string): void {
    if (!db.sql.open || db.readOnly) return;
    const { plan } = readMeta(db, 'connection');
    const { included, from } = plan.locations ?? { included: false, from: null };
    const known = from === 'location-search' || from === 'invite-form';
    if (kind === 'ok' && !(included && known))
      remember(learner, { plan: { ...plan, locations: { included: true, at: deps.now(), from: 'location-search' } } });
    if (kind === 'permission' && included && from === 'location-search')
      remember(learner, { plan: { ...plan, locations: null } });
  }

  return {
    rest: (resource, outcome) => {
      // These two are HQ's, not the project's: no plan stands before them.
      if (resource === 'identity' || resource === 'projects' || resource === 'usernames') return;
      if (outcome.kind === 'plan') note('api', false, 'api');
      if (outcome.kind === 'ok') note('api', true, 'api');
      if (outcome.kind === 'ok' && resource.startsWith('location')) note('locations', true, 'api');
      for (const name of lackingIn(outcome)) note(name, false, 'api');
    },
    page: ({ method, path }, kind) => {
      if (path.endsWith(locationSearchPath)) return searched(kind);
      if (!/\/(web|commcare)\/upload\/$/.test(path)) return;
      // HQ's check stands before the form as before the file.
      const from = method === 'POST' ? 'upload' : 'upload-form';
      if (kind === 'ok') note('bulkUsers', true, from);
      // HQ refuses a missing plan and a missing permission alike, and an administrator lacks none.
      if (kind === 'plan' || (kind === 'permission' && ownRole(db, account).isAdmin === 'yes'))
        note('bulkUsers', false, from);
    },
  };
}

/**
 * HQ's sentences "This domain does not have … privileges."; and its asking for a password, which is left out only where the worker is to
 * confirm the account: without the plan HQ drops that wish unseen. Source: corehq/apps/api/resources/v0_5.py, `obj_create`.
 */
function lackingIn(outcome: Outcome<unknown>): Plan[] {
  if (outcome.kind !== 'refused') return [];
  const said = [...outcome.messages, ...Object.values(outcome.fields).flat()].join('\n');
  return [
    ...(/does not have locations privileges/i.test(said) ? (['locations'] as const) : []),
    ...(/does not have user profile privileges/i.test(said) ? (['profiles'] as const) : []),
    ...(/^Password or connect username required/m.test(said) ? (['accountConfirmation'] as const) : []),
  ];
}

function remember({ db, changed }: Learner, news: Partial<ConnectionMemory>): void {
  writeMeta(db, 'connection', { ...readMeta(db, 'connection'), ...news });
  changed();
}
