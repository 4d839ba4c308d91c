import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connectionInputSchema, connectionReportSchema } from '#shared/domain/account.ts';
import type { Account, Connection, ConnectionReport } from '#shared/domain/account.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import { existingAccount, makeFolder, secretsFor, writeAccount } from '../account-folder.ts';
import type { Command, CommandContext } from '../command.ts';
import { usageError } from '../command.ts';
import { unwrap, withEngine } from '../open-engine.ts';

export const connectCommand: Command = {
  path: ['connect'],
  summary: 'cli.connect.summary',
  details: 'cli.connect.details',
  options: {
    server: { type: 'string', value: 'URL', help: 'cli.connect.server' },
    project: { type: 'string', value: 'P', help: 'cli.connect.project' },
    username: { type: 'string', value: 'U', help: 'cli.connect.username' },
    'api-key-file': { type: 'string', value: 'FILE', help: 'cli.connect.api-key-file' },
  },
  async run(context) {
    const connection = readConnection(context);
    const kept = existingAccount(context.dataFolder);
    if (kept) sameAccountOrThrow(kept, connection, context.dataFolder);
    return withEngine(context, async (engine) => {
      const report = connectionReportSchema.parse(unwrap(await engine.call('connection.test', connection)));
      const account: Account = kept
        ? { ...kept, server: connection.server }
        : newAccount({ ...connection, project: report.project.name });
      const secrets = secretsFor(context.dataFolder, connection.apiKey);
      makeFolder(context.dataFolder);
      // Opened once before anything is written: a file that is damaged, newer or in use is told now, not at the first pull.
      const { dataFolder: folder } = context;
      unwrap(await engine.call('account.open', { folder, account, secrets, autoSync: false }));
      unwrap(await engine.call('account.close', {}));
      writeAccount(folder, account, secrets);
      return { data: { account, ...omitAccount(report), folder }, lines: linesOf(account, report, folder) };
    });
  },
};

function readConnection({ options, env }: CommandContext): Connection {
  const needed = (name: string) => {
    const text = options.text(name);
    if (text === undefined) throw usageError('cli.missing-option', { name });
    return text;
  };
  const typed = {
    server: needed('server'),
    project: needed('project'),
    username: needed('username'),
    apiKey: readApiKey(options.text('api-key-file'), env),
  };
  const parsed = connectionInputSchema.safeParse(typed);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  const keys: Record<string, MessageKey> = {
    server: 'cli.connect.bad-server',
    project: 'cli.connect.bad-project',
    username: 'cli.connect.bad-username',
  };
  throw usageError(keys[field] ?? 'cli.connect.bad-api-key', { server: typed.server, project: typed.project });
}

/** Never from the argument list, which every user of the machine can read. */
function readApiKey(file: string | undefined, env: NodeJS.ProcessEnv): string {
  if (file === undefined) {
    const key = env['ROSTER_API_KEY'] ?? '';
    if (key.trim() === '') throw usageError('cli.connect.no-api-key');
    return key;
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError('cli.connect.bad-api-key-file', { file, reason: error instanceof Error ? error.message : '' });
  }
}

/** A folder belongs to one account for good; only the practice HQ may answer at another port each time. */
function sameAccountOrThrow(kept: Account, wanted: Connection, folder: string): void {
  const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
  const sameServer = kept.server === wanted.server || (kept.kind === 'practice' && isLoopback(wanted.server));
  if (sameServer && same(kept.project, wanted.project) && same(kept.username, wanted.username)) return;
  const { server, project, username } = kept;
  throw new AppFailure('wrong-state', t('cli.connect.other-account', { folder, server, project, username }));
}

function newAccount({ server, project, username }: Connection): Account {
  const kind = isLoopback(server) ? 'practice' : 'hq';
  const id = createHash('sha256').update([kind === 'practice' ? '' : server, project, username].join('\n'));
  return { id: id.digest('hex').slice(0, 16), kind, server, project, username };
}

/** Only the practice HQ lives on this computer. */
function isLoopback(server: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost)(:|$)/.test(server);
}

function omitAccount({ account, project, canRead }: ConnectionReport) {
  return { user: account, project, canRead };
}

function linesOf(account: Account, report: ConnectionReport, folder: string): string[] {
  const { canRead } = report;
  const lists = (wanted: boolean) =>
    (['mobileWorkers', 'webUsers', 'groups', 'locations'] as const)
      .filter((list) => canRead[list] === wanted)
      .map((list) => t(`cli.list.${list}`))
      .join(', ');
  return [
    t('cli.connect.done', {
      username: account.username,
      project: report.project.title,
      server: account.server,
      lists: lists(true),
    }),
    ...(Object.values(canRead).includes(false) ? [t('cli.connect.cannot', { lists: lists(false) })] : []),
    t('cli.connect.folder', { folder }),
  ];
}
