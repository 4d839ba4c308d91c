/** What each action is at HQ: what to look at, what speaks against it, what is sent. */
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, PersonalIdState } from '#shared/domain/entities.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import type { CallOptions, HqRecord } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import type { HistoryEntry } from '../../outbox/history.ts';
import type { SyncRun } from '../sync-run.ts';

/** Whom an action is about. */
export type Target = { id: string; username: string; email: string };

/** What HQ shows. */
export type Seen = {
  /** HQ is as the action would make it; null: HQ does not tell (a mail). */
  done: boolean | null;
  /** HQ's record of the person where it was told. */
  record: HqRecord | null;
  /** Access, null where it was not told. */
  active: boolean | null;
  /** The link, where HQ's page told it. */
  personalId?: PersonalIdState;
  /** HQ has the person, and the list that would tell does not show them yet. */
  unlisted?: true;
  /** What proves later that the action happened: kept with the change before it is sent. */
  before?: FieldValues;
};

export type Sent = {
  /** What the call itself read back; null: to be looked at. */
  seen: Seen | null;
  /** For the history, beside HQ's status. */
  answer?: HistoryEntry['answer'];
};

/** What speaks against an action: words for the person, or that the list that would tell does not show them yet; null: nothing. */
export type Against = string | { unlisted: true } | null;

export type ActionSteps = {
  channel: 'api' | 'pages';
  /** HQ sends an e-mail: never repeated without the person's word. */
  mails: boolean;
  /** HQ's yes counts where a look does not (yet) show it: the lists lag behind, and nothing else tells. */
  trusted: boolean;
  /** Reads HQ; `gone` when there is no such person. */
  look(run: SyncRun, target: Target): Promise<Outcome<Seen>>;
  /** What has to be typed again before it can be sent, by field; null where nothing has. */
  lost?(run: SyncRun, change: ChangeRecord): FieldProblems | null;
  /** Why it must not be done, or not yet, from fresh data. */
  guard?(run: SyncRun, target: Target, seen: Seen, change: ChangeRecord): Promise<Outcome<Against>>;
  /** The channel `guard` asks, where it is another. */
  guardChannel?: 'pages';
  send(run: SyncRun, target: Target, options: CallOptions, change: ChangeRecord): Promise<Outcome<Sent>>;
  /** Whether a look after a lost answer proves that it happened; without it only `done` does. */
  proof?(base: FieldValues, seen: Seen): boolean;
  /** The same through HQ's pages alone, for where REST may not be used. */
  byPages?: ActionSteps;
};

export type StepsOf = Partial<Record<PersonAction, ActionSteps>>;
