import type { Json } from '#shared/domain/entities.ts';

/**
 * What a person (of a Roster, or the admin at HQ) said: this value, for this field of this record. `*action*` is a field of its own, and
 * so is `*new*`: that somebody is to be made or invited.
 */
export type Word = {
  by: string;
  /** HQ's id; of somebody new the username, of an invitation its uuid or address. */
  record: string;
  field: string;
  value: Json;
  /** The last request HQ had done by then. */
  at: number;
  /** What the person saw at HQ when they said it. */
  saw: Json;
};

/** What a person said before and takes back: the change, or this part of it, is not wanted any more. */
export type LetGo = {
  changeId: string;
  record: string;
  field: string;
  at: number;
  /** How many words of theirs were said before. */
  after: number;
  /** Why they were asked at all. */
  why: Why;
};

/** A request that a kill left without an answer, and what was being done by it: HQ may have it or not. */
export type Doubt = { changeId: string; record: string; field: string; at: number };

export type Why =
  | { kind: 'asked' }
  /** `status` of HQ's no; null where HQ did not say it. */
  | { kind: 'refused'; status: number | null; message: string }
  /** `clash`: the kind; `theirs`: HQ's value, which is not ours. */
  | { kind: 'clash'; clash: string; theirs: Json };

/** A value HQ was given, or an action it did: by a request of a Roster, or by the admin at HQ. */
export type Write = { by: string; record: string; field: string; value: Json; handled: number };

/** Fields the play is about, as in a request's body, `user_data` apart; other parts of a body say nothing here. */
export function flatBody(body: Record<string, Json>): Record<string, Json> {
  const { user_data: userData, ...rest } = body;
  const custom = Object.entries((userData ?? {}) as Record<string, Json>);
  return { ...rest, ...Object.fromEntries(custom.map(([key, value]) => [`user_data.${key}`, value])) };
}

export function same(left: Json | undefined, right: Json | undefined): boolean {
  return JSON.stringify(left ?? '') === JSON.stringify(right ?? '');
}
