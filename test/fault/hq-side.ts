/** HQ as the suite sees it, who is no client: its log, its data, its faults, and another admin's hand. */
import type { FaultKind } from '#practice/start-practice-hq.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { killMs } from './fault-rules.ts';
import { movedTo, practiceEntity } from './people.ts';
import type { Person } from './people.ts';
import type { HqState, LogEntry, Mail, Played } from './played.ts';

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
   * Another admin edits somebody, or removes them (`set` null).
   * @returns the last request HQ had handled by then; null: HQ does not know them (yet)
   */
  async edit({ entity, username }: Person, set: object | null): Promise<number | null> {
    await this.noteState();
    if (![...this.#played.usernames.values()].includes(username)) return null;
    const whom = { entity: practiceEntity(entity), username };
    const json = set === null ? { ...whom, remove: true } : { ...whom, set };
    const { handled } = (await this.#practice.control('edit', { json })) as { handled: number };
    return handled;
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
