/**
 * `window.roster` without main and engine, in memory: for looking at the screens in a plain browser and for tests of the renderer's
 * own code. It keeps to the contract's shapes (inputs are parsed with the contract's schemas) and knows nothing of HQ's rules.
 */
import { contract } from '#shared/ipc/contract.ts';
import type { ListInput, MethodName, Session, Settings } from '#shared/ipc/contract.ts';
import type { RosterBridge } from '#shared/ipc/channel.ts';
import type { ChangeTotals, ChangeView, PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues, Json, MobileWorkerRow, PersonEntity, WebUserRow } from '#shared/domain/entities.ts';
import { completeUsername } from '#shared/domain/rules.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { fakeLookups, fakeWebUser, fakeWorker, webUserValues, workerValues } from './fake-people.ts';

export type FakeOptions = {
  workers?: number;
  webUsers?: number;
  session?: Partial<Session>;
  status?: Partial<SyncStatus>;
  settings?: Partial<Settings>;
  /** Changes already there at the start. */
  changes?: ChangeView[];
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

export function createFakeBridge(options: FakeOptions = {}): RosterBridge {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const emit = (event: string, payload: unknown): void =>
    listeners.get(event)?.forEach((listener) => listener(payload));
  const workers = Array.from({ length: options.workers ?? 400 }, (_, index) => fakeWorker(index, project));
  const webUsers = Array.from({ length: options.webUsers ?? 60 }, (_, index) => fakeWebUser(index));
  const edited = new Map<string, FieldValues>();
  let changes: ChangeView[] = options.changes ?? [];
  for (const change of changes)
    mark(
      change.localId,
      change.state === 'rejected' ? 'attention' : change.state === 'conflict' ? 'conflict' : 'pending',
    );
  let settings: Settings = { theme: 'system', language: 'en', lastAccountId: null, ...options.settings };
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
    pending: changes.filter(({ state }) => state === 'queued').length,
    attention: changes.filter(({ state }) => state !== 'queued').length,
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
    const row = [...workers, ...webUsers].find((each) => each.localId === localId);
    if (row) row.syncState = syncState;
  }

  function announce(entity: PersonEntity): void {
    emit('data.changed', { entities: [entity, 'changes', 'lookups'] });
    setStatus({
      pending: changes.filter(({ state }) => state === 'queued').length,
      attention: changes.filter(({ state }) => state !== 'queued').length,
    });
  }

  function list<Row extends MobileWorkerRow | WebUserRow>(rows: Row[], input: ListInput) {
    const wanted = input.search.trim().toLowerCase();
    const found = rows.filter(
      (row) =>
        (wanted === '' || `${row.username}\n${row.name}\n${row.email}\n${row.phone}`.toLowerCase().includes(wanted)) &&
        (input.status === 'all' || row.status === input.status) &&
        (input.sync === 'all' || row.syncState !== 'clean') &&
        (input.role === null || ('role' in row && row.role === input.role)) &&
        (input.groupId === null || ('groups' in row && row.groups.some(({ id }) => id === input.groupId))) &&
        (input.locationId === null || row.primaryLocation?.id === input.locationId),
    );
    const text = (row: Row): string => {
      const value = (row as Record<string, unknown>)[input.sort.by];
      return value && typeof value === 'object' && 'name' in value
        ? String(value.name)
        : typeof value === 'string'
          ? value
          : '';
    };
    const sorted = [...found].sort((a, b) => (text(a) < text(b) ? -1 : 1) * (input.sort.descending ? -1 : 1));
    return {
      rows: sorted.slice(input.offset, input.offset + input.limit),
      total: found.length,
      all: rows.length,
      unavailable: null,
    };
  }

  function detailOf(entity: PersonEntity, key: string): PersonDetail | null {
    const row =
      entity === 'mobile-worker'
        ? workers.find((each) => each.localId === key)
        : webUsers.find((each) => each.localId === key);
    if (!row) return null;
    const truth = 'role' in row ? webUserValues(row) : workerValues(row);
    return {
      entity,
      localId: row.localId,
      serverId: row.serverId,
      key: row.username,
      name: row.name,
      status: row.status,
      syncState: row.syncState,
      values: { ...truth, ...edited.get(row.localId) },
      truth: row.serverId === null ? null : truth,
      readOnly:
        'role' in row
          ? {
              email: row.email,
              is_admin: row.isAdmin,
              permissions: { edit_web_users: true, view_reports: true, edit_apps: row.isAdmin },
            }
          : { default_phone_number: row.phone },
      changes: changes.filter(({ localId }) => localId === row.localId),
      fetchedAt: row.serverId === null ? null : Date.now() - 3_600_000,
    };
  }

  function record(id: string, detail: PersonDetail, patch: FieldValues, kind: 'create' | 'update'): void {
    const fields = Object.entries(patch).map(([field, yours]) => ({
      field,
      was: detail.truth?.[field] ?? null,
      yours,
      problems: [],
    }));
    const kept = fields.filter(({ was, yours }) => JSON.stringify(was) !== JSON.stringify(yours));
    changes = changes.filter(({ localId }) => localId !== detail.localId);
    if (kept.length > 0 || kind === 'create')
      changes = [
        ...changes,
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
    'mobileWorkers.list': (input: ListInput) => ok(list(workers, input)),
    'webUsers.list': (input: ListInput) => ok(list(webUsers, input)),
    'invitations.list': () =>
      ok({
        rows: [],
        total: 0,
        all: 0,
        unavailable: {
          code: 'permission',
          message: 'HQ’s API has no list of invitations; an API key cannot read them.',
        },
      }),
    'people.get': ({ entity, key }: { entity: PersonEntity; key: string }) => {
      const detail = detailOf(entity, key);
      return detail ? ok(detail) : fail('not-found', `Nobody here is called ${key}.`);
    },
    'lookups.get': () => ok(fakeLookups),
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
    'changes.list': ({ state, offset, limit }: { state: string | null; offset: number; limit: number }) => {
      const found = changes.filter((change) => state === null || change.state === state);
      return ok({ changes: found.slice(offset, offset + limit), totals: totalsOf(changes) });
    },
    'changes.get': ({ id }: { id: string }) => {
      const change = changes.find((each) => each.id === id);
      return change ? ok(change) : fail('not-found', 'No such change.');
    },
    'changes.retry': ({ id }: { id: string }) => {
      changes = changes.map((change) => (change.id === id ? { ...change, state: 'queued' } : change));
      announce('mobile-worker');
      return ok(changes.find((change) => change.id === id));
    },
    'changes.edit': ({ id, patch }: { id: string; patch: FieldValues }) => {
      changes = changes.map((change) =>
        change.id === id
          ? {
              ...change,
              state: 'queued',
              fields: change.fields.map((field) => ({ ...field, yours: patch[field.field] ?? field.yours })),
            }
          : change,
      );
      announce('mobile-worker');
      return ok({ change: changes.find((change) => change.id === id) ?? null });
    },
    'changes.discard': ({ id }: { id: string }) => {
      const change = changes.find((each) => each.id === id);
      if (!change) return fail('not-found', 'No such change.');
      changes = changes.filter((each) => each.id !== id);
      edited.delete(change.localId);
      mark(change.localId, 'clean');
      announce(change.entity);
      return ok({ discarded: id });
    },
  };

  return {
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

function totalsOf(changes: ChangeView[]): ChangeTotals {
  const count = (state: ChangeView['state']): number => changes.filter((change) => change.state === state).length;
  return {
    all: changes.length,
    queued: count('queued'),
    sending: count('sending'),
    unknown: count('unknown'),
    conflict: count('conflict'),
    rejected: count('rejected'),
    ask: count('ask'),
  };
}

/** A change with everything a screen wants to know, waiting unless told otherwise. */
export function fakeChange(part: Partial<ChangeView> & Pick<ChangeView, 'id'>): ChangeView {
  return {
    seq: 1,
    batchId: null,
    entity: 'mobile-worker',
    localId: 'w0',
    serverId: 'w0',
    key: 'worker.000001@demo-health.commcarehq.org',
    name: 'Amina Odhiambo',
    kind: 'update',
    action: null,
    state: 'queued',
    fields: [],
    createdAt: Date.now() - 600_000,
    updatedAt: Date.now() - 300_000,
    sentAt: null,
    attempts: 0,
    nextAttemptAt: null,
    reason: null,
    waitsFor: null,
    can: { retry: true, edit: true, discard: true },
    ...part,
  };
}
