import { randomUUID } from 'node:crypto';
import type { Command } from '../command.ts';
import { usageError } from '../command.ts';
import { patchOf } from '../edit-patch.ts';
import { withAccount } from '../open-engine.ts';
import { outputOf, setOption } from './edit.ts';

export const invitationCommands: readonly Command[] = [
  {
    path: ['invitations', 'create'],
    summary: 'cli.invite.summary',
    details: 'cli.invite.details',
    options: {
      email: { type: 'string', value: 'ADDRESS', help: 'cli.invite.email' },
      role: { type: 'string', value: 'NAME', help: 'cli.invite.role' },
      set: setOption,
    },
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const { options } = context;
        const email = options.text('email');
        const role = options.text('role');
        if (email === undefined) throw usageError('cli.missing-option', { name: 'email' });
        if (role === undefined) throw usageError('cli.missing-option', { name: 'role' });
        const more = patchOf('invitation', options.texts('set'), {}, await call('lookups.get', {}));
        const values = { ...more, email, role };
        const saved = await call('invitations.create', { changeId: randomUUID(), values });
        return outputOf(saved.changeId, saved.detail, 'cli.invite.done');
      }),
  },
];
