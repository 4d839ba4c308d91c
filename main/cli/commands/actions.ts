import { randomUUID } from 'node:crypto';
import type { PersonAction } from '#shared/domain/action.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command } from '../command.ts';
import { usageError } from '../command.ts';
import { withAccount } from '../open-engine.ts';
import { keyArgument } from '../people-kinds.ts';
import { readNewPassword } from '../read-new-password.ts';
import { outputOf } from './edit.ts';

type ActionWord = {
  word: string;
  entity: PersonEntity;
  name: string;
  action: PersonAction;
  summary: MessageKey;
  /** There is no way back once it is sent: needs `--yes`. */
  final?: true;
};

const words: readonly ActionWord[] = [
  worker('deactivate', 'deactivate', 'cli.act.deactivate'),
  worker('reactivate', 'reactivate', 'cli.act.reactivate'),
  { ...worker('delete', 'remove', 'cli.act.delete-worker'), final: true },
  worker('link', 'link', 'cli.act.link'),
  worker('unlink', 'unlink', 'cli.act.unlink'),
  worker('reset-password', 'email-password-reset', 'cli.act.reset-password'),
  webUser('deactivate', 'deactivate', 'cli.act.deactivate'),
  webUser('reactivate', 'reactivate', 'cli.act.reactivate'),
  { ...webUser('remove', 'remove', 'cli.act.remove-web-user'), final: true },
  { word: 'invitations', entity: 'invitation', name: 'resend', action: 'resend', summary: 'cli.act.resend' },
  {
    word: 'invitations',
    entity: 'invitation',
    name: 'delete',
    action: 'remove',
    summary: 'cli.act.delete-invitation',
    final: true,
  },
];

/** Never from the argument list, which every user of the machine can read. */
const setPasswordCommand: Command = {
  path: ['mobile-workers', 'set-password'],
  arguments: [keyArgument],
  summary: 'cli.act.set-password',
  summaryParams: { entity: t('entity.mobile-worker') },
  details: 'cli.act.set-password.details',
  options: { 'password-stdin': { type: 'boolean', help: 'cli.act.password-stdin' } },
  run: (context) =>
    withAccount(context, 'write', async ({ call }) => {
      const person = await call('people.get', { entity: 'mobile-worker', key: context.argument(keyArgument) });
      const password = await readNewPassword(context, person.key);
      const { localId } = person;
      const act = {
        changeId: randomUUID(),
        entity: 'mobile-worker',
        localId,
        action: 'set-password',
        password,
      } as const;
      const { changeId, detail } = await call('people.act', act);
      return outputOf(changeId, detail ?? person, 'cli.act.done');
    }),
};

export const actionCommands: readonly Command[] = [...words.map(actionCommand), setPasswordCommand];

function worker(name: string, action: PersonAction, summary: MessageKey): ActionWord {
  return { word: 'mobile-workers', entity: 'mobile-worker', name, action, summary };
}

function webUser(name: string, action: PersonAction, summary: MessageKey): ActionWord {
  return { word: 'web-users', entity: 'web-user', name, action, summary };
}

function actionCommand({ word, entity, name, action, summary, final }: ActionWord): Command {
  return {
    path: [word, name],
    arguments: [keyArgument],
    summary,
    summaryParams: { entity: t(`entity.${entity}`) },
    details: final ? 'cli.act.final.details' : 'cli.act.details',
    ...(final ? { options: { yes: { type: 'boolean', help: 'cli.act.yes' } } } : {}),
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const person = await call('people.get', { entity, key: context.argument(keyArgument) });
        if (final && !context.options.flag('yes')) throw usageError('cli.act.confirm', { key: person.key });
        const { localId } = person;
        const saved = await call('people.act', { changeId: randomUUID(), entity, localId, action });
        if (saved.detail === null) {
          return {
            data: { changeId: null, id: null, username: person.key },
            lines: [t('cli.act.gone', { key: person.key })],
          };
        }
        return outputOf(saved.changeId, saved.detail, saved.changeId === null ? 'cli.act.nothing' : 'cli.act.done');
      }),
  };
}
