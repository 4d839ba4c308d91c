/**
 * What the person wanted in each field, in the order in which HQ is to get it: edits, moves and undos as they were saved, a value chosen
 * in a decision in place of the one it was chosen over.
 */
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { Json } from '#shared/domain/entities.ts';
import { isNewcomer } from './people.ts';
import type { Person } from './people.ts';
import type { Acknowledged, BatchEnd, Decision, Played } from './played.ts';

export type Wish = {
  n: number;
  value: Json;
  /** An undo: HQ may have the value already, or never have had another. */
  isUndo: boolean;
  /** The person sent it again: HQ may have been asked twice. */
  again: boolean;
  /** The person gave it up (or another value took its place) when HQ had handled so many requests; `certain` as in the decision. No
   * decision: of an undo whose answer was lost, nobody knows which fields it takes back. */
  givenUp: { after: number; certain: boolean; by: Decision | null } | null;
  batch: string | null;
};

export type FieldWishes = { person: Person; field: string; wishes: Wish[] };

type Event = { order: number; saved?: Acknowledged; decided?: Decision; ended?: BatchEnd };

/** Of everybody but those invited, whose values HQ is sent in a form. */
export function fieldWishes(played: Played): FieldWishes[] {
  const fields = new Map<string, FieldWishes>();
  const events: Event[] = [
    ...played.acknowledged.map((saved) => ({ order: saved.order, saved })),
    ...played.decisions.map((decided) => ({ order: decided.order, decided })),
    ...played.batchEnds.map((ended) => ({ order: ended.order, ended })),
  ];
  for (const { saved, decided, ended } of events.toSorted((left, right) => left.order - right.order)) {
    if (saved) wish(fields, saved);
    if (decided) for (const one of fields.values()) decide(one, decided);
    if (ended) for (const { wishes } of fields.values()) endBatch(wishes, ended);
  }
  return [...fields.values()];
}

function wish(fields: Map<string, FieldWishes>, { n, kind, person, values, certain, batch }: Acknowledged): void {
  if (person.entity === 'invitation') return;
  for (const [field, value] of Object.entries(values)) {
    const key = `${person.username} ${field}`;
    const known = fields.get(key) ?? { person, field, wishes: [] };
    const givenUp = certain ? null : { after: 0, certain, by: null };
    known.wishes.push({ n, value, isUndo: kind === 'undo', again: false, givenUp, batch });
    fields.set(key, known);
  }
}

function decide({ person, field, wishes }: FieldWishes, decision: Decision): void {
  const { how, change, n, after, certain } = decision;
  if (change.localId !== person.localId) return;
  if (how === 'unresolve') {
    const chosen = decision.values[field];
    takeBack(
      wishes,
      decision,
      ({ value }) => chosen !== undefined && sameFieldValue(person.entity, field, value, chosen),
    );
    return;
  }
  const endsAll = how === 'discard' && change.kind === 'create' && isNewcomer(person);
  const value = change.values[field];
  const about = endsAll
    ? wishes
    : wishes.filter((one) => value !== undefined && sameFieldValue(person.entity, field, one.value, value));
  if (how === 'retry') for (const one of about) one.again = true;
  if (how === 'discard') for (const one of about) one.givenUp = { after, certain, by: decision };
  const last = about.at(-1);
  if ((how !== 'theirs' && how !== 'value') || !last || !(field in change.theirs)) return;
  last.givenUp = { after, certain, by: decision };
  const instead = decision.values[field];
  if (instead === undefined) return;
  // A decision nobody knows of may be in force or not.
  const givenUp = certain ? null : { after, certain, by: decision };
  wishes.splice(wishes.indexOf(last) + 1, 0, {
    n,
    value: instead,
    isUndo: false,
    again: false,
    givenUp,
    batch: last.batch,
  });
}

/**
 * The batch's value is not wanted any more where it was the last word; what was wanted before it is, which HQ may have had already.
 * Sent again, HQ may be asked twice.
 */
function endBatch(wishes: Wish[], { batch, how, after, certain }: BatchEnd): void {
  const last = wishes.at(-1);
  if (last?.batch !== batch || last.givenUp !== null) return;
  if (how === 'retry') {
    last.again = true;
    return;
  }
  last.givenUp = { after, certain, by: null };
  // Behind a word that was given up, or of which nobody knows whether it holds, is what HQ has: an earlier word was the newer one's to end.
  const before = wishes.at(-2);
  if (certain && before?.givenUp === null) wishes.push({ ...before, isUndo: true, again: true });
}

/**
 * What all decisions about the change gave up is wanted again, and what was to take its place is not.
 * @param isChosen whether they chose it in place of both sides; it may have been saved as an edit
 */
function takeBack(wishes: Wish[], decision: Decision, isChosen: (wish: Wish) => boolean): void {
  const { change, after, certain } = decision;
  const undone = wishes.flatMap(({ givenUp }) => {
    const by = givenUp?.by;
    return by && by.change.id === change.id && by.how !== 'unresolve' ? [by] : [];
  });
  for (const one of wishes) {
    const by = one.givenUp?.by;
    if (isChosen(one) || undone.some(({ n }) => n === one.n)) one.givenUp = { after, certain, by: decision };
    else if (by && undone.includes(by)) {
      one.again = true;
      one.givenUp = certain ? null : { after, certain, by };
    }
  }
}
