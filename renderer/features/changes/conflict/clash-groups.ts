/** The open questions of a change as the conflict screen asks them, and the person's answers on the way to the engine. Pure. */
import type { ChangeField, ChangeView, Seen } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { groupKeys } from '#shared/domain/fields.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import { isGuardKey } from '#shared/merge/guards.ts';

export type Use = 'mine' | 'theirs' | 'value';

/**
 * Fields that are decided by one choice.
 * - `values`: a field, or fields HQ keeps together; ours, HQ's or a third value.
 * - `guards`: what happened to the person behind an action; it is sent all the same or let go.
 * - `deleted`, `exists`: nobody, or somebody else, is there to take it; it can only be let go.
 */
export type ClashGroup = {
  /** The first field's. */
  key: string;
  kind: 'values' | 'guards' | 'deleted' | 'exists';
  fields: ChangeField[];
  uses: readonly Use[];
  /** How many other changes one choice can settle too. */
  similar: number;
};

/**
 * One answer. `values`: what is wanted where `use` is `value`. `about`: HQ's values it was given about, since an answer about others than
 * those on the screen is none.
 */
export type Draft = { use: Use; values: FieldValues; about: string };
export type Drafts = Readonly<Record<string, Draft>>;

/** The clashing fields of a change in its own order, those that are decided together in one group. */
export function clashGroups(change: ChangeView): ClashGroup[] {
  const clashing = change.fields.filter(({ clashes }) => clashes);
  const groups: ClashGroup[] = [];
  const done = new Set<string>();
  for (const { field } of clashing) {
    if (done.has(field)) continue;
    const keys = isGuardKey(field) ? null : groupKeys(change.entity, field);
    const fields = clashing.filter((each) => (keys ? keys.includes(each.field) : isGuardKey(each.field)));
    for (const each of fields) done.add(each.field);
    const kind = kindOf(field);
    // The engine looks for others by the first field's clash.
    const similar = fields[0]?.similar ?? 0;
    groups.push({ key: field, kind, fields, uses: usesOf(change, kind, fields), similar });
  }
  return groups;
}

function kindOf(field: string): ClashGroup['kind'] {
  if (field === '*deleted*') return 'deleted';
  if (field === '*exists*') return 'exists';
  return isGuardKey(field) ? 'guards' : 'values';
}

function usesOf({ ofAnother }: ChangeView, kind: ClashGroup['kind'], fields: readonly ChangeField[]): readonly Use[] {
  if (kind === 'deleted' || kind === 'exists') return ['theirs'];
  // A structure that HQ keeps in custom data cannot be typed in, and no value of this account goes out as another's.
  return kind === 'guards' || ofAnother !== null || fields.some(isStructured)
    ? ['mine', 'theirs']
    : ['mine', 'theirs', 'value'];
}

function isStructured({ yours, theirs }: ChangeField): boolean {
  return [yours, theirs].some((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
}

/** The fields of the change nobody asks about. */
export function otherFields(change: ChangeView): ChangeField[] {
  return change.fields.filter(({ clashes }) => !clashes);
}

/** The answer that counts, undefined when there is none about what HQ has now. */
export function draftOf(group: ClashGroup, drafts: Drafts): Draft | undefined {
  const draft = drafts[group.key];
  return draft?.about === about(group) ? draft : undefined;
}

/** An answer, keeping the third value that was typed before (at first: ours). */
export function answer(group: ClashGroup, use: Use, before: Draft | undefined): Draft {
  const ours = Object.fromEntries(group.fields.map(({ field, yours }) => [field, yours]));
  return { use, values: before?.values ?? ours, about: about(group) };
}

/** The same answer to every question; where a question does not take it, the one it does take. */
export function answerAll(groups: readonly ClashGroup[], use: 'mine' | 'theirs', before: Drafts): Drafts {
  const all = groups.map((group) => {
    const taken = group.uses.includes(use) ? use : 'theirs';
    return [group.key, answer(group, taken, draftOf(group, before))] as const;
  });
  return { ...before, ...Object.fromEntries(all) };
}

export function withoutDraft(drafts: Drafts, key: string): Drafts {
  return Object.fromEntries(Object.entries(drafts).filter(([each]) => each !== key));
}

function about(group: ClashGroup): string {
  return JSON.stringify(group.fields.map((field) => [field.field, seenOf(field)]));
}

/** HQ's side of a clash as the screen shows it: the engine takes no answer about another. */
export function seenOf({ theirs, clash }: Pick<ChangeField, 'theirs' | 'clash'>): Seen {
  return { theirs: theirs ?? null, ...(clash === undefined ? {} : { clash }) };
}

/** The same for all of these fields that clash. */
export function seenFields(fields: readonly ChangeField[]): Record<string, Seen> {
  return Object.fromEntries(fields.filter(({ clashes }) => clashes).map((field) => [field.field, seenOf(field)]));
}

/** The answers as `changes.resolve` takes them. */
export function choicesOf(groups: readonly ClashGroup[], drafts: Drafts): MethodInput<'changes.resolve'>['choices'] {
  return groups.flatMap((group) => {
    const draft = draftOf(group, drafts);
    if (!draft) return [];
    const { use, values } = draft;
    return group.fields.map((clash) => {
      const { field } = clash;
      const seen = seenOf(clash);
      return use === 'value' ? { field, use, value: values[field] ?? null, seen } : { field, use, seen };
    });
  });
}

/** Whether the change would end with these answers: all is HQ's, and nothing else of it is left to be sent. */
export function endsWith(change: ChangeView, groups: readonly ClashGroup[], drafts: Drafts): boolean {
  const allTheirs = groups.every((group) => draftOf(group, drafts)?.use === 'theirs');
  if (!allTheirs || groups.length === 0) return false;
  return groups.some(({ kind }) => kind !== 'values') || otherFields(change).length === 0;
}
