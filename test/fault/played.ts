/** What is written down while a script is played: everything that is to be judged, from both sides. */
import type { FaultKind } from '#practice/start-practice-hq.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import type { BatchHow, How, Waiting } from './client.ts';
import type { Person } from './people.ts';

export type LogEntry = {
  seq: number;
  /** By HQ's clock, which is the end of the stretch of time that passes just then. */
  time: string;
  /** In which order HQ got down to the requests. */
  handled: number;
  method: string;
  path: string;
  status: number;
  applied: boolean;
  faults: string[];
  body: unknown;
};
export type Mail = { to: string; kind: string; about: string };
export type HqState = {
  workers: Record<string, unknown>[];
  webUsers: Record<string, unknown>[];
  invitations: Record<string, unknown>[];
  locations: { id: string }[];
  groups: { id: string }[];
  profiles: { name: string }[];
};

/** What was saved here, and the client said so. */
export type Acknowledged = {
  n: number;
  /** Its place among all that was saved and decided. */
  order: number;
  changeId: string;
  kind: 'edit' | 'create' | 'act' | 'invite' | 'undo';
  action: PersonAction | null;
  person: Person;
  values: FieldValues;
  truth: FieldValues;
  /** Whether just these values are wanted: an undo whose answer was lost may have left some. */
  certain: boolean;
  /** Everything may have been as wanted already: then there is no change. */
  isNothing: boolean;
  /** The batch it was part of, null for what was done alone. */
  batch: string | null;
};
/**
 * What another admin did at HQ; `order` as above; `after`: the last request HQ had handled by then; `field` null: removed them; `before`: what
 * HQ had until then.
 */
export type AdminWrite = {
  n: number;
  order: number;
  after: number;
  person: Person;
  field: string | null;
  value: Json;
  before: Json;
};
/**
 * A batch taken back, discarded or sent again; `order` and `after` as above; `certain`: all of it is known to be as before, else it may hold
 * for some of its people only.
 */
export type BatchEnd = {
  batch: string;
  order: number;
  how: BatchHow;
  after: number;
  certain: boolean;
};
/**
 * `n`: the step; `order` as above; `after` as above; `certain`: the client said it was done, else nobody knows, because it died over it;
 * `values`: what is wanted instead, by field.
 */
export type Decision = {
  n: number;
  order: number;
  how: How | 'unresolve';
  after: number;
  certain: boolean;
  change: Waiting;
  values: FieldValues;
};

/**
 * What would not go in the end, however often it was tried; `since`: the last request before everything was well again; `isProtected`: by
 * what HQ had then, no role may be taken from this person, nor their access: they are oneself, or the last admin.
 */
export type GivenUp = { change: Waiting; person: Person | null; since: number; isProtected: boolean };

/**
 * The client died: `rested` is the last request HQ had when nothing of the client was under way the last time before, `by` the last it had
 * from it. Which answers of those in between it heard nobody knows.
 */
export type Death = { rested: number; by: number };

/** Everything that is to be judged, from both sides. */
export type Played = {
  acknowledged: Acknowledged[];
  /** Refused by the client itself, with its words. */
  refused: string[];
  adminWrites: AdminWrite[];
  decisions: Decision[];
  batchEnds: BatchEnd[];
  givenUp: GivenUp[];
  /** HQ's id → username, of everybody there ever was. */
  usernames: Map<string, string>;
  log: LogEntry[];
  /** Times of HQ's that stand for a longer while than the client's shortest pause. */
  coarse: Set<string>;
  mails: Mail[];
  state: HqState;
  /** Passwords of new workers that HQ does not have as given. */
  wrongPasswords: string[];
  /** What still waits after everything calmed down. */
  waiting: Waiting[];
  /** Requests in the time after that (`idleMs`). */
  idle: LogEntry[];
  kills: number;
  deaths: Death[];
  /** Closed in order and started again. */
  restarts: number;
  faults: Partial<Record<FaultKind, number>>;
  operations: number;
  errors: string[];
};

export function notePlayed(): Played {
  return {
    acknowledged: [],
    refused: [],
    adminWrites: [],
    decisions: [],
    batchEnds: [],
    givenUp: [],
    usernames: new Map(),
    log: [],
    coarse: new Set(),
    mails: [],
    state: { workers: [], webUsers: [], invitations: [], locations: [], groups: [], profiles: [] },
    wrongPasswords: [],
    waiting: [],
    idle: [],
    kills: 0,
    deaths: [],
    restarts: 0,
    faults: {},
    operations: 0,
    errors: [],
  };
}

/** How long nothing is to be done in the end: two polls, or three. */
export const idleMs = 700_000;
