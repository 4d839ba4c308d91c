/** The history of the fake bridge: entries given at the start, searched, filtered and taken back. */
import type { HistoryEntry, HistoryFilter } from '#shared/domain/history.ts';
import type { MethodName } from '#shared/ipc/contract.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import { fakeChange } from './fake-changes.ts';
import type { FakeAnswers, FakeWorld } from './fake-changes.ts';

export function fakeHistoryAnswers(
  world: FakeWorld,
  initial: HistoryEntry[],
): FakeAnswers<Extract<MethodName, `history.${string}`>> {
  let entries = initial;
  const matching = (filter: HistoryFilter): HistoryEntry[] => {
    const wanted = filter.search.trim().toLowerCase();
    return entries.filter(
      (entry) =>
        (wanted === '' || JSON.stringify(entry).toLowerCase().includes(wanted)) &&
        (!filter.entity || entry.entity === filter.entity) &&
        (!filter.localId || entry.localId === filter.localId) &&
        (!filter.changeId || entry.changeId.startsWith(filter.changeId)) &&
        (!filter.batchId || entry.batchId?.startsWith(filter.batchId) === true) &&
        (!filter.outcome || entry.outcome === filter.outcome) &&
        entry.finishedAt >= (filter.from ?? 0) &&
        entry.finishedAt <= (filter.to ?? Infinity),
    );
  };
  return {
    'history.list': ({ offset, limit, ...filter }) => {
      const found = matching(filter);
      return ok({ entries: found.slice(offset, offset + limit), total: found.length });
    },
    'history.undo': ({ changeId, id }) => {
      const entry = entries.find((each) => each.id === id);
      if (!entry?.undo.can) return fail('wrong-state', entry?.undo.why ?? 'No such entry.');
      const { entity, localId, serverId, key, name } = entry;
      const fields = entry.fields.map(({ field, before, after }) => ({
        field,
        was: after,
        yours: before,
        clashes: false,
        similar: 0,
        problems: [],
      }));
      const change = fakeChange({ id: changeId, entity, localId, serverId, key, name, fields });
      world.changes = [...world.changes, change];
      const undo = { ...entry.undo, can: false, why: 'The way back waits to be sent.' };
      entries = entries.map((each) => (each.id === id ? { ...each, undo } : each));
      world.announce(entity);
      return ok({ change, left: {}, how: entry.undo.how });
    },
    'history.export': ({ format, ...filter }) => ok({ path: `history.${format}`, entries: matching(filter).length }),
  };
}
