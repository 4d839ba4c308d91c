import { randomUUID } from 'node:crypto';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { needsPassword } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, CommandOutput } from '../command.ts';
import { usageError } from '../command.ts';
import { patchOf } from '../edit-patch.ts';
import { withAccount } from '../open-engine.ts';
import { keyArgument } from '../people-kinds.ts';
import { readNewPassword } from '../read-new-password.ts';
import { splitAssignment } from '../split-assignment.ts';

export const setOption = { type: 'string', multiple: true, value: 'FIELD=VALUE', help: 'cli.edit.set' } as const;

function editCommand(word: string, entity: PersonEntity): Command {
  return {
    path: [word, 'edit'],
    arguments: [keyArgument],
    summary: 'cli.edit.summary',
    summaryParams: { entity: t(`entity.${entity}`) },
    details: 'cli.edit.details',
    options: { set: setOption },
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const sets = context.options.texts('set');
        if (sets.length === 0) throw usageError('cli.edit.nothing');
        const person = await call('people.get', { entity, key: context.argument(keyArgument) });
        const patch = patchOf(entity, sets, person.values, await call('lookups.get', {}));
        const saved = await call('people.edit', { changeId: randomUUID(), entity, localId: person.localId, patch });
        return outputOf(saved.changeId, saved.detail, saved.changeId === null ? 'cli.edit.same' : 'cli.edit.done');
      }),
  };
}

const createCommand: Command = {
  path: ['mobile-workers', 'create'],
  summary: 'cli.create.summary',
  details: 'cli.create.details',
  options: { set: setOption, 'password-stdin': { type: 'boolean', help: 'cli.create.password-stdin' } },
  run: (context) =>
    withAccount(context, 'write', async ({ call }) => {
      const sets = context.options.texts('set');
      if (sets.some((text) => splitAssignment(text, 'set').key === 'password'))
        throw usageError('cli.create.password-argument');
      const values = patchOf('mobile-worker', sets, {}, await call('lookups.get', {}));
      const password = await passwordFor(context, values);
      const saved = await call('mobileWorkers.create', { changeId: randomUUID(), values, password });
      return outputOf(saved.changeId, saved.detail, 'cli.create.done');
    }),
};

/** '' where there is none: the engine says whether the worker needs one. */
async function passwordFor(context: CommandContext, values: FieldValues): Promise<string> {
  const { options, terminal, env } = context;
  const given = env['ROSTER_WORKER_PASSWORD'] ?? '';
  const { username } = values;
  const asks = terminal.interactive && given === '' && needsPassword(values);
  if (!options.flag('password-stdin') && !asks) return given;
  return readNewPassword(context, typeof username === 'string' ? username : '');
}

export const editCommands: readonly Command[] = [
  createCommand,
  editCommand('mobile-workers', 'mobile-worker'),
  editCommand('web-users', 'web-user'),
  editCommand('invitations', 'invitation'),
];

/** What `--json` and people read of a saved change. */
export function outputOf(
  changeId: string | null,
  detail: PersonDetail,
  key: 'cli.edit.done' | 'cli.edit.same' | 'cli.create.done' | 'cli.act.done' | 'cli.act.nothing' | 'cli.invite.done',
): CommandOutput {
  const id = detail.serverId ?? detail.localId;
  return {
    data: { changeId, id, username: detail.key, ...detail },
    lines: [t(key, { key: detail.key, id: changeId ?? '' })],
  };
}
