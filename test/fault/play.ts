/** Plays a script: one client, another admin, a practice HQ over real HTTP, and everything that goes wrong; then calms it all down. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldValues } from '#shared/domain/entities.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import type { Client, How, Undoable, Waiting } from './client.ts';
import { playAdmin } from './admin.ts';
import { Batches } from './batches.ts';
import { Cast } from './cast.ts';
import { possible, wantedInstead } from './decisions.ts';
import { faultRule, killMs, killRules } from './fault-rules.ts';
import { HqSide } from './hq-side.ts';
import { Notes } from './notes.ts';
import { create, invite, password } from './newcomers.ts';
import { actionAt, valuesAt } from './people.ts';
import { idleMs, notePlayed } from './played.ts';
import type { Decision, Played } from './played.ts';
import type { Person } from './people.ts';
import type { Script, Step } from './script.ts';
import { Sheets } from './sheets.ts';
import { calmMs, calmRounds, closingMs, pauseMs, signInEvery, signInMs } from './spans.ts';
import { StageTime } from './stage-time.ts';
import { changeIdOf, rulesSayNo } from './on-stage.ts';
import type { OnStage } from './on-stage.ts';

export type Stage = { practice: Practice; folder: string; now: () => number };

const begin = Date.UTC(2026, 5, 1, 9, 0, 0);
/** Kept in memory where there is such a place: a killed process loses nothing of it (only a power cut would). */
const scratch = process.platform === 'linux' ? '/dev/shm' : tmpdir();
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
  #side: HqSide | null = null;
  #killing: Promise<void> = Promise.resolve();
  /** The last request HQ had when the client rested. */
  #rested = 0;
  readonly #cast = new Cast();
  readonly #tries = new Map<string, number>();
  readonly #played: Played = notePlayed();
  readonly #batches = new Batches();
  readonly #sheets = new Sheets();
  readonly #notes = new Notes(this.#played, this.#cast);
  readonly #time = new StageTime(begin, this.#played.coarse);

  constructor(script: Script) {
    this.#script = script;
  }

  async stage(folder: string): Promise<Stage> {
    this.#practice = await startPractice({
      size: this.#script.size,
      seed: this.#script.seed,
      throttle: false,
      clock: () => new Date(this.#time.now),
      wait: (ms) => this.#wait(ms),
    });
    this.#side = new HqSide(this.#practice, this.#played);
    return { practice: this.#practice, folder, now: () => this.#time.now };
  }

  async close(): Promise<void> {
    if (this.#client && !this.#client.isDead()) await this.#client.kill();
    await this.#practice?.hq.close();
  }

  get #hq(): HqSide {
    if (!this.#side) throw new Error('the stage is not set');
    return this.#side;
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
    this.#cast.people.push(...(await client.people()));
    await this.#hq.noteState();
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
    await this.#time.stretch(ms, () => this.#user.pass(ms, true));
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
    await this.#time.rest();
    this.#played.deaths.push({ rested: this.#rested, by: await this.#hq.readLog() });
    await this.#user.start();
  }

  #end(): Promise<void> {
    return this.#time.close(closingMs, () => this.#user.end(closingMs));
  }

  async #pass(ms: number, wait = true): Promise<void> {
    await this.#time.pass(ms, wait, (stretch) => this.#user.pass(stretch, false));
    if (wait && !this.#user.isDead()) this.#rested = await this.#hq.readLog();
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#edit(step.n, this.#cast.member(step.who), (person) =>
          valuesAt(person.entity, step.fields, step.n),
        );
      case 'move':
        return this.#move(step);
      case 'create':
        return create(step, this.#stageOf());
      case 'act':
        return this.#act(step);
      case 'invite':
        return invite(step, this.#stageOf());
      case 'edit-invitation':
        return this.#edit(step.n, this.#cast.invited(step.who), () => ({ role: this.#hq.role(step.role) }));
      case 'undo':
        return this.#undo(step);
      case 'session':
        return this.#session(step.what);
      case 'pass':
        return this.#pass(step.ms, step.wait);
      case 'press':
        return this.#user.press(step.what);
      case 'fault':
        return this.#hq.addFaults(faultRule(step));
      case 'admin':
      case 'admin-gives':
        return playAdmin(step, this.#stageOf());
      case 'profile':
        return this.#edit(step.n, this.#cast.member(step.who), ({ entity }) =>
          entity === 'web-user'
            ? { profile: this.#hq.profile(step.profile), ...valuesAt(entity, step.fields, step.n) }
            : valuesAt(entity, [step.profile], step.n),
        );
      case 'many':
        return this.#batches.many(step, this.#stageOf());
      case 'end-batch':
        return this.#batches.end(step, this.#stageOf());
      case 'sheet':
        return this.#sheets.carryOut(step, this.#stageOf());
      case 'end-sheet':
        return this.#sheets.end(step, this.#stageOf());
      case 'decide':
        return this.#decideOne(step);
      case 'unresolve':
        return this.#unresolve(step);
      case 'kill':
        return this.#kill();
      case 'kill-at-failpoint':
        return this.#user.arm(step.count);
      case 'kill-at-request':
        return this.#hq.addFaults(killRules(step));
      case 'restart':
        await this.#end();
        this.#played.restarts += 1;
        return this.#user.start();
      case 'clock':
        return this.#user.setClock(step.skew);
    }
  }

  async #edit(n: number, person: Person | null, makeValues: (person: Person) => FieldValues): Promise<void> {
    if (!person) return;
    const values = makeValues(person);
    const changeId = changeIdOf(n);
    const { result } = await this.#insist(() => this.#user.edit(changeId, person, values));
    // A form HQ has not shown yet cannot be filled in; nobody takes their own role away, nor the last administrator's.
    const hasRules = person.entity === 'invitation' || 'role' in values || 'profile' in values;
    if (!result.ok && hasRules && rulesSayNo.has(result.code)) return;
    this.#notes.save(result, { n, changeId, kind: 'edit', action: null, person, values });
  }

  async #move({ n, who, location }: Extract<Step, { do: 'move' }>): Promise<void> {
    await this.#edit(n, this.#cast.member(who), ({ entity }) => this.#hq.valuesAt(entity, location));
  }

  async #act({ n, who, action: place }: Extract<Step, { do: 'act' }>): Promise<void> {
    // A named action is one of members.
    const person = typeof place === 'string' ? this.#cast.member(who) : this.#cast.anybody(who);
    if (!person) return;
    const action = actionAt(person.entity, place);
    const changeId = changeIdOf(n);
    const { result } = await this.#insist(() => this.#user.act(changeId, person, action));
    // Oneself, the last administrator, somebody without an address, a project without PersonalID: the rules say so, and nothing is kept.
    if (!result.ok && rulesSayNo.has(result.code)) return;
    // A worker is deleted only with HQ in reach.
    if (!result.ok && result.code === 'offline' && action === 'remove') return;
    this.#notes.save(result, { n, changeId, kind: 'act', action, person, values: {} });
    if (result.ok && action === 'remove') this.#cast.removed.add(person.username);
  }

  async #undo({ n, which }: Extract<Step, { do: 'undo' }>): Promise<void> {
    const lines = (await this.#user.undoable()) ?? [];
    const line = lines[which % lines.length];
    const person = line && this.#cast.of(line.localId);
    if (!person) return;
    if (line.how === 'unresolve') return this.#undoDecision(n, line);
    const changeId = changeIdOf(n);
    const { result, again } = await this.#insist(() => this.#user.undo(changeId, line.id));
    // Meanwhile HQ shows something else, or another change waits.
    if (!result.ok) return;
    const left = new Set(result.left);
    const values = Object.fromEntries(Object.entries(line.values).filter(([field]) => !left.has(field)));
    // Only the first answer tells what was left.
    this.#notes.save(result, { n, changeId, kind: 'undo', action: line.action, person, values, certain: !again });
  }

  async #undoDecision(n: number, { id, changeId }: Undoable): Promise<void> {
    const change = this.#played.decisions.findLast((one) => one.change.id === changeId)?.change;
    if (!change) return;
    const values = await this.#decidedValues(changeId);
    await this.#noteDecision({ n, how: 'unresolve', change, values }, async () => {
      const result = await this.#user.undo(changeIdOf(n), id);
      return result && (result.ok ? 'done' : 'not-possible');
    });
  }

  async #session(what: 'sign-in' | 'end'): Promise<void> {
    if (what === 'end') await this.#hq.endSessions();
    else this.#user.signIn();
    await this.#pass(signInMs);
  }

  /**
   * A command whose answer was lost with the process is given again, with the same id, as main does it.
   * @returns `again`: it was given more than once
   */
  async #insist<T>(work: () => Promise<T | null>): Promise<{ result: T; again: boolean }> {
    for (let again = false; ; again = true) {
      await this.#alive();
      const result = await work();
      if (result !== null) return { result, again };
    }
  }

  #stageOf(): OnStage {
    return {
      user: this.#user,
      hq: this.#hq,
      cast: this.#cast,
      notes: this.#notes,
      self: this.#practice?.hq.username ?? '',
      project: this.#practice?.hq.project ?? '',
      insist: (work) => this.#insist(work),
    };
  }

  async #decideOne({ n, which, how }: Extract<Step, { do: 'decide' }>): Promise<void> {
    const waiting = (await this.#user.waiting()) ?? [];
    // What asks the person is looked at first.
    const asking = waiting.filter(({ state }) => state === 'conflict' || state === 'ask');
    const some = asking.length > 0 ? asking : waiting;
    const change = some[which % some.length];
    if (change) await this.#decide(change, how, n);
  }

  async #decide(change: Waiting, wanted: How, n: number): Promise<void> {
    const person = this.#cast.of(change.localId);
    const instead = wantedInstead(change, person, n);
    const how = possible(change, wanted, instead);
    const values = how === 'value' ? instead : {};
    await this.#noteDecision({ n, how, change, values }, () => this.#user.decide(change, how, values));
  }

  /** One of the last decisions, 0 being the latest. */
  async #unresolve({ n, which }: Extract<Step, { do: 'unresolve' }>): Promise<void> {
    const decided = this.#played.decisions.filter(({ how }) => how === 'theirs' || how === 'value' || how === 'retry');
    const last = decided.at(-1 - (which % 3));
    if (!last) return;
    const { change } = last;
    const values = await this.#decidedValues(change.id);
    await this.#noteDecision({ n, how: 'unresolve', change, values }, () => this.#user.unresolve(change.id));
  }

  /** What was chosen in place of both sides; also by an edit made while the change was in conflict, which is a decision then. */
  async #decidedValues(changeId: string): Promise<FieldValues> {
    return (await this.#insist(() => this.#user.decidedValues(changeId))).result;
  }

  async #noteDecision(
    decision: Pick<Decision, 'n' | 'how' | 'change' | 'values'>,
    work: () => Promise<'done' | 'not-possible' | null>,
  ): Promise<void> {
    const after = await this.#hq.handledSoFar();
    const { result, again } = await this.#insist(work);
    // Not possible may also mean: done by the try whose answer was lost.
    if (result !== 'done' && !again) return;
    this.#notes.decide({ ...decision, after, certain: result === 'done' });
  }

  /** The network and HQ are well again, the person decides what waits for them; what does not go then is stuck. */
  async #calm(): Promise<void> {
    await this.#alive();
    await this.#hq.endFaults();
    this.#user.arm(null);
    this.#user.setClock(0);
    const since = await this.#hq.readLog();
    await this.#pass(pauseMs);
    // A kill at a request that was under way comes only now: nobody signs in to what is dead.
    await this.#alive();
    for (let round = 0; round < calmRounds; round += 1) {
      // HQ may ask for a pause instead: the person is told so, and signs in when it is over.
      if (round % signInEvery === 0 || !this.#user.hasSignedIn()) await this.#session('sign-in');
      await this.#alive();
      await this.#user.press('sync');
      await this.#pass(calmMs);
      await this.#alive();
      const waiting = (await this.#user.waiting()) ?? [];
      // What was read last may be old: an hour's budget of requests can be used up before the lists are through.
      const isThrough = this.#user.hasSignedIn() && waiting.length === 0;
      if (isThrough && (await this.#user.isPaused()) === false) break;
      for (const change of waiting) {
        if (['queued', 'sending', 'unknown'].includes(change.state)) continue;
        const tries = this.#tries.get(change.id) ?? 0;
        this.#tries.set(change.id, tries + 1);
        const person = this.#cast.of(change.localId) ?? null;
        const givesUp = tries >= givesUpAfter || this.#cast.gone.has(person?.username ?? '');
        const isProtected = givesUp && (await this.#hq.isProtected(person));
        if (givesUp) this.#played.givenUp.push({ change, person, since, isProtected });
        await this.#decide(change, givesUp ? 'discard' : 'retry', this.#script.steps.length);
      }
    }
  }

  async #finish(): Promise<void> {
    const played = this.#played;
    // What pages add to a poll is counted by the tests of the pull.
    await this.#session('end');
    await this.#pass(calmMs);
    const mark = await this.#hq.readLog();
    await this.#pass(idleMs);
    await this.#hq.readLog();
    played.idle = played.log.filter(({ seq }) => seq > mark);
    played.waiting = (await this.#user.waiting()) ?? [];
    await this.#end();
    await this.#hq.noteState();
    played.mails = await this.#hq.mails();
    played.errors = this.#user.errors();
    for (const { kind, person } of played.acknowledged) {
      if (kind !== 'create' || !played.state.workers.some(({ username }) => username === person.username)) continue;
      if (!(await this.#hq.hasPassword(person.username, password))) played.wrongPasswords.push(person.username);
    }
  }
}
