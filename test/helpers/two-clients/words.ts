import type { Json } from '#shared/domain/entities.ts';

/** What a person (of a Roster, or the admin at HQ) said: this value, for this field of this record. */
export type Word = {
  by: string;
  /** HQ's id, or what HQ does not know yet by its name. */
  record: string;
  field: string;
  value: Json;
  /** The last request HQ had done by then. */
  at: number;
  /** What the person saw at HQ when they said it. */
  saw: Json;
};

/** A value HQ was given: by a request of a Roster, or by the admin at HQ. */
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
