/** Which rows of a list are chosen, and how a range of them grows and shrinks from its anchor, as in file managers. */

/** The people of `ids`; or, with `all`, everybody in the list but them. */
export type Chosen = { ids: ReadonlySet<string>; all: boolean };
export const nobody: Chosen = { ids: new Set(), all: false };

/** A range that is being drawn out: from where, and what was chosen before it. What it leaves behind is again as it was. */
export type Range = { anchor: number; before: Chosen };
/** `anchor`: the row that was touched last, where the next range begins; null: where the keyboard stands. */
export type RowChoice = { chosen: Chosen; anchor: number | null; range: Range | null };
export const nothingChosen: RowChoice = { chosen: nobody, anchor: null, range: null };

/** One person more or less; the next range begins at their row. */
export function toggledAt({ chosen }: RowChoice, localId: string, index: number): RowChoice {
  return { chosen: toggled(chosen, localId), anchor: index, range: null };
}

/** The keyboard went on without Shift: the next range begins where it stands. */
export function movedOn({ chosen }: RowChoice): RowChoice {
  return { chosen, anchor: null, range: null };
}

/** The range that is drawn out now, or a new one; `from`: where the keyboard stood. */
export function rangeOf({ chosen, anchor, range }: RowChoice, from: number): Range {
  return range ?? { anchor: anchor ?? from, before: chosen };
}

/** Rows between the anchor and `index`, both included. */
export function rowsOf({ anchor }: Range, index: number): { first: number; last: number } {
  return { first: Math.min(anchor, index), last: Math.max(anchor, index) };
}

/** The range reaches over these people now, and over nobody else. */
export function drawnOut(range: Range, ids: readonly string[]): RowChoice {
  return { chosen: withChosen(range.before, ids), anchor: range.anchor, range };
}

function toggled({ ids, all }: Chosen, localId: string): Chosen {
  const next = new Set(ids);
  if (!next.delete(localId)) next.add(localId);
  return { ids: next, all };
}

/** These people, too. */
export function withChosen({ ids, all }: Chosen, more: readonly string[]): Chosen {
  if (!all) return { ids: new Set([...ids, ...more]), all };
  const back = new Set(more);
  return { ids: new Set([...ids].filter((localId) => !back.has(localId))), all };
}
