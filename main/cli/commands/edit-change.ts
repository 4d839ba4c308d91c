import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext } from '../command.ts';
import { usageError } from '../command.ts';
import { patchOf } from '../edit-patch.ts';
import { withAccount } from '../open-engine.ts';
import { changeLines, describe, fullId, seenFields } from './changes.ts';
import { setOption } from './edit.ts';

/** Other values for what waits. A new worker's password never comes from the argument list, which every user of the machine can read. */
export const editChangeCommand: Command = {
  path: ['changes', 'edit'],
  arguments: ['ID'],
  summary: 'cli.changes.edit.summary',
  details: 'cli.changes.edit.details',
  options: { set: setOption, 'password-stdin': { type: 'boolean', help: 'cli.changes.edit.password-stdin' } },
  run: (context) =>
    withAccount(context, 'write', async ({ call }) => {
      const sets = context.options.texts('set');
      if (sets.length === 0 && !context.options.flag('password-stdin')) throw usageError('cli.changes.edit.nothing');
      const before = await call('changes.get', { id: await fullId(call, context.argument('ID')) });
      const { id, entity, key } = before;
      const password = await passwordFor(context, before);
      const { values } = await call('people.get', { entity, key: before.localId });
      const patch = sets.length === 0 ? {} : patchOf(entity, sets, values, await call('lookups.get', {}));
      const { change } = await call('changes.edit', { id, patch, seen: seenFields(before), ...password });
      if (!change) return { data: null, lines: [t('cli.changes.edit.nothing-left', { key })] };
      return {
        data: describe(change),
        lines: [t('cli.changes.edit.done', { key: change.key }), ...changeLines(change)],
      };
    }),
};

async function passwordFor(
  { options, terminal }: CommandContext,
  { entity, kind, key }: ChangeView,
): Promise<{ password?: string }> {
  if (!options.flag('password-stdin')) return {};
  if (entity !== 'mobile-worker' || kind !== 'create') throw usageError('cli.changes.edit.no-password', { key });
  const password = await terminal.readLine();
  if (password === '') throw usageError('cli.account.empty-password');
  return { password };
}
