import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { hashPassword } from '#practice/passwords.ts';
import { startPractice } from '../../engine/practice/practice-client.ts';
import type { Practice } from '../../engine/practice/practice-client.ts';
import { Roster } from './roster.ts';
import { recordsOfKind, webUserFields, workerFields } from './steps.ts';
import type { Step } from './steps.ts';
import type { Write } from './words.ts';

export type LogEntry = {
  seq: number;
  handled: number;
  method: string;
  path: string;
  status: number;
  applied: boolean;
  by: string | null;
  body: Record<string, Json> | null;
};

type Subject = { localId: string; id: string };

/**
 * Roles nobody knows but this play, so that each value tells which edit it comes from: giving the role somebody has is no edit. A play has
 * 45 steps at most, each of which counts up to three.
 */
const roles = 135;
const roleName = (count: number) => `Role ${String(count % roles).padStart(3, '0')}`;
const addressOf = (name: string) => `${name}@example.org`;

/** HQ's address of one record, or of what is done with it. */
const aRecord = /\/(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27})\//;
/** A worker is deleted only where HQ can be reached, and after a restart that is asked: which projects are there. */
const isALook = (path: string) => path === '/api/user_domains/v1/';
/** Idle time: ten seconds by the engines' clock, past every wait but the five minutes to the next listing. */
const idleMs = 500;
/** What a process sent before it died has come to HQ by then. */
const arrivalMs = 20;

/** The practice HQ, the two at it, and what is done there. */
export class Stage {
  readonly practice: Practice;
  readonly rosters: [Roster, Roster];
  /** Given by the admin at HQ. */
  readonly atHq: Write[] = [];
  readonly log: LogEntry[] = [];
  /** The last request HQ had done before the play. */
  startedAt = 0;
  /** Those invited before the play: uuid and address; address and role. */
  invited: ReadonlyMap<string, string> = new Map();
  roleAtStart: ReadonlyMap<string, Json> = new Map();
  /** By person: the action that would have led to the access they had. */
  accessAtStart: ReadonlyMap<string, string> = new Map();
  /** How often a process was killed, and how often so on its way. */
  readonly kills = { all: 0, onTheWay: 0 };
  readonly #scheduler: fc.Scheduler;
  readonly #bothSignedIn: boolean;
  /** Told of each request HQ holds. */
  onHeld: (() => void) | null = null;
  #subjects: Record<PersonEntity, Subject[]> = { 'mobile-worker': [], 'web-user': [], invitation: [] };
  #places: string[] = [];
  #count = 0;

  private constructor(practice: Practice, scheduler: fc.Scheduler, second: string, bothSignedIn: boolean) {
    this.practice = practice;
    this.#scheduler = scheduler;
    this.#bothSignedIn = bothSignedIn;
    const clock = () => this.#handled();
    this.rosters = [new Roster(practice.hq.username, clock), new Roster(second, clock)];
  }

  /** @param bothSignedIn whether the second one has HQ's pages, too, and not only REST */
  static async start(scheduler: fc.Scheduler, bothSignedIn: boolean): Promise<Stage> {
    const begun: { stage?: Stage } = {};
    const wait = () => {
      begun.stage?.onHeld?.();
      return scheduler.schedule(Promise.resolve());
    };
    const practice = await startPractice({ size: 5, seed: 5, throttle: false, wait });
    const { hq, control } = practice;
    await control('settings', { json: { listDeactivatedWebUsers: true, restInvitationMails: true } });
    for (let count = 0; count < roles; count += 1)
      await edit(practice, 'role', { create: true }, { name: roleName(count) });
    // A second admin with a key of their own.
    const users = (await control('state?entity=web-user')) as { username: string; is_active_in_domain: boolean }[];
    const second = users.find(({ username, is_active_in_domain: active }) => active && username !== hq.username);
    const username = second?.username ?? '';
    const password_hash = hashPassword(hq.signIn.password);
    await edit(practice, 'web-user', { username }, { role: 'Admin', password_hash });
    await edit(practice, 'api-key', { create: true }, { username, key: 'second-key' });
    const stage = new Stage(practice, scheduler, username, bothSignedIn);
    begun.stage = stage;
    const [first, other] = stage.rosters;
    await first.open(practice, hq.apiKey);
    await first.signIn(hq.signIn.password);
    await other.open(practice, 'second-key');
    if (bothSignedIn) await other.signIn(hq.signIn.password);
    for (const roster of stage.rosters) await roster.sync();
    await stage.#choose(first);
    const invitations = (await control('state?entity=invitation')) as { id: string; email: string; role: string }[];
    stage.invited = new Map(invitations.map(({ id, email }) => [id, email]));
    stage.roleAtStart = new Map(invitations.map(({ email, role }) => [email, role]));
    const people = [await control('state?entity=worker'), users].flat() as {
      id: string;
      is_active?: boolean;
      is_active_in_domain?: boolean;
    }[];
    stage.accessAtStart = new Map(
      people.map((one) => [one.id, (one.is_active_in_domain ?? one.is_active) === true ? 'reactivate' : 'deactivate']),
    );
    stage.startedAt = await stage.#handled();
    await control('faults', { json: { match: { path: '/a/' }, kind: 'delay', ms: 1, times: 100_000 } });
    return stage;
  }

  async #choose(roster: Roster): Promise<void> {
    const limit = 100;
    const workers = (await roster.call('mobileWorkers.list', { limit })).rows;
    const users = (await roster.call('webUsers.list', { limit })).rows.filter(({ isAdmin }) => !isAdmin);
    const invitations = (await roster.call('invitations.list', { limit })).rows;
    const few = (rows: { localId: string; serverId: string | null }[]) =>
      rows.slice(0, recordsOfKind).map(({ localId, serverId }) => ({ localId, id: serverId ?? '' }));
    this.#subjects = { 'mobile-worker': few(workers), 'web-user': few(users), invitation: few(invitations) };
    this.#places = (await roster.call('lookups.get', {})).locations.map(({ id }) => id);
  }

  async play(step: Step): Promise<void> {
    this.#count += 1;
    const before = await this.#handled();
    const asksHq = await this.#play(step, `step-${String(this.#count).padStart(4, '0')}`);
    if (asksHq) return;
    await this.#handled();
    const asked = this.log.filter(({ handled, path }) => handled > before && !(step.do === 'remove' && isALook(path)));
    expect(asked, `L8: ${step.do} asks HQ nothing`).toEqual([]);
  }

  /** @returns whether HQ may be asked something by it */
  async #play(step: Step, name: string): Promise<boolean> {
    const roster = 'by' in step ? this.#roster(step.by) : this.rosters[0];
    switch (step.do) {
      case 'edit': {
        const patch = this.#patch(step.entity, step.field, name);
        await roster.edit(name, step.entity, this.#subject(step.entity, step.who).localId, patch);
        return false;
      }
      case 'clash': {
        const { localId } = this.#subject(step.entity, step.who);
        for (const [index, one] of this.rosters.entries()) {
          const id = `${name}-${index}`;
          await one.edit(id, step.entity, localId, this.#patch(step.entity, step.field, id));
          this.#count += 1;
        }
        return false;
      }
      case 'create':
        await roster.create(name, step.same ? 'both.want.it' : name);
        return false;
      case 'act':
        await roster.act(name, step.entity, this.#subject(step.entity, step.who).localId, step.action);
        return false;
      case 'remove':
        // A membership is removed through HQ's pages.
        await (step.entity === 'web-user' ? this.#withPages(step.by) : roster).act(
          name,
          step.entity,
          this.#subject(step.entity, step.who).localId,
          'remove',
        );
        return false;
      case 'invite':
        await roster.invite(name, addressOf(step.same ? 'both.want' : name), roleName(this.#count));
        return false;
      case 'invitation': {
        const { localId } = this.#subject('invitation', step.who);
        const one = this.#withPages(step.by);
        if (step.what === 'edit') await one.edit(name, 'invitation', localId, { role: roleName(this.#count) });
        else await one.act(name, 'invitation', localId, step.what);
        return false;
      }
      case 'decide':
        await roster.decide(step.how, name);
        return false;
      case 'unresolve':
        await roster.unresolve();
        return false;
      case 'undo':
        return this.#ordered(roster.undo(name));
      case 'sync':
        await this.#ordered(roster.sync());
        return true;
      case 'kill':
        await this.#kill(step);
        return true;
      case 'both':
        await this.#ordered(Promise.all(this.rosters.map((one) => one.sync())));
        return true;
      default:
        await this.#playAtHq(step, name);
        return false;
    }
  }

  /** What HQ holds of a dead process it does before that one is started anew: later, nobody could tell it from never (README). */
  async #kill({ by, at, times, both }: Extract<Step, { do: 'kill' }>): Promise<void> {
    const [roster, other] = [this.#roster(by), this.#roster(1 - by)];
    const child = await roster.moveOut(this.practice, `${at}#${times}`);
    let left = times;
    if (at === 'held')
      this.onHeld = () => {
        left -= 1;
        if (left === 0) void child.kill();
      };
    const died = roster.dieIn(child, at.includes('pull') ? 'pull' : 'push');
    const [isOnTheWay] = await this.#ordered(Promise.all([died, both ? other.sync() : null]));
    this.onHeld = null;
    this.kills.all += 1;
    if (isOnTheWay) this.kills.onTheWay += 1;
    await new Promise((resolve) => setTimeout(resolve, arrivalMs));
    await this.#scheduler.waitIdle();
    await roster.moveIn(this.practice);
  }

  async #playAtHq(step: Extract<Step, { do: `hq${string}` }>, name: string): Promise<void> {
    if (step.do === 'hq-invitation') {
      const { id } = this.#subject('invitation', step.who);
      const there = await this.practice.control('state?entity=invitation');
      if (!(there as { id: string }[]).some((one) => one.id === id)) return;
      const role = roleName(this.#count);
      if (step.removes)
        this.#did(id, '*action*', 'remove', await edit(this.practice, 'invitation', { id, remove: true }, {}));
      else this.#did(id, 'role', role, await edit(this.practice, 'invitation', { id }, { role }));
      return;
    }
    const { id } = this.#subject(step.entity, step.who);
    const kind = step.entity === 'web-user' ? 'web-user' : 'worker';
    if (step.do === 'hq-removes') {
      this.#did(id, '*action*', 'remove', await edit(this.practice, kind, { id, remove: true }, {}));
      return;
    }
    if (step.do === 'hq-access') {
      const flag = kind === 'worker' ? 'is_active' : 'is_active_in_domain';
      const handled = await edit(this.practice, kind, { id }, { [flag]: step.active });
      this.#did(id, '*action*', step.active ? 'reactivate' : 'deactivate', handled);
      return;
    }
    const patch = this.#patch(step.entity, step.field, name);
    const notes = patch['user_data.notes'];
    const set = notes === undefined ? patch : { user_data: { notes } };
    const handled = await edit(this.practice, kind, { id }, set);
    for (const [field, value] of Object.entries(patch)) this.#did(id, field, value, handled);
  }

  #did(record: string, field: string, value: Json, handled: number): void {
    this.atHq.push({ by: 'hq', record, field, value, handled });
  }

  #patch(entity: 'mobile-worker' | 'web-user', index: number, name: string): Record<string, Json> {
    const field = (entity === 'web-user' ? webUserFields : workerFields)[index] ?? 'user_data.notes';
    if (field === 'role') return { role: roleName(this.#count) };
    if (field !== 'location') return { [field]: name };
    const place = this.#places[this.#count % this.#places.length] ?? '';
    return { primary_location_id: place, assigned_location_ids: [place] };
  }

  /** That one, where it is signed in to HQ's pages. */
  #withPages(by: number): Roster {
    return this.#roster(this.#bothSignedIn ? by : 0);
  }

  #roster(by: number): Roster {
    return this.rosters[by === 0 ? 0 : 1];
  }

  #subject(entity: PersonEntity, who: number): Subject {
    const found = this.#subjects[entity][who];
    if (!found) throw new Error(`the sample has no ${entity} ${who}`);
    return found;
  }

  /** Every request is held at HQ until the scheduler, and with it the seed, says that it is its turn. */
  #ordered<T>(work: Promise<T>): Promise<T> {
    return this.#scheduler.waitFor(work);
  }

  /** The last request HQ has done; reads on in its log. */
  async #handled(): Promise<number> {
    const entries = await this.practice.control(`log?since=${this.log.at(-1)?.seq ?? 0}`);
    this.log.push(...(entries as LogEntry[]));
    return this.log.reduce((last, { handled }) => Math.max(last, handled), 0);
  }

  /** Both decide and sync, in turn, until nothing waits anywhere; the first rounds by insisting, then by giving way. */
  async calmDown(): Promise<void> {
    for (let round = 0; round < 8; round += 1) {
      for (const roster of this.rosters) await this.#ordered(roster.sync());
      const waiting = (await Promise.all(this.rosters.map((roster) => roster.waiting()))).flat();
      if (waiting.length === 0 && round > 1) return;
      for (const roster of this.rosters) await roster.decide(round < 2 ? 'mine' : 'theirs', `calm-${round}`);
    }
  }

  /** L8. Nothing is under way: a run asks HQ for lists and nothing else, and between two runs HQ is asked nothing. */
  async rest(): Promise<void> {
    await this.practice.control('faults', { method: 'DELETE' });
    // Whoever was removed last goes with the second listing that misses them, which asks HQ by the id.
    for (const roster of [...this.rosters, ...this.rosters]) await roster.sync();
    for (const roster of this.rosters) {
      const before = await this.#handled();
      await roster.sync();
      await this.#handled();
      const asked = this.log.filter(({ handled }) => handled > before);
      const others = asked.filter(({ method, path }) => method !== 'GET' || aRecord.test(path));
      expect(others, 'L8: idle, nothing is written, and nobody is read by themselves').toEqual([]);
    }
    for (const roster of this.rosters) await roster.openIdle(this.practice);
    const before = await this.#handled();
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    expect(await this.#handled(), 'L8: idle, HQ is asked nothing before the next listing').toBe(before);
  }

  async close(): Promise<void> {
    for (const roster of this.rosters) {
      await roster.engine.shutdown();
      roster.forget();
    }
    await this.practice.hq.close();
  }
}

/** Another admin at HQ. @returns the last request HQ had done before */
async function edit(practice: Practice, entity: string, which: object, set: object): Promise<number> {
  const answer = await practice.control('edit', { json: { entity, ...which, set } });
  return (answer as { handled: number }).handled;
}
