/** What `roster watch` tells of changes: each move of a state, and what became of those that left the outbox. */
import type { ChangeState, ChangeView } from '#shared/domain/change.ts';
import { allChanges } from './all-changes.ts';
import type { OpenEngine } from './open-engine.ts';
import type { WatchEvent } from './watch-status.ts';

export type ChangeWatch = {
  /** Compares what is there now with the last look; the first tells of nothing. Looks follow one another. */
  look(): Promise<void>;
  /** Tells of something else, behind what the looks before it have to tell: each event comes after those that led to it. */
  tell(events: readonly WatchEvent[]): Promise<void>;
};

export function createChangeWatch(call: OpenEngine['call'], tell: (event: WatchEvent) => void): ChangeWatch {
  let known: Map<string, ChangeState> | null = null;
  let turn: Promise<void> = Promise.resolve();

  async function compare(changes: readonly ChangeView[]): Promise<void> {
    const before = known;
    known = new Map(changes.map(({ id, state }) => [id, state]));
    if (!before) return;
    for (const change of changes) {
      const from = before.get(change.id) ?? null;
      if (from !== change.state) for (const event of moved(change, from)) tell(event);
    }
    for (const [id, from] of before) if (!known.has(id)) tell(await finished(id, from));
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
  const { id, entity, key, kind, action, state, reason, fields } = change;
  const move = { event: 'change', id, entity, key, kind, action, from, to: state, reason };
  if (state !== 'conflict') return [move];
  const clash = fields.map(({ field, was, yours, theirs }) => ({ field, was, yours, theirs }));
  return [move, { event: 'conflict', id, entity, key, fields: clash }];
}
