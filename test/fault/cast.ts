/** Who there is for the steps of a script to be about. */
import { isNewcomer } from './people.ts';
import type { Person } from './people.ts';

/** Of every so many actions one is about somebody invited. */
const invitedEvery = 5;

export class Cast {
  readonly people: Person[] = [];
  /** Usernames of those who are gone, by another's hand or because their create was taken back. */
  readonly gone = new Set<string>();
  /** Usernames of those the person removed: nothing more can be done to them. */
  readonly removed = new Set<string>();

  #present(): Person[] {
    return this.people.filter(({ username }) => !this.gone.has(username) && !this.removed.has(username));
  }

  /** A member at a place of the list: two of three times a worker, of whom more can be edited. */
  member(place: number | 'newest'): Person | null {
    const members = this.#present().filter(({ entity }) => entity !== 'invitation');
    if (place === 'newest') return members.findLast(isNewcomer) ?? null;
    const some = members.filter(({ entity }) => (entity === 'web-user') === (place % 3 === 0));
    return some[Math.floor(place / 3) % some.length] ?? members[0] ?? null;
  }

  /** Up to `count` different members of one kind, from a place of the list on. */
  several(entity: Person['entity'], place: number, count: number): Person[] {
    const members = this.#present().filter((person) => person.entity === entity);
    const from = place % Math.max(1, members.length);
    return [...members.slice(from), ...members.slice(0, from)].slice(0, count);
  }

  invited(place: number): Person | null {
    const invited = this.#present().filter(({ entity }) => entity === 'invitation');
    return invited[place % invited.length] ?? null;
  }

  /** A member, or somebody invited. */
  anybody(place: number | 'newest'): Person | null {
    const isInvited = typeof place === 'number' && place % invitedEvery === 0;
    return (isInvited ? this.invited(place) : null) ?? this.member(place);
  }

  of(localId: string): Person | undefined {
    return this.people.find((person) => person.localId === localId);
  }
}
