import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createEngine } from '#engine/engine.ts';
import type { Engine } from '#engine/engine.ts';
import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { SyncWhat } from '#engine/sync/sync-run.ts';
import type { EngineMethodName, MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import type { ForkedEngine } from '../fork-engine.ts';
import { forkEngine } from '../fork-engine.ts';
import { harnessDeps, secretKey, speed, unwrap } from '../engine-harness.ts';
import type { Practice } from '../../engine/practice/practice-client.ts';
import type { Doubt, LetGo, Why, Word } from './words.ts';

export type How = 'mine' | 'theirs' | 'value';

/** Refusals a person meets when somebody else was first; anything else is a fault. */
const refusals: readonly string[] = ['validation', 'wrong-state', 'not-found'];

/** Between two looks whether a run in another process is over, ms. */
const pollMs = 20;

/** One of the two: an engine with its file, and the person at it, who notes every word they say. */
export class Roster {
  readonly username: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'roster twö '));
  readonly engine: Engine;
  /** Ids of all that was saved, in order. */
  readonly recorded: string[] = [];
  words: Word[] = [];
  letGo: LetGo[] = [];
  doubts: Doubt[] = [];
  /** The last request HQ had done when each run of it began. */
  readonly runs: number[] = [];
  /** Ids of changes the person gave up. */
  readonly givenUp = new Set<string>();
  readonly #errors: string[] = [];
  readonly #clock: () => Promise<number>;
  #ahead = 0;
  #apiKey = '';
  #cookies: string | null = null;
  readonly #now: () => number;

  /** @param clock the last request HQ has done */
  constructor(username: string, clock: () => Promise<number>) {
    this.username = username;
    this.#clock = clock;
    const deps = harnessDeps({}, this.#errors, () => this.#ahead);
    this.#now = deps.now;
    this.engine = createEngine(deps);
    this.engine.on('account.cookies', ({ cookies }) => (this.#cookies = cookies));
  }

  /** @param autoSync whether runs begin by themselves, as in the app */
  async open({ hq }: Practice, apiKey: string, autoSync = false): Promise<void> {
    this.#apiKey = apiKey;
    unwrap(await this.engine.call('account.open', this.#account(hq, autoSync)));
  }

  #account(hq: Practice['hq'], autoSync: boolean): object {
    const { username, folder } = this;
    const account = { id: username, kind: 'practice' as const, server: hq.url, project: hq.project, username };
    const secrets = { apiKey: this.#apiKey, secretKey, cookies: this.#cookies };
    return { folder, account, secrets, autoSync };
  }

  /** The file goes to a process of its own, as if the app were started anew. @param point where it kills itself */
  async moveOut({ hq }: Practice, point: string): Promise<ForkedEngine> {
    await this.engine.call('account.close', {});
    this.#ahead += 300_000;
    const child = await forkEngine(point, { clock: { start: this.#now(), speed } });
    expect(await child.call('account.open', this.#account(hq, false))).toMatchObject({ ok: true });
    return child;
  }

  /** A run in that process, to the kill. @returns whether it was killed on the way and not, at last, after its run */
  async dieIn(child: ForkedEngine, what: SyncWhat): Promise<boolean> {
    this.runs.push(await this.#clock());
    await child.call('sync.run', { what });
    for (;;) {
      const status = (await child.call('sync.status', {})) as Result<MethodOutput<'sync.status'>> | null;
      if (status === null) break;
      if (unwrap(status).phase === 'idle') {
        await child.kill();
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    expect(await child.ended).toBe('SIGKILL');
    return true;
  }

  /** Goes on with what the kill left. */
  async moveIn(practice: Practice): Promise<void> {
    await this.open(practice, this.#apiKey);
    const at = await this.#clock();
    for (const change of await this.waiting()) {
      expect(change.state, 'nothing is under way after a kill').not.toBe('sending');
      if (change.state !== 'unknown') continue;
      const fields = [...change.fields.map(({ field }) => field), ...(change.action === null ? [] : ['*action*'])];
      const { id: changeId } = change;
      for (const field of fields) this.doubts.push({ changeId, record: recordOf(change), field, at });
    }
  }

  async signIn(password: string): Promise<void> {
    unwrap(await this.engine.call('account.signIn', { password }));
  }

  /** Opened as the app does, until the run it begins with is over. */
  async openIdle(practice: Practice): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.engine.on('sync.status', ({ phase, nextRunAt }) => {
        if (phase === 'idle' && nextRunAt !== null) resolve();
      });
    });
    await this.open(practice, this.#apiKey, true);
    await ended;
  }

  async call<Name extends EngineMethodName>(method: Name, params: MethodInput<Name>): Promise<MethodOutput<Name>> {
    return unwrap((await this.engine.call(method, params)) as Result<MethodOutput<Name>>);
  }

  async sync(): Promise<void> {
    // Past every wait of a change that was tried before.
    this.#ahead += 300_000;
    await this.#run('sync');
  }

  async #run(what: SyncWhat): Promise<void> {
    this.runs.push(await this.#clock());
    unwrap(await this.engine.runSync(what));
  }

  /** Calls records by other names than they had when something was said of them. */
  nameRecords(nameOf: (record: string) => string): void {
    this.words = this.words.map((word) => ({ ...word, record: nameOf(word.record) }));
    this.letGo = this.letGo.map((one) => ({ ...one, record: nameOf(one.record) }));
    this.doubts = this.doubts.map((one) => ({ ...one, record: nameOf(one.record) }));
  }

  async edit(changeId: string, entity: PersonEntity, localId: string, patch: FieldValues): Promise<void> {
    const saved = await this.#tried('people.edit', { changeId, entity, localId, patch });
    if (!saved) return;
    this.recorded.push(changeId);
    const { truth, serverId } = saved.detail;
    for (const [field, value] of Object.entries(patch))
      await this.#say(serverId ?? localId, field, value, truth?.[field]);
  }

  async create(changeId: string, username: string): Promise<void> {
    // The sample demands a team of every worker.
    const values: FieldValues = { first_name: changeId, 'user_data.team': 'north' };
    const params = { changeId, values: { username, ...values }, password: 'Long-pass-1' };
    if (!(await this.#tried('mobileWorkers.create', params))) return;
    this.recorded.push(changeId);
    await this.#say(username, '*new*', 'create', null);
    for (const [field, value] of Object.entries(values)) await this.#say(username, field, value, null);
  }

  async act(
    changeId: string,
    entity: PersonEntity,
    localId: string,
    action: MethodInput<'people.act'>['action'],
  ): Promise<void> {
    const saved = await this.#tried('people.act', { changeId, entity, localId, action });
    if (!saved) return;
    this.recorded.push(changeId);
    await this.#say(localId, '*action*', action, null);
    if (saved.changeId !== null) return;
    // Nothing is to be sent: it took back the opposite, or was so when HQ was last read.
    const [at, after] = [await this.#clock(), this.words.length];
    this.letGo.push({ changeId, record: localId, field: '*action*', at, after, why: { kind: 'asked' } });
  }

  async invite(changeId: string, email: string, role: string): Promise<void> {
    if (!(await this.#tried('invitations.create', { changeId, values: { email, role } }))) return;
    this.recorded.push(changeId);
    await this.#say(email, '*new*', 'invite', null);
    await this.#say(email, 'role', role, null);
  }

  async waiting(): Promise<ChangeView[]> {
    return (await this.call('changes.list', {})).changes;
  }

  /** The person decides about all that is asked. @param value a value for a text field, which is neither's */
  async decide(how: How, value: string): Promise<void> {
    for (const change of await this.waiting()) {
      if (change.state === 'ask') await this.#answer(change, how);
      else if (change.state === 'rejected') await this.#giveUp(change, () => refusalOf(change));
      else if (change.state === 'conflict') await this.#resolve(change, how, value);
    }
  }

  /** Takes the last decision back, of what waits or of what it ended. */
  async unresolve(): Promise<void> {
    const waiting = (await this.waiting()).find(({ can }) => can.unresolve);
    const ended = [...this.givenUp].at(-1);
    const id = waiting?.id ?? ended;
    if (id !== undefined && (await this.#tried('changes.unresolve', { id }))) {
      this.givenUp.delete(id);
      this.letGo = this.letGo.filter(({ changeId }) => changeId !== id);
    }
  }

  /** Takes the newest thing that can be taken back at HQ. @returns whether HQ's own way back was taken, which asks it at once */
  async undo(changeId: string): Promise<boolean> {
    const { entries } = await this.call('history.list', {});
    const line = entries.find(({ undo }) => undo.can);
    if (!line) return false;
    const asksHq = line.undo.how === 'restore';
    if (asksHq) await this.#say('removals', '*action*', 'restore', null);
    const done = await this.#tried('history.undo', { changeId, id: line.id });
    // HQ's lists are read behind it, by a run that nobody waits for: the next one begins when that one is through.
    if (asksHq) await this.#run('push');
    await this.#sayChange(done?.change ?? null);
    if (done?.change?.id === changeId) this.recorded.push(changeId);
    return asksHq;
  }

  async end(): Promise<void> {
    await this.engine.shutdown();
    expect(this.#errors.filter((line) => line.startsWith('error'))).toEqual([]);
  }

  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answer(change: ChangeView, how: How): Promise<void> {
    if (how !== 'mine') return this.#giveUp(change, () => ({ kind: 'asked' }));
    await this.call('changes.answer', { id: change.id, answer: 'send-again' });
    await this.#sayChange(change);
  }

  async #resolve(change: ChangeView, how: How, value: string): Promise<void> {
    const clashing = change.fields.filter(({ clashes }) => clashes);
    const gone = clashing.length === 0 || clashing.some(({ field }) => field === '*deleted*' || field === '*exists*');
    if (gone) return this.#giveUp(change, clashOf);
    if (how === 'mine') {
      await this.call('changes.retry', { id: change.id });
      await this.#sayChange(change);
      return;
    }
    const choices = clashing.map(({ field }) =>
      how === 'value' && /^(first_name|last_name|user_data\.notes)$/.test(field)
        ? { field, use: 'value' as const, value: `${value}-${field}` }
        : { field, use: 'theirs' as const },
    );
    const taken = choices.filter(({ use }) => use === 'theirs').map(({ field }) => field);
    await this.#letGo(change, clashOf, taken);
    const { change: left } = await this.call('changes.resolve', { id: change.id, choices });
    if (!left) {
      this.givenUp.add(change.id);
      // What was to be done goes with the guard that stood against it.
      if (change.action !== null) await this.#letGo({ ...change, fields: [] }, clashOf);
      return;
    }
    await this.#sayChange(
      left,
      clashing.map(({ field }) => field),
    );
  }

  async #giveUp(change: ChangeView, why: (field: ChangeField) => Why): Promise<void> {
    await this.call('changes.discard', { id: change.id });
    this.givenUp.add(change.id);
    await this.#letGo(change, why);
  }

  /** @param only fields that are let go; all, and what is done with the person, where it is not told */
  async #letGo(change: ChangeView, why: (field: ChangeField) => Why, only?: readonly string[]): Promise<void> {
    const record = recordOf(change);
    const at = await this.#clock();
    const note = (field: string, because: Why) =>
      this.letGo.push({ changeId: change.id, record, field, at, after: this.words.length, why: because });
    for (const field of change.fields) if (!only || only.includes(field.field)) note(field.field, why(field));
    if (only) return;
    if (change.action !== null) note('*action*', { kind: 'asked' });
    if (change.kind === 'create') note('*new*', { kind: 'asked' });
  }

  /** @param only fields the word is about; all where it is not told */
  async #sayChange(change: ChangeView | null, only?: readonly string[]): Promise<void> {
    if (!change) return;
    if (change.action !== null) await this.#say(change.localId, '*action*', change.action, null);
    const record = recordOf(change);
    if (change.kind === 'create')
      await this.#say(record, '*new*', change.entity === 'invitation' ? 'invite' : 'create', null);
    for (const { field, yours, theirs, was } of change.fields) {
      // A guard (`*role*`, `*permissions*` …) is what an action was said against, and nothing HQ is given.
      if (field.startsWith('*') || (only && !only.includes(field))) continue;
      await this.#say(record, field, yours, theirs ?? was);
    }
  }

  async #say(record: string, field: string, value: Json, saw: Json | undefined): Promise<void> {
    this.words.push({ by: this.username, record, field, value, saw: saw ?? '', at: await this.#clock() });
  }

  /** null where the mirror knew already that somebody else was first. */
  async #tried<Name extends EngineMethodName>(
    method: Name,
    params: MethodInput<Name>,
  ): Promise<MethodOutput<Name> | null> {
    const result = (await this.engine.call(method, params)) as Result<MethodOutput<Name>>;
    if (result.ok) return result.data;
    if (!refusals.includes(result.error.code)) throw new Error(`${method}: ${JSON.stringify(result.error)}`);
    return null;
  }
}

/** What a word about it is called: somebody new by the name they were to have. */
function recordOf({ kind, key, serverId, localId }: ChangeView): string {
  return kind === 'create' ? key.replace(/@[^@]*commcarehq\.org$/, '') : (serverId ?? localId);
}

function refusalOf({ reason }: ChangeView): Why {
  return { kind: 'refused', status: reason?.status ?? null, message: reason?.message ?? '' };
}

function clashOf({ clash, clashes, theirs }: ChangeField): Why {
  // What was in the change besides goes with it.
  return clashes ? { kind: 'clash', clash: clash ?? '', theirs: theirs ?? null } : { kind: 'asked' };
}
