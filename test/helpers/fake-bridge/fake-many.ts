/** Bulk changes of the made-up people: each becomes a waiting change, and the whole batch can be taken back. */
import type { PersonDetail } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { MethodParams } from '#shared/ipc/contract.ts';
import { ok } from '#shared/ipc/result.ts';
import { fakeChange } from './fake-changes.ts';
import type { FakeAnswers, FakeWorld } from './fake-changes.ts';

type Many = MethodParams<'people.previewMany'>;

export function fakeManyAnswers(
  world: FakeWorld,
  detailOf: (entity: PersonEntity, localId: string) => PersonDetail | null,
): FakeAnswers<'people.previewMany' | 'people.changeMany' | 'people.undoMany' | 'people.stopMany'> {
  const people = ({ entity, who }: Many) =>
    ('ids' in who ? who.ids : []).flatMap((localId) => detailOf(entity, localId) ?? []);
  const outcome = (total: number) =>
    ok({ total, changed: total, admins: 0, already: 0, cannot: [], cannotTotal: 0, left: 0 });
  return {
    'people.previewMany': (many) => outcome(people(many).length),
    'people.changeMany': ({ batchId, ...many }) => {
      const found = people(many);
      const patch = many.what.kind === 'edit' ? many.what.patch : {};
      world.changes = [
        ...world.changes,
        ...found.map(({ entity, localId, key, name, values }, index) =>
          fakeChange({
            id: `${batchId}.${index}`,
            batchId,
            kind: many.what.kind === 'act' ? 'action' : 'update',
            action: many.what.kind === 'act' ? many.what.action : null,
            entity,
            localId,
            key,
            name,
            fields: Object.entries(patch).map(([field, yours]) => ({
              field,
              was: values[field] ?? null,
              yours,
              clashes: false,
              similar: 0,
              problems: [],
            })),
          }),
        ),
      ];
      world.announce(many.entity);
      return outcome(found.length);
    },
    'people.stopMany': () => ok({ left: 0 }),
    'people.undoMany': ({ batchId }) => {
      const undone = world.changes.filter((change) => change.batchId === batchId);
      world.changes = world.changes.filter((change) => change.batchId !== batchId);
      for (const change of undone) world.announce(change.entity);
      return ok({ undone: undone.length, sent: 0 });
    },
  };
}
