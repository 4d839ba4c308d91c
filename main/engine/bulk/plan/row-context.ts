/** What planning one row works with, and what it gives. */
import type { Capability } from '#shared/domain/capability.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import type { Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey, MessageParams } from '#shared/messages/translate.ts';
import type { BaseRecord } from './base-sheet.ts';
import type { KnownPerson } from './find-people.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { RowValues } from './row-values.ts';

export type RowProblem = {
  as: 'invalid' | 'duplicate' | 'conflict' | 'not-permitted';
  text: string;
  /** About a value that the row's difference tells of: where the row changes nothing, it only repeats what HQ has, and stands in nobody's way. */
  ofValue?: true;
};

/** The same problems, told as those of values. */
export function ofValues(problems: readonly RowProblem[]): RowProblem[] {
  return problems.map((one) => ({ ...one, ofValue: true }));
}

export function problem(as: RowProblem['as'], key: MessageKey, params: MessageParams = {}): RowProblem {
  return { as, text: t(key, params) };
}

export type SheetRow = {
  row: number;
  values: RowValues;
  /** `masked`: nothing but asterisks, as downloads show it. */
  password: 'none' | 'masked' | 'given';
  /** What the file says of the person when it was made; null where it says nothing. */
  base: BaseRecord | null;
};

/** Keys (`duplicate-keys.ts`) that several rows of the file have. */
export type Duplicates = Record<'username' | 'email' | 'user_id', ReadonlySet<string>>;

export type RowContext = {
  facts: PlanFacts;
  duplicates: Duplicates;
  /** Names in the file's sheet of groups, which HQ's importer makes first. */
  sheetGroups: ReadonlySet<string>;
  /** HQ's own download: a value HQ does not tell us is the one that was there. */
  isDownload: boolean;
  /** Who is a member of the project is known here. */
  knowsMembers: boolean;
  isOwnAccount(person: KnownPerson): boolean;
  /** When the file was made this row was about somebody who is not in the file any more. */
  stoodForAnother(row: number): boolean;
  /** Nobody can have this username any more: HQ keeps those of deleted workers. */
  isBurnt(username: string): boolean;
};

/** Things told once for all rows they concern. */
export const noteCodes = [
  'not-compared',
  'importer-only',
  'ignored-name',
  'ignored-email',
  'ignored-status',
  'primary-kept',
  'username-case',
  'username-new',
  'renews',
  'dates-go',
  'primary-moved',
  'web-user-member',
  'untouched',
  'blank-stays',
] as const;
export type NoteCode = (typeof noteCodes)[number];
/** `field`: what the sentence names. */
export type RowNote = { code: NoteCode; field?: string | undefined };

export type RowPlan = Omit<PlannedRow, 'excluded' | 'reasons' | 'outcome'> & {
  /** What the row does when nothing speaks against it. */
  does: 'create' | 'invite' | 'update' | 'remove' | 'no-change';
  problems: RowProblem[];
  notes: RowNote[];
  /** What its cells call the person. */
  names: string[];
  /** The row takes a member's access or role of Admin. */
  takesAdmin: { localId: string; removes: boolean } | null;
  /** The member that a row of a worker removes, as it names them. */
  removesWebUser: string | null;
  /** Of a worker, for exchanges over several rows. */
  renamed: { from: string; to: string } | null;
};

/** A row about which nothing is known yet. */
export function emptyPlan(row: number, username: string): RowPlan {
  return {
    row,
    username,
    does: 'no-change',
    problems: [],
    notes: [],
    names: [],
    changes: {},
    flags: [],
    mail: null,
    entity: null,
    localId: null,
    takesAdmin: null,
    removesWebUser: null,
    renamed: null,
  };
}

/** Says so where this account may not do what the row does. */
export function forbid({ facts }: RowContext, plan: RowPlan, capability: Capability): void {
  const why = facts.lacks(capability);
  if (why !== '') plan.problems.push({ as: 'not-permitted', text: why });
}

/** What the row wants, by field key; group fields of a location together. */
export type Wanted = Map<string, Json>;
