import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import type { Person } from './people.ts';

/** A change that waits in a client, as far as the person with it decides about it. */
export type Waiting = {
  id: string;
  state: string;
  kind: string;
  localId: string;
  action: string | null;
  values: FieldValues;
  /** HQ's values where they clash with ours. */
  theirs: FieldValues;
};

/** `theirs`: HQ's values for all that clashes, `value`: others. `send-again`, `done`: about what may have happened and mails. */
export type How = 'retry' | 'discard' | 'theirs' | 'value' | 'send-again' | 'done';

/** A line of the history that can be taken back: to these values, by this action, or (`unresolve`) as the decisions about `changeId`. */
export type Undoable = {
  id: number;
  changeId: string;
  localId: string;
  how: 'change' | 'unresolve';
  values: FieldValues;
  action: PersonAction | null;
};

/** What is done to many at once. */
export type ManyDone = { kind: 'edit'; patch: FieldValues } | { kind: 'act'; action: 'deactivate' | 'reactivate' };

/** `undo`: everybody is as before the batch, as far as it was not sent; `discard`: all that is left of it goes; `retry`: it is sent again. */
export type BatchHow = 'undo' | 'discard' | 'retry';

export type SavedMany =
  /** `cannot`: why, by local id; `truth` as in `Saved`, by local id; `already`: of how many nothing had to be saved. */
  | {
      ok: true;
      changed: number;
      already: number;
      cannot: ReadonlyMap<string, string>;
      truth: ReadonlyMap<string, FieldValues>;
    }
  | { ok: false; code: string; why: string };

/** A workbook of workers: the value typed into one column of theirs. `isOld`: into the file that was written before, not into a new one. */
export type SheetOrder = { batchId: string; people: readonly Person[]; field: string; value: Json; isOld: boolean };

/** What became of somebody's row; no `changeIds`: nothing was saved of it, for the reason `why`. */
export type SheetRow = { localId: string; changeIds: readonly string[]; planned: string; why: string };

/** `truth`: HQ's values when the file was written, by local id. */
export type SavedSheet =
  | { ok: true; rows: readonly SheetRow[]; truth: ReadonlyMap<string, FieldValues> }
  | { ok: false; code: string; why: string };

/** `id`: of the order, the same when it is given again; `field`: what was typed. */
export type EndSheet = { id: string; batchId: string; how: BatchHow; field: string };

/** `count`: changes (rows, of `undo`) ended before HQ had them, or sent again; `back`: the ways back of what HQ had, `known` where it is told what they are. */
export type SheetEnd = { count: number; back: readonly WayBack[] };
export type WayBack = { localId: string; changeId: string; values: FieldValues; known: boolean };

/** What the fault suite drives: Roster's engine, or the naive client that shows what the faults would do to another. */
export type Client = {
  /** Starts it on its files, or after it died. */
  start(): Promise<void>;
  /** Everybody it knows. */
  people(): Promise<Person[]>;
  /** @returns whether it answered that it is saved; null when it died before it answered */
  edit(changeId: string, person: Person, patch: FieldValues): Promise<Saved | null>;
  create(changeId: string, values: FieldValues, password: string): Promise<Saved | null>;
  act(changeId: string, person: Person, action: PersonAction): Promise<Saved | null>;
  /** One edit or action for several people of one kind. */
  changeMany(batchId: string, people: readonly Person[], what: ManyDone): Promise<SavedMany | null>;
  /** Planned and carried out, as far as it can be. */
  sheet(order: SheetOrder): Promise<SavedSheet | null>;
  endSheet(order: EndSheet): Promise<SheetEnd | 'not-possible' | null>;
  /** @returns of how many people, or changes */
  endBatch(batchId: string, how: BatchHow): Promise<number | 'not-possible' | null>;
  invite(changeId: string, values: FieldValues): Promise<Saved | null>;
  /** Begins to sign in to HQ's pages; whether that goes well shows later. */
  signIn(): void;
  /** Whether the last sign-in went well, as far as is known yet. */
  hasSignedIn(): boolean;
  waiting(): Promise<Waiting[] | null>;
  /** Whether it asks HQ nothing until some time has passed: HQ said so, or its own budget of requests is used up. */
  isPaused(): Promise<boolean | null>;
  /** @param values for `value`: what is wanted instead, by field */
  decide(change: Waiting, how: How, values: FieldValues): Promise<'done' | 'not-possible' | null>;
  unresolve(id: string): Promise<'done' | 'not-possible' | null>;
  /** The values the decisions about a change chose in place of both sides, as far as they can be taken back. */
  decidedValues(changeId: string): Promise<FieldValues | null>;
  /** The newest lines that can be taken back. */
  undoable(): Promise<Undoable[] | null>;
  undo(changeId: string, id: number): Promise<Saved | null>;
  press(what: 'sync' | 'pull' | 'push'): Promise<void>;
  /** Time passes, also for what is under way when `rush`. Resolves when it rests (or died). */
  pass(ms: number, rush: boolean): Promise<void>;
  setClock(skew: number): void;
  /** Dies at the n-th of its own points from now on; null: not any more. */
  arm(count: number | null): void;
  kill(): Promise<void>;
  /** Ends it in order, while `ms` pass. */
  end(ms: number): Promise<void>;
  isDead(): boolean;
  /** Faults of its own: what it logged as errors. */
  errors(): string[];
};

export type Saved =
  /** `truth`: HQ's values as the person saw them; `isNothing`: no change of that id carries it; `left`: fields an undo does not take back. */
  | { ok: true; localId: string; truth: Record<string, Json>; isNothing?: boolean; left?: readonly string[] }
  | { ok: false; code: string; why: string };
