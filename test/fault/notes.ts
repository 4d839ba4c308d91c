import type { Cast } from './cast.ts';
import type { Saved } from './client.ts';
import { isNewcomer, stepOf } from './people.ts';
import type { Acknowledged, AdminWrite, BatchEnd, Decision, Played } from './played.ts';

type Saving = Omit<Acknowledged, 'truth' | 'order' | 'isNothing' | 'certain' | 'batch'> & {
  certain?: boolean;
  batch?: string;
};

/** Writes down what was saved and decided, in one order. */
export class Notes {
  readonly #played: Played;
  readonly #cast: Cast;
  #order = 0;

  constructor(played: Played, cast: Cast) {
    this.#played = played;
    this.#cast = cast;
  }

  save(result: Saved, done: Saving): void {
    if (result.ok) this.#acknowledge(result, done);
    // A newcomer whose create was taken back is nobody any more.
    else if (result.code === 'not-found' && isNewcomer(done.person)) this.#cast.gone.add(done.person.username);
    else this.#played.refused.push(result.why);
  }

  #acknowledge({ truth, isNothing = false }: Extract<Saved, { ok: true }>, done: Saving): void {
    // Values made once are never there already: that nothing was saved is believed of others only.
    const isMany = done.batch !== undefined && done.action !== null;
    const canBeNothing =
      done.kind === 'undo' || isMany || Object.values(done.values).some((value) => stepOf(value) === null);
    const order = this.#nextOrder();
    this.#played.acknowledged.push({
      certain: true,
      batch: null,
      ...done,
      order,
      truth,
      isNothing: isNothing && canBeNothing,
    });
  }

  decide(decision: Omit<Decision, 'order'>): void {
    this.#played.decisions.push({ ...decision, order: this.#nextOrder() });
  }

  /** The client would not have it, and should have had. */
  refuse(why: string): void {
    this.#played.refused.push(why);
  }

  write(write: Omit<AdminWrite, 'order'>): void {
    this.#played.adminWrites.push({ ...write, order: this.#nextOrder() });
  }

  endBatch(end: Omit<BatchEnd, 'order'>): void {
    this.#played.batchEnds.push({ ...end, order: this.#nextOrder() });
  }

  #nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }
}
