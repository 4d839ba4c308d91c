import type { EngineMethodName, MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { opposites, personActionSchema } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { Account } from '#shared/domain/account.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type {
  BatchHow,
  Client,
  EndSheet,
  How,
  ManyDone,
  Saved,
  SavedMany,
  SavedSheet,
  SheetEnd,
  SheetOrder,
  Undoable,
  Waiting,
} from './client.ts';
import type { EnginePool, EngineProcess } from './engine-process.ts';
import type { Person } from './people.ts';
import { carryOut, endSheet, exportSheet } from './roster-sheet.ts';
import type { Exported, Looked } from './roster-sheet.ts';

export type RosterOptions = {
  pool: EnginePool;
  folder: string;
  account: Account;
  apiKey: string;
  /** For HQ's pages. */
  password: string;
  /** The suite's time: a new process begins there. */
  now: () => number;
};

/** null: the process died before it answered. */
type Answer<Name extends EngineMethodName> = { ok: true; data: MethodOutput<Name> } | EngineRefusal | null;
export type EngineRefusal = { ok: false; code: string; why: string };
/** A host's method, which has workbooks by their path. */
type HostAnswer<Name extends HostMethodName> = { ok: true; data: HostOutput<Name> } | EngineRefusal | null;
export type Asking = {
  ask: <Name extends EngineMethodName>(method: Name, params: MethodInput<Name>) => Promise<Answer<Name>>;
  host: <Name extends HostMethodName>(method: Name, params: HostInput<Name>) => Promise<HostAnswer<Name>>;
};

/** Encrypts queued passwords. */
const secretKey = Buffer.alloc(32, 7).toString('base64');

/** Roster's engine as a process of its own, on a real file. */
export class RosterClient implements Client {
  readonly #options: RosterOptions;
  readonly #errors: string[] = [];
  #engine: EngineProcess | null = null;
  #hasSignedIn = false;
  #skew = 0;
  /** What each workbook was typed into; the file of one ordered again is the same. */
  readonly #looked: Looked = new Map();
  readonly #exports = new Map<string, Exported>();

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { pool, folder, account, apiKey, now } = this.#options;
    const engine = await pool.take();
    this.#engine = engine;
    engine.begin(now());
    engine.setClock(this.#skew);
    const opened = await engine.call('account.open', { folder, account, secrets: { apiKey, secretKey } });
    if (opened?.ok) return;
    const ended = opened === null ? await engine.ended : null;
    // Killed at a point of its start, as it was to be: like any other that died it is started again.
    if (ended === 'SIGKILL') return;
    const how = ended === null ? JSON.stringify(opened) : `the engine ended (${ended})`;
    throw new Error(`the account does not open: ${how} ${engine.errors.join(' ')}`.trim());
  }

  #running(): EngineProcess {
    if (!this.#engine) throw new Error('the engine was not started');
    return this.#engine;
  }

  async #ask<Name extends EngineMethodName>(method: Name, params: MethodInput<Name>): Promise<Answer<Name>> {
    const result = await this.#running().call(method, params);
    if (!result) return null;
    // The engine's answers are checked against the contract where they cross into main; here they are ours.
    return result.ok ? { ok: true, data: result.data as MethodOutput<Name> } : refusal(result.error);
  }

  async #askHost<Name extends HostMethodName>(method: Name, params: HostInput<Name>): Promise<HostAnswer<Name>> {
    const result = await this.#running().call(method, params);
    if (!result) return null;
    return result.ok ? { ok: true, data: result.data as HostOutput<Name> } : refusal(result.error);
  }

  get #asking(): Asking {
    return {
      ask: (method, params) => this.#ask(method, params),
      host: (method, params) => this.#askHost(method, params),
    };
  }

  async people(): Promise<Person[]> {
    const found: Person[] = [];
    const workers = await this.#ask('mobileWorkers.list', {});
    const users = await this.#ask('webUsers.list', {});
    if (!workers?.ok || !users?.ok) throw new Error('the first lists could not be read');
    for (const { localId, username } of workers.data.rows) found.push({ entity: 'mobile-worker', localId, username });
    for (const { localId, username } of users.data.rows) found.push({ entity: 'web-user', localId, username });
    return found;
  }

  async edit(changeId: string, { entity, localId }: Person, patch: FieldValues): Promise<Saved | null> {
    return saved(changeId, await this.#ask('people.edit', { changeId, entity, localId, patch }));
  }

  async create(changeId: string, values: FieldValues, password: string): Promise<Saved | null> {
    const params = { changeId, values, password };
    return saved(changeId, await this.#ask('mobileWorkers.create', params));
  }

  async act(changeId: string, { entity, localId }: Person, action: PersonAction): Promise<Saved | null> {
    const result = await this.#ask('people.act', { changeId, entity, localId, action });
    return result?.ok ? { ok: true, localId, truth: {} } : result;
  }

  async changeMany(batchId: string, people: readonly Person[], what: ManyDone): Promise<SavedMany | null> {
    const entity = people[0]?.entity;
    if (entity === undefined || entity === 'invitation') throw new Error('a batch is about members');
    const ids = people.map(({ localId }) => localId);
    const result = await this.#ask('people.changeMany', { batchId, entity, who: { ids }, what });
    if (!result?.ok) return result;
    const { changed, already, cannot } = result.data;
    const truth = new Map<string, FieldValues>();
    for (const key of ids) {
      const detail = await this.#ask('people.get', { entity, key });
      if (detail?.ok) truth.set(key, detail.data.truth ?? {});
    }
    const why = new Map(cannot.map((one): [string, string] => [one.localId, one.why]));
    return { ok: true, changed, already, cannot: why, truth };
  }

  async sheet(order: SheetOrder): Promise<SavedSheet | null> {
    const { batchId, isOld } = order;
    const known = this.#exports.get(batchId) ?? (isOld ? [...this.#exports.values()].at(-1) : undefined);
    const exported = known ?? (await exportSheet(this.#asking, this.#options.folder, batchId));
    if (!exported?.ok) return exported;
    this.#exports.set(batchId, exported);
    const done = await carryOut(this.#asking, exported, order);
    return done?.ok ? { ...done, truth: exported.truth } : done;
  }

  async endSheet(order: EndSheet): Promise<SheetEnd | 'not-possible' | null> {
    const truth = this.#exports.get(order.batchId)?.truth ?? new Map<string, FieldValues>();
    return endSheet(this.#asking, order, { truth, looked: this.#looked });
  }

  async endBatch(batchId: string, how: BatchHow): Promise<number | 'not-possible' | null> {
    const counted = await this.#endBatch(batchId, how);
    return counted && (counted.ok ? counted.count : 'not-possible');
  }

  async #endBatch(batchId: string, how: BatchHow): Promise<{ ok: true; count: number } | { ok: false } | null> {
    if (how === 'undo') {
      const undone = await this.#ask('people.undoMany', { batchId });
      return undone?.ok ? { ok: true, count: undone.data.undone } : undone;
    }
    if (how === 'discard') {
      const gone = await this.#ask('changes.discardBatch', { batchId });
      return gone?.ok ? { ok: true, count: gone.data.discarded } : gone;
    }
    const again = await this.#ask('changes.retryBatch', { batchId });
    return again?.ok ? { ok: true, count: again.data.retried } : again;
  }

  async invite(changeId: string, values: FieldValues): Promise<Saved | null> {
    return saved(changeId, await this.#ask('invitations.create', { changeId, values }));
  }

  signIn(): void {
    this.#hasSignedIn = false;
    void this.#running()
      .call('account.signIn', { password: this.#options.password })
      .then((answer) => {
        this.#hasSignedIn = answer?.ok === true;
      });
  }

  hasSignedIn(): boolean {
    return this.#hasSignedIn;
  }

  async waiting(): Promise<Waiting[] | null> {
    const list = await this.#ask('changes.list', {});
    if (!list?.ok) return null;
    return list.data.changes.map(({ id, state, kind, localId, action, fields }) => ({
      id,
      state,
      kind,
      localId,
      action,
      values: Object.fromEntries(fields.map(({ field, yours }) => [field, yours])),
      theirs: Object.fromEntries(
        fields.flatMap(({ field, theirs }) => (theirs === undefined ? [] : [[field, theirs]])),
      ),
    }));
  }

  async isPaused(): Promise<boolean | null> {
    const status = await this.#ask('sync.status', {});
    return status?.ok ? (status.data.hold?.until ?? null) !== null : null;
  }

  async decide(change: Waiting, how: How, values: FieldValues): Promise<'done' | 'not-possible' | null> {
    return done(await this.#decided(change, how, values));
  }

  async unresolve(id: string): Promise<'done' | 'not-possible' | null> {
    return done(await this.#ask('changes.unresolve', { id }));
  }

  async undoable(): Promise<Undoable[] | null> {
    const list = await this.#ask('history.list', { limit: 40 });
    if (!list?.ok) return null;
    return list.data.entries.flatMap(({ id, changeId, localId, undo, fields, action }): Undoable[] => {
      if (!undo.can || undo.how === 'restore') return [];
      const values = Object.fromEntries(fields.map(({ field, before }) => [field, before]));
      const opposite = opposites[personActionSchema.safeParse(action).data ?? 'resend'] ?? null;
      return [{ id, changeId, localId, how: undo.how, values: opposite ? {} : values, action: opposite }];
    });
  }

  async decidedValues(changeId: string): Promise<FieldValues | null> {
    const list = await this.#ask('history.list', { limit: 200 });
    if (!list?.ok) return null;
    const values = list.data.entries.flatMap((line) =>
      line.changeId !== changeId || line.outcome !== 'decided' || !line.undo.can
        ? []
        : line.fields.filter(({ decided }) => decided?.use === 'value').map(({ field, after }) => [field, after]),
    );
    return Object.fromEntries(values) as FieldValues;
  }

  async undo(changeId: string, id: number): Promise<Saved | null> {
    const result = await this.#ask('history.undo', { changeId, id });
    if (!result?.ok) return result;
    const { change, left } = result.data;
    return { ok: true, localId: '', truth: {}, isNothing: change?.id !== changeId, left: Object.keys(left) };
  }

  #decided({ id, theirs }: Waiting, how: How, values: FieldValues) {
    switch (how) {
      case 'retry':
        return this.#ask('changes.retry', { id });
      case 'discard':
        return this.#ask('changes.discard', { id });
      case 'theirs': {
        const choices = Object.keys(theirs).map((field) => ({ field, use: 'theirs' as const }));
        return this.#ask('changes.resolve', { id, choices });
      }
      case 'value': {
        const choices = Object.entries(values).map(([field, value]) => ({ field, use: 'value' as const, value }));
        return this.#ask('changes.resolve', { id, choices });
      }
      case 'send-again':
      case 'done':
        return this.#ask('changes.answer', { id, answer: how });
    }
  }

  async press(what: 'sync' | 'pull' | 'push'): Promise<void> {
    await this.#ask('sync.run', { what });
  }

  async pass(ms: number, rush: boolean): Promise<void> {
    const engine = this.#running();
    await (rush ? engine.rush(ms) : engine.pass(ms));
  }

  setClock(skew: number): void {
    this.#skew = skew;
    this.#running().setClock(skew);
  }

  arm(count: number | null): void {
    this.#running().arm(count);
  }

  async kill(): Promise<void> {
    await this.#running().kill();
  }

  /** Closes the account in order; the process goes on to the next. */
  async end(ms: number): Promise<void> {
    const engine = this.#running();
    await Promise.all([engine.call('account.close', {}), engine.pass(ms)]);
    this.#errors.push(...engine.errors.splice(0));
    if (!engine.isOver) this.#options.pool.give(engine);
    this.#engine = null;
  }

  isDead(): boolean {
    const engine = this.#engine;
    if (!engine) return true;
    if (engine.isOver) this.#errors.push(...engine.errors.splice(0));
    return engine.isOver;
  }

  /** Exchanges with HQ of the present process, as it knows them. */
  exchanges(): number {
    return this.#running().exchanges;
  }

  errors(): string[] {
    return [...this.#errors, ...(this.#engine?.errors ?? [])];
  }
}

function refusal(error: AppError): EngineRefusal {
  return { ok: false, code: error.code, why: JSON.stringify(error) };
}

function done(result: { ok: boolean } | null): 'done' | 'not-possible' | null {
  if (!result) return null;
  return result.ok ? 'done' : 'not-possible';
}

function saved(
  given: string,
  result: Answer<'people.edit' | 'mobileWorkers.create' | 'invitations.create'>,
): Saved | null {
  if (!result?.ok) return result;
  const { changeId, detail } = result.data;
  return { ok: true, localId: detail.localId, truth: detail.truth ?? {}, isNothing: changeId !== given };
}
