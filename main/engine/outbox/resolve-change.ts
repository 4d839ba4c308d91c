/**
 * What a person decides about the clashes of a change, field by field: ours is sent over HQ's present value, HQ's stays and ours leaves the
 * change, or a third value is sent instead of both. What is left undecided keeps the whole change waiting.
 */
import { groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { Seen } from '#shared/domain/change.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { guardValues, isGuarded, isGuardKey, touchesGuard, withoutGuards } from '#shared/merge/guards.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ChangeRecord } from './change-record.ts';
import { checkSeen } from './check-seen.ts';
import type { SeenFields } from './check-seen.ts';
import { deletedField, isWholeClash, raiseConflict, readConflicts, similarChanges } from './conflicts.ts';
import { writeDecision } from './decision-line.ts';
import type { DecidedFields } from './decision-line.ts';
import { keepDecisions } from './decisions.ts';
import type { Use } from './decisions.ts';
import { endDecided } from './ended-changes.ts';
import { liveChange, refuseForeign } from './live-change.ts';
import { readTruth } from './person-truth.ts';
import { readChange } from './read-changes.ts';
import { checkedPatch } from './record-change.ts';
import type { RecordContext } from './record-context.ts';
import { remeasureBehind } from './remeasure-behind.ts';
import { moveChange } from './transitions.ts';

/** `seen`: what HQ had when the person chose; left out, whatever it has now is decided about. */
export type Choice = { field: string; seen?: Seen | undefined } & (
  { use: 'mine' | 'theirs' } | { use: 'value'; value: Json }
);

/**
 * Decides clashing fields of a change; a choice for one field of a group counts for the others of it.
 * @returns the change as it is now, null when nothing of it is left to be sent
 * @throws AppFailure `not-found`, `wrong-state` (no clash; ours cannot be sent; HQ moved on since it was seen), `validation` (details.fields)
 */
export function resolveChange(context: RecordContext, id: string, choices: readonly Choice[]): ChangeRecord | null {
  return context.db.write('resolve-change', () => {
    decide(context, liveChange(context, id, 'resolve'), choices);
    return readChange(context.db, id);
  });
}

export type SimilarDecision = {
  id: string;
  field: string;
  use: Use;
  /** With `value`: what is sent instead, of the field and those decided with it. */
  values?: FieldValues | undefined;
  /** What was shown of this change's clashes. */
  seen?: SeenFields | undefined;
  /** For how many changes it was meant. */
  count?: number | undefined;
};

/**
 * The same choice for every change with the same kind of clash in this field, of the same batch or outside of all: all or none.
 * @returns ids of the changes it was made for
 * @throws AppFailure as `resolveChange`
 */
export function resolveSimilar(context: RecordContext, decision: SimilarDecision): string[] {
  const { db } = context;
  const { id, field, seen, count } = decision;
  return db.write('resolve-similar', () => {
    const change = liveChange(context, id, 'resolve');
    const conflicts = readConflicts(db, id);
    const conflict = conflicts.get(field);
    if (!conflict) throw noClash(field);
    if (seen) checkSeen(change.entity, clashesWith(change, conflicts, [field]), seen);
    const ids = similarChanges(db, change, conflict);
    if (count !== undefined && count !== ids.length)
      throw new AppFailure('wrong-state', t('change.similar-since-seen', { count: ids.length }));
    const choices = choicesOf(change, decision);
    for (const similar of ids) decide(context, liveChange(context, similar, 'resolve'), choices);
    return ids;
  });
}

/** @throws AppFailure where a value is for a field that is not decided with this one */
function choicesOf({ entity }: ChangeRecord, { field, use, values = {} }: SimilarDecision): Choice[] {
  if (use !== 'value') return [{ field, use }];
  const members = isGuardKey(field) ? [field] : groupKeys(entity, field);
  return Object.entries(values).map(([key, value]) => {
    if (!members.includes(key)) throw noClash(key);
    return { field: key, use, value };
  });
}

/** Ours over HQ's in every clashing field; call inside a write. */
export function decideForMine(context: RecordContext, change: ChangeRecord): void {
  const fields = [...readConflicts(context.db, change.id).keys()];
  const mine = fields.map((field): Choice => ({ field, use: 'mine' }));
  decide(context, change, mine);
}

function decide(context: RecordContext, change: ChangeRecord, choices: readonly Choice[]): void {
  const conflicts = readConflicts(context.db, change.id);
  const shown = choices.filter(({ seen }) => seen !== undefined).map(({ field }) => field);
  checkSeen(change.entity, clashesWith(change, conflicts, shown), seenIn(choices));
  const whole = [...conflicts.keys()].find(isWholeClash);
  if (whole) decideWhole(context, change, conflicts, whole, choices);
  else decideFields(context, change, conflicts, decidedFields(context, change, conflicts, choices));
  rebuildVisible(context.db, change.entity, [change.localId]);
}

/** The clashes of these fields and of all that is decided with them. */
function clashesWith(
  change: ChangeRecord,
  conflicts: ReadonlyMap<string, FieldConflict>,
  fields: readonly string[],
): FieldConflict[] {
  const members = new Set(fields.flatMap((field) => together(change, conflicts, field)));
  return [...conflicts.values()].filter(({ field }) => members.has(field));
}

function seenIn(choices: readonly Choice[]): SeenFields {
  return Object.fromEntries(choices.flatMap(({ field, seen }) => (seen ? [[field, seen]] : [])));
}

/** A person gone from HQ, or a name that is taken there: nothing of ours can be sent, so there is one choice. */
function decideWhole(
  context: RecordContext,
  change: ChangeRecord,
  conflicts: ReadonlyMap<string, FieldConflict>,
  whole: string,
  choices: readonly Choice[],
): void {
  const isDeleted = whole === deletedField;
  for (const { field, use } of choices) {
    if (field !== whole) throw noClash(field);
    if (use !== 'theirs')
      throw new AppFailure('wrong-state', t(isDeleted ? 'change.deleted-mine' : existsText(change)));
  }
  const answer = { note: t(isDeleted ? 'change.let-go' : 'change.let-go-exists') };
  const decided = new Map([[whole, { use: 'theirs', value: null } as const]]);
  const line = noted(context, change, conflicts, decided);
  endDecided(context, change, { answer, gone: isDeleted, line });
}

function existsText({ entity }: ChangeRecord): 'change.exists-mine' | 'change.exists-mine.invitation' {
  return entity === 'invitation' ? 'change.exists-mine.invitation' : 'change.exists-mine';
}

/** Spreads the choices over groups. @throws AppFailure `validation` */
function decidedFields(
  context: RecordContext,
  change: ChangeRecord,
  conflicts: ReadonlyMap<string, FieldConflict>,
  choices: readonly Choice[],
): DecidedFields {
  const uses = new Map<string, Use>();
  const values: FieldValues = {};
  for (const choice of choices) {
    const members = together(change, conflicts, choice.field);
    if (members.length === 0) throw noClash(choice.field);
    if (members.some((member) => (uses.get(member) ?? choice.use) !== choice.use)) throw contradiction(members);
    for (const member of members) uses.set(member, choice.use);
    if (choice.use !== 'value') continue;
    if (isGuardKey(choice.field))
      throw problem(choice.field, t('change.no-value', { label: fieldLabel(choice.field) }));
    refuseForeign(context, change);
    const said = values[choice.field];
    if (said !== undefined && !sameFieldValue(change.entity, choice.field, said, choice.value))
      throw contradiction(members);
    values[choice.field] = choice.value;
  }
  const checked = checkedValues(context, change, uses, values);
  return new Map([...uses].map(([field, use]) => [field, { use, value: checked[field] ?? null }]));
}

/** The clashing fields that are decided as one: a group of HQ's; all that happened to the person's role and state. */
function together(change: ChangeRecord, conflicts: ReadonlyMap<string, FieldConflict>, field: string): string[] {
  const members = isGuardKey(field) ? [...conflicts.keys()].filter(isGuardKey) : groupKeys(change.entity, field);
  return members.filter((member) => conflicts.has(member));
}

/** Third values in the form HQ keeps, checked as an edit is; members of a group that were not named keep ours. */
function checkedValues(
  context: RecordContext,
  change: ChangeRecord,
  uses: ReadonlyMap<string, Use>,
  values: FieldValues,
): FieldValues {
  if (Object.keys(values).length === 0) return {};
  const wanted: FieldValues = { ...values };
  for (const [field, use] of uses)
    if (use === 'value' && !(field in wanted)) wanted[field] = change.patch[field] ?? null;
  // Only what HQ has already needs no check: ours may have been written when other locations were there.
  const seen: FieldValues = { ...withoutGuards(readTruth(context.db, change.entity, change.localId) ?? {}) };
  for (const [key, value] of Object.entries(change.patch)) if (!(key in wanted)) seen[key] = value;
  return checkedPatch(context, { entity: change.entity, patch: wanted }, seen, undefined);
}

function decideFields(
  context: RecordContext,
  change: ChangeRecord,
  conflicts: ReadonlyMap<string, FieldConflict>,
  decided: DecidedFields,
): void {
  const { db, now } = context;
  const after = applied(context, change, conflicts, decided);
  const line = noted(context, change, conflicts, decided);
  const nothingLeft =
    change.kind === 'update' ? Object.keys(after.patch).length === 0 : [...decided.values()].some(isTheirs);
  if (nothingLeft) {
    const answer = { note: t('change.took-theirs') };
    endDecided(context, change, { answer, gone: false, stands: { ...change.base, ...after.stands }, line });
    return;
  }
  keepDecisions(db, change, new Map([...decided].map(([field, { use }]) => [field, use])), {
    line,
    at: now(),
  });
  remeasureBehind(context, change, after.stands);
  const { patch, base } = after;
  const edited = [...decided.values()].some(({ use }) => use === 'value') ? { edited: true as const } : {};
  const open = [...conflicts.values()].filter(({ field }) => !decided.has(field));
  if (open.length === 0) {
    moveChange(db, change.id, 'queued', now(), { patch, base, reason: null, nextAttemptAt: null, ...edited });
    return;
  }
  moveChange(db, change.id, 'conflict', now(), { patch, base, ...edited });
  raiseConflict(db, change, open, now());
}

/** The line of the history about it. */
function noted(
  { db, author, now }: RecordContext,
  change: ChangeRecord,
  conflicts: ReadonlyMap<string, FieldConflict>,
  decided: DecidedFields,
): number {
  return writeDecision(db, change, { by: author, conflicts, decided, now: now() });
}

function isTheirs({ use }: { use: Use }): boolean {
  return use === 'theirs';
}

type Applied = Pick<ChangeRecord, 'patch' | 'base'> & {
  /**
   * What later changes are measured from where that is not what this one wanted before: what will stand at HQ by a word of ours, but for
   * HQ's own value what this change was measured from itself. Whatever stands behind it was said without knowing that value, and is asked
   * about when its turn comes.
   */
  stands: FieldValues;
};

/** Patch and base as decided: what is measured from HQ's present value cannot clash with it again. */
function applied(
  context: RecordContext,
  change: ChangeRecord,
  conflicts: ReadonlyMap<string, FieldConflict>,
  decided: DecidedFields,
): Applied {
  const patch: FieldValues = { ...change.patch };
  const base: FieldValues = { ...change.base };
  const stands: FieldValues = {};
  const isAsHq = (field: string) => {
    const choice = decided.get(field);
    if (!choice || choice.use === 'theirs') return true;
    return choice.use === 'value' && sameFieldValue(change.entity, field, choice.value, conflicts.get(field)?.theirs);
  };
  for (const [field, { use, value }] of decided) {
    const theirs = conflicts.get(field)?.theirs ?? null;
    if (use === 'value') stands[field] = value;
    if (isGuardKey(field)) {
      // Not a value anybody wants: what happened to the person is known from now on.
      if (use === 'theirs') stands[field] = theirs;
      continue;
    }
    if (use === 'theirs') stands[field] = change.base[field] ?? null;
    base[field] = theirs;
    if (use === 'value') patch[field] = value;
  }
  const isDropped = (field: string) => decided.has(field) && groupKeys(change.entity, field).every(isAsHq);
  const left = without(patch, isDropped);
  const measured = without(base, isDropped);
  if (change.kind === 'update' && !touchesGuard(left)) return { patch: left, base: withoutGuards(measured), stands };
  const looksAtGuards = [...decided.keys()].some((field) => isGuardKey(field) || isGuarded(field));
  const truth = looksAtGuards ? readTruth(context.db, change.entity, change.localId) : null;
  const guards = truth ? guardValues(change.entity, truth) : {};
  return { patch: left, base: { ...measured, ...guards }, stands };
}

function without(values: FieldValues, isLeftOut: (field: string) => boolean): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !isLeftOut(field)));
}

function noClash(field: string): AppFailure {
  return problem(field, t('change.no-clash', { field }));
}

function contradiction(fields: readonly string[]): AppFailure {
  const message = t('change.one-decision', { labels: fields.map(fieldLabel).join(', ') });
  return new AppFailure('validation', message, {
    fields: Object.fromEntries(fields.map((field) => [field, [message]])),
  });
}

function problem(field: string, message: string): AppFailure {
  return new AppFailure('validation', message, { fields: { [field]: [message] } });
}
