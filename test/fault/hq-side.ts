/** HQ as the suite sees it, who is no client: its log, its data, its faults, and another admin's hand. */
import type { FaultKind } from '#practice/start-practice-hq.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { nestUserData } from '#shared/domain/fields.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { killMs } from './fault-rules.ts';
import { flat, movedTo, practiceEntity } from './people.ts';
import type { Person } from './people.ts';
import type { HqState, LogEntry, Mail, Played } from './played.ts';

/** HQ's own name of the role that may do everything. */
const adminRole = 'Admin';
/** Of every so many moves one is to no location. */
const elsewhereEvery = 3;

export class HqSide {
  readonly #practice: Practice;
  readonly #played: Played;

  constructor(practice: Practice, played: Played) {
    this.#practice = practice;
    this.#played = played;
  }

  /** @returns number of the last request HQ has had */
  async readLog(): Promise<number> {
    const { log } = this.#played;
    // Entries of requests still under way are read again: HQ completes them when they end.
    const from = log.findIndex(({ status }) => status === 0);
    const since = from < 0 ? (log.at(-1)?.seq ?? 0) : (log[from]?.seq ?? 1) - 1;
    const entries = (await this.#practice.control(`log?since=${since}`)) as LogEntry[];
    if (from >= 0) log.length = from;
    log.push(...entries);
    return log.at(-1)?.seq ?? 0;
  }

  /** In which order HQ got down to what it did last. */
  async handledSoFar(): Promise<number> {
    await this.readLog();
    return Math.max(0, ...this.#played.log.map(({ handled }) => handled));
  }

  async noteState(): Promise<void> {
    const state = (await this.#practice.control('state')) as HqState;
    for (const record of [...state.workers, ...state.webUsers]) {
      this.#played.usernames.set(String(record['id']), String(record['username']));
    }
    this.#played.state = state;
  }

  /** The name of a role somebody has, at a place of the list of them. */
  role(place: number): string {
    const names = new Set(this.#played.state.webUsers.map((user) => user['role']));
    const roles = [...names].filter((name) => typeof name === 'string' && name !== '') as string[];
    return roles[place % roles.length] ?? '';
  }

  /** The name of a profile at a place of the list of them, which ends with none. */
  profile(place: number): string {
    const names = [...this.#played.state.profiles.map(({ name }) => name), ''];
    return names[place % names.length] ?? '';
  }

  /** Whether this person is oneself, or the last admin with access: nobody takes their role or their access. Asks HQ. */
  async isProtected(person: Person | null): Promise<boolean> {
    if (person?.entity !== 'web-user') return false;
    if (person.username === this.#practice.hq.username) return true;
    await this.noteState();
    const admins = this.#played.state.webUsers.filter(
      (user) => user['role'] === adminRole && user['is_member'] !== false && user['is_active_in_domain'] !== false,
    );
    return admins.length === 1 && admins[0]?.['username'] === person.username;
  }

  /** Somewhere else for a member: to a location of HQ's at a place of the list, sometimes to a group, or in another role. */
  valuesAt(entity: Person['entity'], place: number): FieldValues {
    const { locations, groups } = this.#played.state;
    if (place % elsewhereEvery !== 0) return movedTo(entity, locations[place % locations.length]?.id ?? '');
    if (entity === 'web-user') return { role: this.role(place) };
    return { groups: [groups[place % groups.length]?.id ?? ''] };
  }

  async addFaults(rules: object | object[]): Promise<void> {
    await this.#practice.control('faults', { json: rules });
  }

  /** Counts the faults that struck, and ends them all. */
  async endFaults(): Promise<void> {
    const rules = (await this.#practice.control('faults')) as { kind: FaultKind; used: number; ms?: number }[];
    const { faults } = this.#played;
    for (const { kind, used, ms } of rules) {
      if (used === 0 || (kind === 'delay' && ms === killMs)) continue;
      faults[kind] = (faults[kind] ?? 0) + used;
    }
    await this.#practice.control('faults', { method: 'DELETE' });
  }

  async endSessions(): Promise<void> {
    await this.#practice.control('end-sessions', { method: 'POST' });
  }

  /**
   * Another admin sets one field of somebody's, or removes them (`field` null).
   * @returns the last request HQ had handled by then, and what HQ had; null: HQ does not know them (yet), or has the value
   */
  async edit(
    { entity, username }: Person,
    field: string | null,
    value: Json,
  ): Promise<{ after: number; before: Json } | null> {
    await this.noteState();
    const { workers, webUsers } = this.#played.state;
    const record = [...workers, ...webUsers].findLast((one) => one['username'] === username);
    if (!record) return null;
    const before = field === null ? null : (flat(record)[field] ?? null);
    if (field !== null && before === value) return null;
    const whom = { entity: practiceEntity(entity), username };
    const json = field === null ? { ...whom, remove: true } : { ...whom, set: nestUserData({ [field]: value }) };
    const { handled } = (await this.#practice.control('edit', { json })) as { handled: number };
    return { after: handled, before };
  }

  async mails(): Promise<Mail[]> {
    return (await this.#practice.control('mail')) as Mail[];
  }

  async hasPassword(username: string, password: string): Promise<boolean> {
    const json = { username, password };
    const { matches } = (await this.#practice.control('check-password', { json })) as { matches: boolean };
    return matches;
  }
}
