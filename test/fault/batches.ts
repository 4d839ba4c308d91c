/** Many at once: saved as one, and taken back, discarded or sent again as one. */
import type { FieldValues } from '#shared/domain/entities.ts';
import type { ManyDone, SavedMany } from './client.ts';
import type { OnStage } from './on-stage.ts';
import { fieldAt, isNewcomer, isPlain, valueOf } from './people.ts';
import type { Person } from './people.ts';
import type { Step } from './script.ts';

type Many = Extract<Step, { do: 'many' }>;
/** `changed`: of how many people, null where that is not certain: some were like that already. */
type Batch = { id: string; changed: number | null };

export class Batches {
  readonly #saved: Batch[] = [];

  async many(step: Many, stage: OnStage): Promise<void> {
    const people = stage.cast.several(step.entity, step.who, step.count);
    if (people.length === 0) return;
    const id = `batch-${step.n.toString().padStart(6, '0')}`;
    const what = whatOf(step, stage);
    const { result } = await stage.insist(() => stage.user.changeMany(id, people, what));
    if (!result.ok) return;
    this.#saved.push({ id, changed: result.already === 0 ? result.changed : null });
    const waiting = result.cannot.size === 0 ? [] : ((await stage.user.waiting()) ?? []);
    const inConflict = new Set(
      waiting.flatMap(({ state, localId, theirs }) =>
        state === 'conflict' ? Object.keys(theirs).map((field) => `${localId} ${field}`) : [],
      ),
    );
    for (const [index, person] of people.entries())
      notePart(stage, { step, id, index, person, what, result, inConflict });
  }

  async end({ which, how }: Extract<Step, { do: 'end-batch' }>, { user, hq, notes, insist }: OnStage): Promise<void> {
    const batch = this.#saved.at(-1 - (which % 3));
    if (!batch) return;
    const after = await hq.handledSoFar();
    const { result, again } = await insist(() => user.endBatch(batch.id, how));
    if (result === 'not-possible') return;
    // Nothing was left of it; or all was done by the try whose answer was lost.
    if (result === 0 && !again) return;
    notes.endBatch({ batch: batch.id, how, after, certain: !again && result === batch.changed });
  }
}

function whatOf({ n, entity, what, place }: Many, { hq }: OnStage): ManyDone {
  if (what === 'deactivate' || what === 'reactivate') return { kind: 'act', action: what };
  if (what === 'move') return { kind: 'edit', patch: hq.valuesAt(entity, place) };
  const field = fieldAt(entity, place);
  return { kind: 'edit', patch: { [field]: valueOf('v', field, n) } };
}

type Part = {
  step: Many;
  id: string;
  index: number;
  person: Person;
  what: ManyDone;
  result: Extract<SavedMany, { ok: true }>;
  /** Local id and field of what waits for a decision: a batch leaves it alone. */
  inConflict: ReadonlySet<string>;
};

/** Each is changed as if alone, under an id that Roster makes of the batch's. */
function notePart({ notes, cast }: OnStage, { step, id, index, person, what, result, inConflict }: Part): void {
  const { localId } = person;
  const why = result.cannot.get(localId);
  const values: FieldValues = what.kind === 'edit' ? what.patch : {};
  if (why !== undefined) {
    // A newcomer whose create was taken back is nobody any more; of roles, places and access the rules may say no.
    if (isNewcomer(person)) cast.gone.add(person.username);
    else if (
      Object.keys(values).some((field) => isPlain(person.entity, field) && !inConflict.has(`${localId} ${field}`))
    )
      notes.refuse(why);
    return;
  }
  const saved = { ok: true as const, localId, truth: result.truth.get(localId) ?? {}, isNothing: result.already > 0 };
  const action = what.kind === 'act' ? what.action : null;
  const kind = what.kind === 'act' ? 'act' : 'edit';
  notes.save(saved, { n: step.n, changeId: `${id}.${index}`, kind, action, person, values, batch: id });
}
