/** Plays a script: one client, another admin, a practice HQ over real HTTP, and everything that goes wrong; then calms it all down. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultKind } from '#practice/start-practice-hq.ts';
import { nestUserData } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import type { Client, How, Saved, Waiting } from './client.ts';
import { isOf, only, possible } from './decisions.ts';
import { faultRule, killMs, killRules } from './fault-rules.ts';
import { actionAt, fieldAt, isNewcomer, newcomers, practiceEntity, valueOf, valuesAt } from './people.ts';
import { idleMs, notePlayed } from './played.ts';
import type { Acknowledged, HqState, LogEntry, Mail, Played } from './played.ts';
import type { Person } from './people.ts';
import type { Script, Step } from './script.ts';

export type Stage = { practice: Practice; folder: string; now: () => number };

const begin = Date.UTC(2026, 5, 1, 9, 0, 0);
/** Kept in memory where there is such a place: a killed process loses nothing of it (only a power cut would). */
const scratch = process.platform === 'linux' ? '/dev/shm' : tmpdir();
const password = 'Long-pass-1';
/** More than the client may take to end what is under way. */
const closingMs = 10_000;
/** More than a sign-in takes, HQ's budget of requests included. */
const signInMs = 30_000;
/** Codes of what cannot be saved at all. */
const rulesSayNo: ReadonlySet<string> = new Set(['validation', 'wrong-state', 'permission', 'not-found']);
/** Rounds of deciding and syncing in the end; each is longer than the longest delay of a change, and than a poll. */
const calmRounds = 24;
const calmMs = 400_000;
/** What the person refuses twice is given up. */
const givesUpAfter = 3;

/**
 * @param makeClient the client on its stage
 * @param inspect looks at client's files and HQ once all is over, before they go
 */
export async function play<T>(
  script: Script,
  makeClient: (stage: Stage) => Client,
  inspect: (stage: Stage, played: Played) => Promise<T>,
): Promise<{ played: Played; inspected: T }> {
  const folder = mkdtempSync(join(scratch, 'roster fáult '));
  const player = new Player(script);
  try {
    const stage = await player.stage(folder);
    const played = await player.play(makeClient(stage));
    return { played, inspected: await inspect(stage, played) };
  } finally {
    await player.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Player {
  readonly #script: Script;
  #practice: Practice | null = null;
  #client: Client | null = null;
  #now = begin;
  #passing: Promise<void> = Promise.resolve();
  #killing: Promise<void> = Promise.resolve();
  #people: Person[] = [];
  readonly #gone = new Set<string>();
  /** Those the person removed: nothing more can be done to them. */
  readonly #removed = new Set<string>();
  readonly #tries = new Map<string, number>();
  readonly #played: Played = notePlayed();

  constructor(script: Script) {
    this.#script = script;
  }

  async stage(folder: string): Promise<Stage> {
    this.#practice = await startPractice({
      size: this.#script.size,
      seed: this.#script.seed,
      throttle: false,
      clock: () => new Date(this.#now),
      wait: (ms) => this.#wait(ms),
    });
    return { practice: this.#practice, folder, now: () => this.#now };
  }

  async close(): Promise<void> {
    if (this.#client && !this.#client.isDead()) await this.#client.kill();
    await this.#practice?.hq.close();
  }

  get #hq(): Practice {
    if (!this.#practice) throw new Error('the stage is not set');
    return this.#practice;
  }

  get #user(): Client {
    if (!this.#client) throw new Error('the client is not there');
    return this.#client;
  }

  async play(client: Client): Promise<Played> {
    this.#client = client;
    await client.start();
    // The first listing; long enough for the client's own budget of requests.
    await this.#pass(60_000);
    this.#people = await client.people();
    await this.#noteUsernames();
    for (const step of this.#script.steps) {
      await this.#alive();
      this.#played.operations += 1;
      await this.#step(step);
    }
    await this.#calm();
    await this.#finish();
    return this.#played;
  }

  /** HQ holds a request: time passes meanwhile, or the engine is killed. */
  async #wait(ms: number): Promise<void> {
    if (ms === killMs) {
      await this.#kill();
      return;
    }
    this.#now += ms;
    await this.#user.pass(ms, true);
  }

  async #kill(): Promise<void> {
    if (this.#user.isDead()) return;
    this.#killing = this.#user.kill();
    await this.#killing;
  }

  /** A client that died is started again, as main does it. */
  async #alive(): Promise<void> {
    // One that kills itself at its n-th point may be doing it just now.
    await this.#killing;
    if (!this.#user.isDead()) return;
    this.#played.kills += 1;
    await this.#passing;
    await this.#user.start();
  }

  async #end(): Promise<void> {
    this.#now += closingMs;
    await this.#user.end(closingMs);
    await this.#passing;
  }

  async #pass(ms: number, wait = true): Promise<void> {
    this.#now += ms;
    const before = this.#passing;
    const passed = this.#user.pass(ms, false);
    this.#passing = before.then(() => passed);
    if (wait) await this.#passing;
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#edit(step);
      case 'create':
        return this.#create(step);
      case 'act':
        return this.#act(step);
      case 'invite':
        return this.#invite(step.n);
      case 'session':
        return this.#session(step.what);
      case 'pass':
        return this.#pass(step.ms, step.wait);
      case 'press':
        return this.#user.press(step.what);
      case 'fault':
        return this.#fault(step);
      case 'admin':
        return this.#admin(step);
      case 'decide':
        return this.#decideOne(step);
      case 'kill':
        return this.#kill();
      case 'kill-at-failpoint':
        return this.#user.arm(step.count);
      case 'kill-at-request':
        return this.#killAtRequest(step);
      case 'restart':
        await this.#end();
        return this.#user.start();
      case 'clock':
        return this.#user.setClock(step.skew);
    }
  }

  /** @param invited whether it may be somebody invited */
  #who(place: number, invited = false): Person | null {
    const present = this.#people.filter(
      ({ entity, username }) =>
        !this.#gone.has(username) && !this.#removed.has(username) && (invited || entity !== 'invitation'),
    );
    return present[place % present.length] ?? null;
  }

  async #edit(step: Extract<Step, { do: 'edit' }>): Promise<void> {
    const person = this.#who(step.who);
    if (!person) return;
    const values = valuesAt(person.entity, step.fields, step.n);
    const changeId = this.#changeId(step.n);
    const result = await this.#insist(() => this.#user.edit(changeId, person, values));
    this.#note(result, { n: step.n, changeId, kind: 'edit', action: null, person, values });
  }

  async #create(step: Extract<Step, { do: 'create' }>): Promise<void> {
    const changeId = this.#changeId(step.n);
    const given = valuesAt('mobile-worker', step.fields, step.n);
    const short = `${newcomers}n${step.n}`;
    const values: FieldValues = { username: short, ...given };
    const result = await this.#insist(() => this.#user.create(changeId, values, password));
    const username = `${short}@${this.#hq.hq.project}.commcarehq.org`;
    const localId = result.ok ? result.localId : '';
    const person: Person = { entity: 'mobile-worker', localId, username };
    const done = { n: step.n, changeId, kind: 'create', action: null, person } as const;
    this.#note(result, { ...done, values: given });
    if (result.ok) this.#people.push(person);
  }

  async #act(step: Extract<Step, { do: 'act' }>): Promise<void> {
    const person = this.#who(step.who, true);
    if (!person) return;
    const action = actionAt(person.entity, step.action);
    const changeId = this.#changeId(step.n);
    const result = await this.#insist(() => this.#user.act(changeId, person, action));
    // Oneself, the last administrator, somebody without an address, a project without PersonalID: the rules say so, and nothing is kept.
    if (!result.ok && rulesSayNo.has(result.code)) return;
    this.#note(result, { n: step.n, changeId, kind: 'act', action, person, values: {} });
    if (result.ok && action === 'remove') this.#removed.add(person.username);
  }

  async #invite(n: number): Promise<void> {
    const email = `invited.${n}@example.org`;
    const changeId = this.#changeId(n);
    const role = this.#played.state.webUsers.map((user) => user['role']).find((name) => typeof name === 'string');
    const values: FieldValues = { email, role: role ?? '' };
    const result = await this.#insist(() => this.#user.invite(changeId, values));
    if (!result.ok && rulesSayNo.has(result.code)) return;
    const person: Person = { entity: 'invitation', localId: result.ok ? result.localId : '', username: email };
    this.#note(result, { n, changeId, kind: 'invite', action: null, person, values: {} });
    if (result.ok) this.#people.push(person);
  }

  async #session(what: 'sign-in' | 'end'): Promise<void> {
    if (what === 'end') await this.#hq.control('end-sessions', { method: 'POST' });
    else this.#user.signIn();
    await this.#pass(signInMs);
  }

  #changeId(n: number): string {
    return `step-${n.toString().padStart(6, '0')}`;
  }

  /** A command whose answer was lost with the process is given again, with the same id, as main does it. */
  async #insist<T>(work: () => Promise<T | null>): Promise<T> {
    for (;;) {
      await this.#alive();
      const result = await work();
      if (result !== null) return result;
    }
  }

  #note(result: Saved, done: Omit<Acknowledged, 'truth'>): void {
    if (result.ok) this.#played.acknowledged.push({ ...done, truth: result.truth });
    // A newcomer whose create was taken back is nobody any more.
    else if (result.code === 'not-found' && isNewcomer(done.person)) this.#gone.add(done.person.username);
    else this.#played.refused.push(result.why);
  }

  async #fault(step: Extract<Step, { do: 'fault' }>): Promise<void> {
    await this.#hq.control('faults', { json: faultRule(step) });
  }

  async #killAtRequest(step: Extract<Step, { do: 'kill-at-request' }>): Promise<void> {
    await this.#hq.control('faults', { json: killRules(step) });
  }

  async #admin(step: Extract<Step, { do: 'admin' }>): Promise<void> {
    const person = this.#who(step.who);
    // Whoever removes the account we work with ends the work; that is a hold, and not this suite's matter.
    if (!person || (step.remove && person.username === this.#hq.hq.username)) return;
    const field = fieldAt(person.entity, step.field);
    const set = nestUserData({ [field]: valueOf('w', field, step.n) });
    const edit = { entity: practiceEntity(person.entity), username: person.username };
    await this.#noteUsernames();
    const known = [...this.#played.usernames.values()].includes(person.username);
    // Not at HQ yet.
    if (!known) return;
    const json = step.remove ? { ...edit, remove: true } : { ...edit, set };
    const { handled: after } = (await this.#hq.control('edit', { json })) as { handled: number };
    if (step.remove) this.#gone.add(person.username);
    this.#played.adminWrites.push({ n: step.n, after, person, field: step.remove ? null : field });
  }

  async #decideOne(step: Extract<Step, { do: 'decide' }>): Promise<void> {
    const waiting = await this.#user.waiting();
    const change = waiting?.[step.which % waiting.length];
    if (change) await this.#decide(change, step.how);
  }

  async #decide(change: Waiting, wanted: How): Promise<void> {
    const how = possible(change, wanted);
    const after = await this.#handledSoFar();
    const result = await this.#insist(() => this.#user.decide(change, how));
    // Not possible may also mean: done by the try whose answer was lost.
    if (result !== 'done' && how === 'retry') return;
    const values = how === 'theirs' ? only(change.values, Object.keys(change.theirs)) : change.values;
    this.#played.decisions.push({ how, after, change: { ...change, values } });
  }

  /** @returns number of the last request HQ has had */
  async #readLog(): Promise<number> {
    const { log } = this.#played;
    // Entries of requests still under way are read again: HQ completes them when they end.
    const from = log.findIndex(({ status }) => status === 0);
    const since = from < 0 ? (log.at(-1)?.seq ?? 0) : (log[from]?.seq ?? 1) - 1;
    const entries = (await this.#hq.control(`log?since=${since}`)) as LogEntry[];
    if (from >= 0) log.length = from;
    log.push(...entries);
    return log.at(-1)?.seq ?? 0;
  }

  async #handledSoFar(): Promise<number> {
    await this.#readLog();
    return Math.max(0, ...this.#played.log.map(({ handled }) => handled));
  }

  async #noteUsernames(): Promise<void> {
    const state = (await this.#hq.control('state')) as HqState;
    for (const record of [...state.workers, ...state.webUsers]) {
      this.#played.usernames.set(String(record['id']), String(record['username']));
    }
    this.#played.state = state;
  }

  /** The network and HQ are well again, the person decides what waits for them; what does not go then is stuck. */
  async #calm(): Promise<void> {
    await this.#alive();
    await this.#countFaults();
    this.#user.arm(null);
    this.#user.setClock(0);
    for (let round = 0; round < calmRounds; round += 1) {
      await this.#session('sign-in');
      await this.#alive();
      await this.#user.press('sync');
      await this.#pass(calmMs);
      await this.#alive();
      const waiting = (await this.#user.waiting()) ?? [];
      if (waiting.length === 0) break;
      for (const change of waiting) {
        if (['queued', 'sending', 'unknown'].includes(change.state)) continue;
        const tries = this.#tries.get(change.id) ?? 0;
        this.#tries.set(change.id, tries + 1);
        await this.#decide(
          change,
          tries < givesUpAfter && !isOf(change, this.#people, this.#gone) ? 'retry' : 'discard',
        );
      }
    }
  }

  async #countFaults(): Promise<void> {
    const rules = (await this.#hq.control('faults')) as { kind: FaultKind; used: number; ms?: number }[];
    for (const { kind, used, ms } of rules) {
      if (used === 0 || (kind === 'delay' && ms === killMs)) continue;
      this.#played.faults[kind] = (this.#played.faults[kind] ?? 0) + used;
    }
    await this.#hq.control('faults', { method: 'DELETE' });
  }

  async #finish(): Promise<void> {
    const played = this.#played;
    // What pages add to a poll is counted by the tests of the pull.
    await this.#session('end');
    await this.#pass(600_000);
    const mark = await this.#readLog();
    await this.#pass(idleMs);
    await this.#readLog();
    played.idle = played.log.filter(({ seq }) => seq > mark);
    played.waiting = (await this.#user.waiting()) ?? [];
    await this.#end();
    await this.#noteUsernames();
    played.mails = (await this.#hq.control('mail')) as Mail[];
    played.errors = this.#user.errors();
    for (const { kind, person } of played.acknowledged) {
      if (kind !== 'create' || !played.state.workers.some(({ username }) => username === person.username)) continue;
      const check = { username: person.username, password };
      const { matches } = (await this.#hq.control('check-password', { json: check })) as { matches: boolean };
      if (!matches) played.wrongPasswords.push(person.username);
    }
  }
}
