/** How the account is connected, and its session on HQ's pages: what an API key alone does not open. */
import { capabilities } from '#shared/domain/capability.ts';
import type { ConnectionView, SignInStep } from '#shared/domain/capability.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext } from '../command.ts';
import { usageError } from '../command.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { table } from '../table.ts';

/** HQ locks an account after a few wrong tries; nobody is led there by questions. */
const codeTries = 3;

export const accountCommands: readonly Command[] = [
  {
    path: ['account', 'sign-in'],
    summary: 'cli.account.sign-in.summary',
    details: 'cli.account.sign-in.details',
    options: {
      'password-stdin': { type: 'boolean', help: 'cli.account.password-stdin' },
      code: { type: 'string', value: 'CODE', help: 'cli.account.code' },
      'backup-code': { type: 'string', value: 'CODE', help: 'cli.account.backup-code' },
    },
    run: (context) =>
      withAccount(context, 'write', async (open) => {
        if (context.options.text('code') !== undefined && context.options.text('backup-code') !== undefined)
          throw usageError('cli.account.one-code');
        const password = await readPassword(context, open);
        const last = await secondStep(context, open, await step(open, 'account.signIn', { password }));
        if (last.step !== 'done') throw notDone(last);
        const connection = await open.call('connection.get', {});
        return {
          data: viewOf(connection),
          lines: [t('cli.account.signed-in', { ...open.account }), ...sessionLines(connection)],
        };
      }),
  },
  {
    path: ['account', 'sign-out'],
    summary: 'cli.account.sign-out.summary',
    run: (context) =>
      withAccount(context, 'write', async ({ engine, account }) => {
        unwrap(await engine.call('account.signOut', {}));
        return { data: { session: 'none' }, lines: [t('cli.account.signed-out', { ...account })] };
      }),
  },
  {
    path: ['account', 'connection'],
    summary: 'cli.account.connection.summary',
    details: 'cli.account.connection.details',
    run: (context) =>
      withAccount(context, 'look', async ({ account, call }) => {
        const connection = await call('connection.get', {});
        return {
          data: connection,
          lines: [
            t('cli.status.account', { ...account }),
            t(connection.api ? 'cli.account.api' : 'cli.account.no-api'),
            ...sessionLines(connection),
            '',
            ...capabilityLines(connection),
          ],
        };
      }),
  },
];

type SignInMethod = 'account.signIn' | 'account.signInCode' | 'account.signInBackup';

async function step<Name extends SignInMethod>(
  { engine }: OpenEngine,
  name: Name,
  params: HostInput<Name>,
): Promise<SignInStep> {
  return hostContract[name].output.parse(unwrap(await engine.call(name, params)));
}

/** Never from the argument list, which every user of the machine can read. */
async function readPassword({ options, terminal }: CommandContext, { account }: OpenEngine): Promise<string> {
  if (!options.flag('password-stdin') && !terminal.interactive) throw usageError('cli.account.no-password');
  const password = options.flag('password-stdin')
    ? await terminal.readLine()
    : await terminal.ask(t('cli.account.ask-password', { ...account }), { hidden: true });
  if (password === '') throw usageError('cli.account.empty-password');
  return password;
}

/** The code of a device, or a backup code, where HQ asks for one: as given, else asked for. */
async function secondStep(context: CommandContext, open: OpenEngine, first: SignInStep): Promise<SignInStep> {
  if (first.step !== 'token' && first.step !== 'backup') return first;
  const backup = context.options.text('backup-code');
  const asked = backup !== undefined && first.step === 'token' ? await step(open, 'account.signInBackup', {}) : first;
  const given = backup ?? context.options.text('code');
  if (given !== undefined) return step(open, 'account.signInCode', { code: given.trim() });
  const { terminal, progress } = context;
  if (!terminal.interactive) throw usageError('cli.account.code-needed');
  let last = asked;
  for (let tries = 0; tries < codeTries && (last.step === 'token' || last.step === 'backup'); tries += 1) {
    for (const message of last.messages) progress(message);
    const code = (await terminal.ask(t('cli.account.ask-code'), { hidden: true })).trim();
    if (code !== '') last = await step(open, 'account.signInCode', { code });
  }
  return last;
}

function notDone(last: Exclude<SignInStep, { step: 'done' }>): AppFailure {
  if (last.step === 'browser') return new AppFailure('credential', t('cli.account.browser', { address: last.address }));
  const key = last.step === 'refused' ? 'cli.account.refused' : 'cli.account.code-refused';
  return new AppFailure('credential', t(key), { hqMessages: last.messages });
}

function viewOf({ session, sessionExpiresAt, role, isAdmin }: ConnectionView) {
  return { session, sessionExpiresAt, role, isAdmin };
}

function sessionLines({ session, sessionExpiresAt, role }: ConnectionView): string[] {
  const until = sessionExpiresAt === null ? '' : new Date(sessionExpiresAt).toISOString();
  return [
    t(`cli.account.session.${session}`),
    ...(session === 'signed-in' && until !== '' ? [t('cli.account.until', { until })] : []),
    ...(role === '' ? [] : [t('cli.account.role', { role })]),
  ];
}

function capabilityLines({ capabilities: known }: ConnectionView): string[] {
  const rows = capabilities.map((name): [string, string] => [
    name,
    t(known[name].can ? 'cli.account.can' : 'cli.account.cannot'),
  ]);
  // The reasons are sentences, the same for many: said once, below.
  const reasons = new Map<string, string[]>();
  for (const name of capabilities) {
    const { can, why, how } = known[name];
    if (!can) reasons.set(`${why} ${how}`, [...(reasons.get(`${why} ${how}`) ?? []), name]);
  }
  return [
    ...table([t('cli.account.what'), t('cli.account.possible')], rows),
    ...[...reasons].flatMap(([reason, names]) => ['', `${names.join(', ')}:`, `  ${reason}`]),
  ];
}
