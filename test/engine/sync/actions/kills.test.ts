/** Every kind of change, killed (SIGKILL) while HQ has the request: what HQ did with it is all that differs. */
import { describe, expect, it } from 'vitest';
import type { PersonAction } from '#shared/domain/action.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import type { FaultRule } from '#practice/start-practice-hq.ts';
import { startActions } from '../../../helpers/action-harness.ts';
import { assertQuiet } from '../../../helpers/assert-laws.ts';
import { dyingEngine } from '../../../helpers/dying-engine.ts';
import type { LogEntry } from '../../../helpers/engine-harness.ts';
import { isOnDisk } from '../../../helpers/is-on-disk.ts';

/** Few people: what is killed is one request. */
const size = 8;

async function startHeld({ session, before }: Pick<Kind, 'session' | 'before'>) {
  const held: { kill?: () => Promise<void> } = {};
  const harness = await startActions({ practice: { size, wait: async () => held.kill?.() } });
  const { call, practice, signIn, sync, fault, editAtHq } = harness;
  await practice.control('settings', { json: { listDeactivatedWebUsers: true, restInvitationMails: true } });
  const worker = (await call('mobileWorkers.list', {})).rows.find(({ email }) => email !== '');
  const user = (await call('webUsers.list', {})).rows.find(({ isAdmin, status }) => !isAdmin && status === 'active');
  if (!worker || !user) throw new Error('the sample lacks people');
  if (before) await editAtHq(before.entity, (before.entity === 'worker' ? worker : user).username, before.set);
  if (session !== false) await signIn();
  await sync('pull');
  return {
    ...harness,
    worker,
    user,
    invitation: (await call('invitations.list', {})).rows[0],
    /** From now on the process dies while HQ has such a request, which HQ then does or does not do. */
    dieAt: async (match: FaultRule['match'], applies: boolean) => {
      const dying = await dyingEngine(harness);
      held.kill = () => dying.child.kill();
      await fault({ match, kind: 'delay', ms: 1 });
      if (!applies) await fault({ match, kind: 'drop-before' });
      return dying;
    },
  };
}
type Stage = Awaited<ReturnType<typeof startHeld>>;

const changeId = 'killed-0001';
const email = 'new.person@example.org';

type Kind = {
  what: string;
  /** The one request that does it at HQ. */
  request: FaultRule['match'] & { method: string; path: string };
  /** What HQ has before. */
  before?: { entity: 'worker' | 'web-user'; set: Record<string, Json> };
  /** The command that saves it. */
  command: (stage: Stage) => [method: string, params: object];
  /** HQ is as wanted. */
  done: (stage: Stage) => Promise<boolean>;
  /** Proved by reading only where HQ had applied it, or never: HQ mails, so that it is asked about instead of sent again. */
  asks?: 'unless-proved' | 'always';
  /** Without a session. */
  session?: false;
  /** HQ never shows it, and a second time changes nothing: it is sent again, whatever HQ did. */
  repeats?: true;
  /** What HQ made is known by its name and values alone: HQ never says that it is ours. */
  adopted?: true;
  /** What HQ mails of it, once. */
  mailed?: { to: string; kind: string };
};

const password = 'Kestrel-Over-7-Fells';
const newWorker = 'killed.worker';

const act = (entity: PersonEntity, row: { localId: string } | undefined, action: PersonAction): [string, object] => [
  'people.act',
  { changeId, entity, localId: row?.localId, action },
];
const edit = (entity: PersonEntity, row: { localId: string } | undefined, patch: object): [string, object] => [
  'people.edit',
  { changeId, entity, localId: row?.localId, patch },
];
const invite = (): [string, object] => ['invitations.create', { changeId, values: { email, role: 'App Editor' } }];
const shows = async (
  stage: Stage,
  entity: string,
  row: { serverId: string | null } | undefined,
  wanted: Record<string, Json>,
) => {
  const record = await stage.stateOf(entity, row?.serverId ?? '');
  return Object.entries(wanted).every(([key, value]) => record?.[key] === value);
};
const invitations = async ({ practice }: Stage) =>
  (await practice.control('state?entity=invitation')) as { id: string; email: string; role: string }[];
const kinds: Kind[] = [
  {
    what: 'worker deactivate',
    request: { method: 'POST', path: '/deactivate/' },
    command: ({ worker }) => act('mobile-worker', worker, 'deactivate'),
    done: (stage) => shows(stage, 'worker', stage.worker, { is_active: false }),
  },
  {
    what: 'worker reactivate',
    request: { method: 'POST', path: '/activate/' },
    before: { entity: 'worker', set: { is_active: false } },
    command: ({ worker }) => act('mobile-worker', worker, 'reactivate'),
    done: (stage) => shows(stage, 'worker', stage.worker, { is_active: true }),
  },
  {
    what: 'worker remove',
    request: { method: 'DELETE', path: '/user/v1/' },
    command: ({ worker }) => act('mobile-worker', worker, 'remove'),
    done: async ({ atHq, worker }) => (await atHq('worker', worker.username))?.['deleted'] === true,
  },
  {
    what: 'worker email-password-reset',
    request: { method: 'POST', path: '/email_password_reset/' },
    command: ({ worker }) => act('mobile-worker', worker, 'email-password-reset'),
    done: async ({ mail }) => (await mail()).some(({ kind }) => kind === 'password-reset'),
    asks: 'always',
  },
  {
    what: 'worker set-password',
    request: { method: 'PUT', path: '/user/v1/' },
    before: { entity: 'worker', set: { personalid_link_active: false } },
    command: ({ worker }) => [
      'people.act',
      { changeId, entity: 'mobile-worker', localId: worker.localId, action: 'set-password', password },
    ],
    done: async ({ practice, worker: { username } }) => {
      const checked = await practice.control('check-password', { json: { username, password } });
      return (checked as { matches: boolean }).matches;
    },
    repeats: true,
  },
  {
    what: 'worker create, who confirms the account and is mailed at once',
    request: { method: 'POST', path: '/user/v1/' },
    command: () => [
      'mobileWorkers.create',
      {
        changeId,
        values: { username: newWorker, email, account_confirmation: 'mail-now', 'user_data.team': 'north' },
        password: '',
      },
    ],
    done: async ({ atHq, practice }) =>
      (await atHq('worker', `${newWorker}@${practice.hq.project}.commcarehq.org`))?.['is_account_confirmed'] === false,
    adopted: true,
    mailed: { to: email, kind: 'account-confirmation' },
  },
  {
    what: 'worker link',
    request: { method: 'POST', path: '/personalid_link/' },
    before: { entity: 'worker', set: { personalid_link_active: false } },
    command: ({ worker }) => act('mobile-worker', worker, 'link'),
    done: (stage) => shows(stage, 'worker', stage.worker, { personalid_link_active: true }),
  },
  {
    what: 'worker unlink',
    request: { method: 'POST', path: '/personalid_link/' },
    before: { entity: 'worker', set: { personalid_link_active: true } },
    command: ({ worker }) => act('mobile-worker', worker, 'unlink'),
    done: (stage) => shows(stage, 'worker', stage.worker, { personalid_link_active: false }),
  },
  {
    // Of a role the person is asked, when HQ does not show it long after: below.
    what: 'web user edit',
    request: { method: 'PATCH', path: '/web-user/v1/' },
    command: ({ user }) => edit('web-user', user, { 'user_data.notes': 'Killed' }),
    done: async ({ stateOf, user }) => {
      const record = await stateOf('web-user', user.serverId ?? '');
      return (record?.['user_data'] as Record<string, Json> | undefined)?.['notes'] === 'Killed';
    },
  },
  {
    what: 'web user deactivate',
    request: { method: 'POST', path: '/deactivate/' },
    command: ({ user }) => act('web-user', user, 'deactivate'),
    done: (stage) => shows(stage, 'web-user', stage.user, { is_active_in_domain: false }),
  },
  {
    what: 'web user reactivate',
    request: { method: 'POST', path: '/activate/' },
    before: { entity: 'web-user', set: { is_active_in_domain: false } },
    command: ({ user }) => act('web-user', user, 'reactivate'),
    done: (stage) => shows(stage, 'web-user', stage.user, { is_active_in_domain: true }),
  },
  {
    what: 'web user remove',
    request: { method: 'POST', path: '/web/remove/' },
    command: ({ user }) => act('web-user', user, 'remove'),
    done: (stage) => shows(stage, 'web-user', stage.user, { is_member: false }),
  },
  {
    what: 'invitation create',
    request: { method: 'POST', path: '/invitation/v1/' },
    command: invite,
    done: async (stage) => (await invitations(stage)).filter((one) => one.email === email).length === 1,
    adopted: true,
  },
  {
    what: 'invitation create, nobody signed in',
    request: { method: 'POST', path: '/invitation/v1/' },
    command: invite,
    done: async (stage) => (await invitations(stage)).filter((one) => one.email === email).length === 1,
    adopted: true,
    asks: 'always',
    session: false,
  },
  {
    what: 'invitation edit',
    request: { method: 'POST', path: '/web/invite/edit/' },
    command: ({ invitation }) =>
      edit('invitation', invitation, { role: invitation?.role === 'Read Only' ? 'App Editor' : 'Read Only' }),
    done: async (stage) => {
      const { invitation } = stage;
      const found = (await invitations(stage)).find(({ id }) => id === invitation?.serverId);
      return found?.role === (invitation?.role === 'Read Only' ? 'App Editor' : 'Read Only');
    },
  },
  {
    what: 'invitation resend',
    request: { method: 'POST', path: '/web/reinvite/' },
    command: ({ invitation }) => act('invitation', invitation, 'resend'),
    done: async ({ mail, invitation }) => (await mail()).some(({ to }) => to === invitation?.email),
    asks: 'unless-proved',
  },
  {
    what: 'invitation remove',
    request: { method: 'POST', path: '/web/delete_invitation/' },
    command: ({ invitation }) => act('invitation', invitation, 'remove'),
    done: async (stage) => !(await invitations(stage)).some(({ id }) => id === stage.invitation?.serverId),
  },
];

/** Runs after the next start: more than one, so that what would be repeated has its chance. */
const runs = 2;
/** Past the wait between two tries, and far from the quarter of an hour after which a removal asks for a fresh word. */
const waitMs = 60_000;

describe.each(kinds)('kill -9 while HQ has the request: $what', (kind) => {
  const { request, command, done, asks, repeats, adopted, mailed } = kind;

  it.each([
    ['which HQ does', true],
    ['which HQ does not do', false],
  ] as const)('%s', async (_title, applies) => {
    const stage = await startHeld(kind);
    const { call, sync, ahead, changes, mail, requests, finish, practice, folder } = stage;
    const { child, reopen } = await stage.dieAt(request, applies);
    const [method, params] = command(stage);
    expect(await child.call(method, params)).toMatchObject({ ok: true });
    expect(await done(stage)).toBe(false);
    await child.call('sync.run', { what: 'push' });
    await reopen();
    expect(isOnDisk(folder, password)).toBe(false);
    expect(await done(stage), 'HQ has it, or not').toBe(applies);
    expect(await changes()).toMatchObject([{ id: changeId, state: 'unknown' }]);
    const asked: LogEntry[] = [];
    const run = async () => {
      ahead(waitMs);
      await sync('push');
      const seen = await requests();
      asked.push(...seen.filter((one) => one.method === request.method && one.path.includes(request.path)));
    };
    for (let count = 0; count < runs; count += 1) await run();
    const stays = asks === 'always' || (asks === 'unless-proved' && !applies);
    if (stays) {
      // Never repeated by itself; the person's word sends it, once.
      expect(asked).toHaveLength(1);
      expect(await changes()).toMatchObject([{ state: 'ask', can: { answer: true } }]);
      expect(await mail()).toHaveLength(applies ? 1 : 0);
      await call('changes.answer', { id: changeId, answer: 'send-again' });
      await run();
      expect(asked).toHaveLength(2);
    } else {
      const once = applies ? [true] : [false, true];
      expect(asked.map(({ applied }) => applied)).toEqual(repeats ? [applies, true] : once);
    }
    if (mailed) expect(await mail()).toMatchObject([mailed]);
    expect(await changes()).toEqual([]);
    expect(await done(stage)).toBe(true);
    // HQ's lists say the same.
    await sync('pull');
    const lines = await finish([changeId], { again: stays ? 1 : 0 });
    expect(lines.map((line) => `${line.change_id} ${line.outcome}`)).toEqual([`${changeId} acked`]);
    // Without HQ's word it is said to be adopted.
    const isAdopted = adopted === true && applies;
    expect(Object.keys((lines[0]?.answer ?? {}) as object).includes('adopted')).toBe(isAdopted);
    expect(isOnDisk(folder, password)).toBe(false);
    await assertQuiet(folder, practice);
  });
});

describe("kill -9 while HQ has a web user's role", () => {
  it.each([
    ['which HQ takes: it is done', true],
    ['which HQ does not take: it is asked about, and sent at the person’s word', false],
  ] as const)('%s', async (_title, applies) => {
    const stage = await startHeld({});
    const { call, sync, ahead, changes, user, stateOf, requests, writes, finish, practice, folder } = stage;
    const role = user.role === 'Read Only' ? 'App Editor' : 'Read Only';
    const roleAtHq = async () => (await stateOf('web-user', user.serverId ?? ''))?.['role'];
    const { child, reopen } = await stage.dieAt({ method: 'PATCH', path: '/web-user/v1/' }, applies);
    const [method, params] = edit('web-user', user, { role });
    expect(await child.call(method, params)).toMatchObject({ ok: true });
    await child.call('sync.run', { what: 'push' });
    await reopen();
    expect(await roleAtHq()).toBe(applies ? role : user.role);
    expect(await changes()).toMatchObject([{ id: changeId, state: 'unknown' }]);
    expect(await writes()).toMatchObject([{ method: 'PATCH', applied: applies }]);
    for (let count = 0; count < runs; count += 1) {
      ahead(waitMs);
      await sync('push');
    }
    // Somebody may have set it back meanwhile: HQ would show the same.
    expect((await requests()).filter((one) => one.method !== 'GET')).toEqual([]);
    if (!applies) {
      const clash = { field: 'role', clashes: true, yours: role, theirs: user.role };
      expect(await changes()).toMatchObject([{ id: changeId, state: 'conflict', fields: [clash] }]);
      await call('changes.resolve', { id: changeId, choices: [{ field: 'role', use: 'mine' }] });
      await sync('push');
      expect(await writes()).toMatchObject([{ method: 'PATCH', applied: true }]);
    }
    expect(await changes()).toEqual([]);
    expect(await roleAtHq()).toBe(role);
    await sync('pull');
    const lines = await finish([changeId]);
    const ended = lines.filter(({ outcome }) => outcome !== 'decided');
    expect(ended).toMatchObject([{ change_id: changeId, outcome: 'acked' }]);
    await assertQuiet(folder, practice);
  });
});

describe('kill -9 while HQ takes a removal back', () => {
  it.each([
    ['which HQ does', true],
    ['which HQ does not do', false],
  ] as const)('%s: the person is a member once, and nothing waits', async (_title, applies) => {
    const stage = await startHeld({});
    const { call, sync, user, stateOf, finish, writes, practice, folder } = stage;
    await stage.act('web-user', user.localId, 'remove');
    await sync('push');
    const [line] = (await call('history.list', {})).entries;
    expect(line).toMatchObject({ undo: { can: true } });
    const undo = { changeId: 'undo-0001', id: line?.id ?? 0 };
    const { child, reopen } = await stage.dieAt({ path: '/undo_remove/' }, applies);
    expect(await child.call('history.undo', undo)).toBeNull();
    await reopen();
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: applies });
    // Pressed again: HQ's pages are looked at first, because HQ would add a member a second time.
    const again = call('history.undo', { ...undo, changeId: 'undo-0002' });
    await (applies ? expect(again).rejects.toThrow(/again/) : expect(again).resolves.toMatchObject({ change: null }));
    await sync('pull');
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: true, role: user.role });
    expect((await writes()).filter(({ path, applied }) => applied && path.includes('/undo_remove/'))).toHaveLength(1);
    expect((await call('webUsers.list', { search: user.username })).rows).toMatchObject([{ localId: user.localId }]);
    const removal = { kind: 'delete', undo: { can: false } };
    // Of the one that was killed HQ was read: who is a member again is so by it.
    const back = { changeId: applies ? 'undo-0001' : 'undo-0002', action: 'undo-removal', outcome: 'acked' };
    const answer = { status: applies ? null : 200 };
    expect((await call('history.list', {})).entries).toMatchObject([{ ...back, answer }, removal]);
    await finish();
    await assertQuiet(folder, practice);
  });
});
