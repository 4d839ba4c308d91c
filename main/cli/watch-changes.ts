/** What `roster watch` tells of changes: each move of a state, each question asked anew, and what became of those that left the outbox. */
import type { ChangeState, ChangeView } from '#shared/domain/change.ts';
import { allChanges } from './all-changes.ts';
import type { OpenEngine } from './open-engine.ts';
import type { WatchEvent } from './watch-status.ts';

/** What was told of a change last. */
type Told = { state: ChangeState; question: string };

export type ChangeWatch = {
  /** Compares what is there now with the last look; the first tells of nothing. Looks follow one another. */
  look(): Promise<void>;
  /** Tells of something else, behind what the looks before it have to tell: each event comes after those that led to it. */
  tell(events: readonly WatchEvent[]): Promise<void>;
};

export function createChangeWatch(call: OpenEngine['call'], tell: (event: WatchEvent) => void): ChangeWatch {
  let known: Map<string, Told> | null = null;
  let turn: Promise<void> = Promise.resolve();

  async function compare(changes: readonly ChangeView[]): Promise<void> {
    const before = known;
    known = new Map(changes.map((change) => [change.id, { state: change.state, question: questionOf(change) }]));
    if (!before) return;
    for (const change of changes) {
      const told = before.get(change.id) ?? null;
      if (told?.state !== change.state) for (const event of moved(change, told?.state ?? null)) tell(event);
      else if (told.question !== questionOf(change)) tell(conflict(change));
    }
    for (const [id, { state: from }] of before) if (!known.has(id)) tell(await finished(id, from));
  }

  async function finished(id: string, from: ChangeState): Promise<WatchEvent> {
    const [line] = (await call('history.list', { changeId: id, limit: 1 })).entries;
    if (!line) return { event: 'change', id, from, to: 'gone' };
    const { entity, key, kind, action, outcome, answer } = line;
    return { event: 'change', id, entity, key, kind, action, from, to: outcome, answer };
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = turn.then(work);
    // A look that failed is told to whoever asked for it; the next one is tried all the same.
    turn = next.catch(() => undefined);
    return next;
  }

  return {
    look: () => {
      // Read now, not when its turn comes: what happens in between belongs behind what is told in between.
      const changes = allChanges(call);
      changes.catch(() => undefined);
      return inTurn(async () => compare(await changes));
    },
    tell: (events) =>
      inTurn(async () => {
        for (const event of events) tell(event);
      }),
  };
}

function moved(change: ChangeView, from: ChangeState | null): WatchEvent[] {
  const { id, entity, key, kind, action, state, reason } = change;
  const move = { event: 'change', id, entity, key, kind, action, from, to: state, reason };
  return state === 'conflict' ? [move, conflict(change)] : [move];
}

function conflict({ id, entity, key, fields }: ChangeView): WatchEvent {
  const clash = fields.map(({ field, was, yours, theirs }) => ({ field, was, yours, theirs }));
  return { event: 'conflict', id, entity, key, fields: clash };
}

/** What the person is asked: HQ's value of each clashing field and the kind of clash. Another one is another question; '' when none. */
function questionOf({ state, fields }: ChangeView): string {
  if (state !== 'conflict') return '';
  const asked = fields.filter(({ clashes }) => clashes);
  return JSON.stringify(asked.map(({ field, clash, theirs }) => [field, clash, theirs]));
}
