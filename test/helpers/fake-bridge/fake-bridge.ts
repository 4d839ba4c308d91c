/**
 * `window.roster` without main and engine, in memory: for looking at the screens in a plain browser and for tests of the renderer's
 * own code. It keeps to the contract's shapes (inputs are parsed with the contract's schemas) and knows nothing of HQ's rules.
 */
import { contract } from '#shared/ipc/contract.ts';
import type { ListInput, MethodInput, MethodName, MethodParams, Session, Settings } from '#shared/ipc/contract.ts';
import type { RosterBridge } from '#shared/ipc/channel.ts';
import type { ChangeView, PersonDetail } from '#shared/domain/change.ts';
import type {
  FieldValues,
  InvitationRow,
  Json,
  MobileWorkerRow,
  PersonEntity,
  WebUserRow,
} from '#shared/domain/entities.ts';
import { completeUsername } from '#shared/domain/rules.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import { fakeAccessRequestAnswers } from './fake-access-requests.ts';
import type { Result } from '#shared/ipc/result.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { opposites } from '#shared/domain/action.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { fakeBulkAnswers } from './fake-bulk.ts';
import { fakeChange, fakeChangeAnswers } from './fake-changes.ts';
import type { FakeWorld } from './fake-changes.ts';
import { createFakeConnection } from './fake-connection.ts';
import { fakeDownloadAnswers } from './fake-downloads.ts';
import type { FakeConnectionOptions } from './fake-connection.ts';
import { fakeManyAnswers } from './fake-many.ts';
import { fakeHistoryAnswers } from './fake-history.ts';
import { listInvitations, listPeople } from './fake-lists.ts';
import {
  fakeInvitation,
  fakeLookups,
  fakeWebUser,
  fakeWorker,
  invitationValues,
  webUserValues,
  workerValues,
} from './fake-people.ts';

export type FakeOptions = {
  workers?: number;
  webUsers?: number;
  invitations?: number;
  session?: Partial<Session>;
  status?: Partial<SyncStatus>;
  settings?: Partial<Settings>;
  /** Changes already there at the start. */
  changes?: ChangeView[];
  history?: HistoryEntry[];
  /** Of a workbook that is opened. */
  sheetRows?: number;
  connection?: FakeConnectionOptions;
  /** Errors to answer with, by method, each time. */
  failures?: Partial<Record<MethodName, Result<never>>>;
};

const project = 'demo-health';
const account = {
  id: 'a1',
  kind: 'hq' as const,
  server: 'https://www.commcarehq.org',
  project,
  username: 'admin@example.org',
};

export type FakeBridge = RosterBridge & {
  /** HQ ends the web session. */
  endSession(): void;
};

export function createFakeBridge(options: FakeOptions = {}): FakeBridge {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const emit = (event: string, payload: unknown): void =>
    listeners.get(event)?.forEach((listener) => listener(payload));
  const workers = Array.from({ length: options.workers ?? 400 }, (_, index) => fakeWorker(index, project));
  const webUsers = Array.from({ length: options.webUsers ?? 60 }, (_, index) => fakeWebUser(index));
  const invitations = Array.from({ length: options.invitations ?? 25 }, (_, index) => fakeInvitation(index));
  const edited = new Map<string, FieldValues>();
  /** What the form of an invitation told, by local id. */
  const read = new Map<string, FieldValues>();
  const world: FakeWorld = {
    changes: options.changes ?? [],
    announce,
    forget: ({ localId }) => {
      edited.delete(localId);
      mark(localId, 'clean');
    },
  };
  const connection = createFakeConnection(options.connection ?? {}, () =>
    emit('data.changed', { entities: ['connection', 'invitation'] }),
  );
  for (const change of world.changes)
    mark(
      change.localId,
      change.state === 'rejected' ? 'attention' : change.state === 'conflict' ? 'conflict' : 'pending',
    );
  let settings: Settings = { theme: 'system', language: 'en', lastAccountId: null, lists: {}, ...options.settings };
  let session: Session = {
    state: 'open',
    account,
    needsKey: false,
    keeps: 'key-store',
    error: null,
    ...options.session,
  };
  let status: SyncStatus = {
    phase: 'idle',
    workOffline: false,
    reachable: true,
    hold: null,
    progress: null,
    pending: world.changes.filter(({ state }) => state === 'queued').length,
    attention: world.changes.filter(({ state }) => state !== 'queued').length,
    lastPullAt: Date.now() - 3_600_000,
    lastPushAt: null,
    mirrorComplete: true,
    counts: { mobileWorkers: workers.length, webUsers: webUsers.length, invitations: 0, groups: 12, locations: 89 },
    lastError: null,
    unavailable: [],
    nextRunAt: null,
    ...options.status,
  };

  function setSession(next: Partial<Session>): Result<Session> {
    session = { ...session, ...next };
    emit('session.changed', session);
    return ok(session);
  }

  function setStatus(next: Partial<SyncStatus>): Result<SyncStatus> {
    status = { ...status, ...next };
    emit('sync.status', status);
    return ok(status);
  }

  function mark(localId: string, syncState: MobileWorkerRow['syncState']): void {
    const row = [...workers, ...webUsers, ...invitations].find((each) => each.localId === localId);
    if (row) row.syncState = syncState;
  }

  function announce(entity: PersonEntity): void {
    emit('data.changed', { entities: [entity, 'changes', 'lookups'] });
    setStatus({
      pending: world.changes.filter(({ state }) => state === 'queued').length,
      attention: world.changes.filter(({ state }) => state !== 'queued').length,
    });
  }

  function detailOf(entity: PersonEntity, key: string): PersonDetail | null {
    const invitation = entity === 'invitation' ? invitations.find(({ localId }) => localId === key) : undefined;
    const row = (entity === 'mobile-worker' ? workers : webUsers).find(({ localId }) => localId === key);
    const person = invitation ?? row;
    if (!person) return null;
    const truth = { ...truthOf(person), ...read.get(key) };
    return {
      entity,
      localId: person.localId,
      serverId: person.serverId,
      key: 'username' in person ? person.username : person.email,
      name: 'username' in person ? person.name : '',
      status: 'username' in person ? person.status : 'unknown',
      syncState: person.syncState,
      values: { ...truth, ...edited.get(person.localId) },
      truth: person.serverId === null ? null : truth,
      readOnly: factsOf(person),
      changes: world.changes.filter(({ localId }) => localId === person.localId),
      fetchedAt: person.serverId === null ? null : Date.now() - 3_600_000,
    };
  }

  function record(id: string, detail: PersonDetail, patch: FieldValues, kind: 'create' | 'update'): void {
    const fields = Object.entries(patch).map(([field, yours]) => ({
      field,
      was: detail.truth?.[field] ?? null,
      yours,
      clashes: false,
      similar: 0,
      problems: [],
    }));
    const kept = fields.filter(({ was, yours }) => JSON.stringify(was) !== JSON.stringify(yours));
    world.changes = world.changes.filter(({ localId }) => localId !== detail.localId);
    if (kept.length > 0 || kind === 'create')
      world.changes = [
        ...world.changes,
        fakeChange({
          id,
          kind,
          fields: kept,
          entity: detail.entity,
          localId: detail.localId,
          key: detail.key,
          name: detail.name,
        }),
      ];
    mark(detail.localId, kept.length > 0 || kind === 'create' ? 'pending' : 'clean');
    announce(detail.entity);
  }

  const answers: { [Name in MethodName]: (input: never) => Result<unknown> } = {
    'app.info': () =>
      ok({
        version: '0.1.0',
        platform: 'linux',
        engineHost: 'node',
        keyStore: { available: true, name: 'GNOME Keyring' },
      }),
    'settings.get': () => ok(settings),
    'settings.set': (input: Partial<Settings>) => {
      settings = { ...settings, ...input };
      emit('settings.changed', settings);
      return ok(settings);
    },
    'session.get': () => ok(session),
    'session.accounts': () =>
      ok([
        { ...account, lastOpenedAt: Date.now() - 86_400_000, keeps: 'key-store' },
        { ...account, id: 'p', kind: 'practice', project: 'practice', lastOpenedAt: null, keeps: 'memory' },
      ]),
    'session.test': () =>
      ok({
        account: { username: account.username, name: 'Ada Admin', email: account.username },
        project: { name: project, title: 'Demo Health' },
        canRead: { mobileWorkers: true, webUsers: true, groups: true, locations: false },
      }),
    'session.connect': (input: { keep?: string }) =>
      input.keep ? setSession({ state: 'open', account }) : fail('no-key-store', 'This computer has no key store.'),
    'session.keep': (input: { keep: 'unencrypted' | 'memory' }) => setSession({ keeps: input.keep }),
    'session.practice': () => setSession({ state: 'open', account: { ...account, kind: 'practice' } }),
    'session.open': () => setSession({ state: 'open', account, needsKey: false, error: null }),
    'session.close': () => setSession({ state: 'none', account: null, error: null }),
    'session.repair': () => setSession({ state: 'open', account, error: null }),
    'sync.status': () => ok(status),
    'sync.run': () => setStatus({ lastPullAt: Date.now(), reachable: true, phase: 'idle' }),
    'sync.cancel': () => setStatus({ phase: 'idle', progress: null }),
    'sync.workOffline': ({ on }: { on: boolean }) => setStatus({ workOffline: on }),
    'mobileWorkers.list': (input: ListInput) => ok(listPeople(workers, input)),
    'webUsers.list': (input: ListInput) => ok(listPeople(webUsers, input)),
    'invitations.list': (input: ListInput) => ok(listInvitations(invitations, connection.signedIn(), input)),
    'people.get': ({ entity, key }: { entity: PersonEntity; key: string }) => {
      const detail = detailOf(entity, key);
      return detail ? ok(detail) : fail('not-found', `Nobody here is called ${key}.`);
    },
    'people.countDownload': ({ kind }: MethodParams<'people.countDownload'>) =>
      ok({ rows: kind === 'web-users' ? webUsers.length + invitations.length : workers.length }),
    ...fakeDownloadAnswers(workers.length),
    'lookups.get': () => ok(fakeLookups),
    'mobileWorkers.rules': () => ok({ strongPasswords: null, workerLimit: null }),
    'mobileWorkers.askUsername': () => ok({ asked: false, problem: null }),
    'people.check': ({ values }: { values: FieldValues }) =>
      ok({ problems: {}, username: completeUsername(textOf(values['username']), project) }),
    'people.edit': ({
      changeId,
      entity,
      localId,
      patch,
    }: {
      changeId: string;
      entity: PersonEntity;
      localId: string;
      patch: FieldValues;
    }) => {
      const detail = detailOf(entity, localId);
      if (!detail) return fail('not-found', 'Nobody.');
      edited.set(localId, { ...edited.get(localId), ...patch });
      record(changeId, detail, { ...edited.get(localId) }, 'update');
      return ok({ changeId, detail: detailOf(entity, localId) });
    },
    'mobileWorkers.create': ({ changeId, values }: { changeId: string; values: FieldValues }) => {
      const row: MobileWorkerRow = {
        ...fakeWorker(workers.length, project),
        localId: `new-${changeId}`,
        serverId: null,
        username: completeUsername(textOf(values['username']), project),
        name: `${textOf(values['first_name'])} ${textOf(values['last_name'])}`.trim(),
      };
      workers.unshift(row);
      const detail = detailOf('mobile-worker', row.localId);
      if (!detail) return fail('internal', 'lost');
      record(changeId, detail, values, 'create');
      return ok({ changeId, detail: detailOf('mobile-worker', row.localId) });
    },
    'people.act': ({ changeId, entity, localId, action }: MethodInput<'people.act'>) => {
      const detail = detailOf(entity, localId);
      if (!detail) return fail('not-found', 'Nobody.');
      const back = world.changes.find((change) => change.localId === localId && change.action === opposites[action]);
      world.changes = back
        ? world.changes.filter((change) => change !== back)
        : [
            ...world.changes,
            fakeChange({
              id: changeId,
              kind: action === 'remove' ? 'delete' : 'action',
              action,
              entity,
              localId,
              serverId: detail.serverId,
              key: detail.key,
              name: detail.name,
            }),
          ];
      mark(localId, world.changes.some((change) => change.localId === localId) ? 'pending' : 'clean');
      announce(entity);
      return ok({ changeId: back ? null : changeId, detail: detailOf(entity, localId) });
    },
    'invitations.create': ({ changeId, values, batchId, replaces }: MethodParams<'invitations.create'>) => {
      const row: InvitationRow = {
        localId: `new-${changeId}`,
        serverId: null,
        email: textOf(values['email']),
        role: textOf(values['role']),
        invitedOn: null,
        emailStatus: null,
        bounced: false,
        waiting: [],
        syncState: 'pending',
      };
      invitations.unshift(row);
      const detail = detailOf('invitation', row.localId);
      if (!detail) return fail('internal', 'lost');
      const { serverId = null, key = '' } = (replaces && detailOf('invitation', replaces)) || {};
      const removal = { id: `${changeId}-before`, kind: 'delete' as const, action: 'remove', serverId, key };
      if (replaces) {
        world.changes = [
          ...world.changes,
          fakeChange({ ...removal, entity: 'invitation', localId: replaces, name: '' }),
        ];
        mark(replaces, 'pending');
      }
      record(changeId, detail, values, 'create');
      world.changes = world.changes.map((change) =>
        change.id === changeId
          ? { ...change, batchId: batchId ?? null, waitsFor: replaces ? removal.id : null }
          : change,
      );
      return ok({ changeId, detail: detailOf('invitation', row.localId) });
    },
    'webUsers.read': ({ localId }: { localId: string }) => {
      const detail = detailOf('web-user', localId);
      return detail ? ok({ detail }) : fail('not-found', 'Nobody.');
    },
    'invitations.read': ({ localId }: { localId: string }) => {
      if (!connection.signedIn()) return fail('credential', 'HQ tells this only on its web pages: sign in first.');
      const told = { primary_location_id: '', assigned_location_ids: [], profile: '', 'user_data.department': 'M & E' };
      read.set(localId, told);
      announce('invitation');
      const detail = detailOf('invitation', localId);
      return detail ? ok({ detail }) : fail('not-found', 'Nobody.');
    },
    ...fakeAccessRequestAnswers(connection.signedIn, (input) => {
      const invite = answers['invitations.create'] as (input: MethodParams<'invitations.create'>) => Result<unknown>;
      return invite(input);
    }),
    ...fakeManyAnswers(world, detailOf),
    ...fakeBulkAnswers(emit, options.sheetRows),
    ...fakeChangeAnswers(world),
    ...fakeHistoryAnswers(world, options.history ?? []),
    ...connection.answers,
  };

  return {
    endSession: connection.end,
    invoke: (method, input) => {
      const failure = options.failures?.[method];
      if (failure) return Promise.resolve(failure);
      const parsed = contract[method].input.safeParse(input);
      if (!parsed.success) return Promise.resolve(fail('invalid-input', parsed.error.message));
      return Promise.resolve(structuredClone(answers[method](parsed.data as never)));
    },
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function truthOf(person: MobileWorkerRow | WebUserRow | InvitationRow): FieldValues {
  if (!('username' in person)) return invitationValues(person);
  return 'role' in person ? webUserValues(person) : workerValues(person);
}

/** Facts HQ shows and does not let us change. */
function factsOf(person: MobileWorkerRow | WebUserRow | InvitationRow): FieldValues {
  if (!('username' in person)) return { invited_on: person.invitedOn };
  if (!('role' in person)) return { default_phone_number: person.phone };
  return {
    email: person.email,
    is_admin: person.isAdmin,
    permissions: { edit_web_users: true, view_reports: true, edit_apps: person.isAdmin },
  };
}
