import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import type { Engine } from '#engine/engine.ts';
import type { Account } from '#shared/domain/account.ts';
import { contract } from '#shared/ipc/contract.ts';
import type { EngineMethodName, MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import type { Secrets } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { readAccount, writeCookies } from './account-folder.ts';
import type { CommandContext } from './command.ts';

/** The engine with one account open, its answers unwrapped. */
export type OpenEngine = {
  account: Account;
  engine: Engine;
  /** A method of the contract. @throws AppFailure */
  call: <Name extends EngineMethodName>(method: Name, params: MethodInput<Name>) => Promise<MethodOutput<Name>>;
};

/**
 * - `write`: with the account's lock; a command that changes something, or syncs.
 * - `sync`: as `write`, and runs begin by themselves as in the app.
 * - `look`: only looked at: also while another Roster has the account open and where nothing can be written, and so that everything
 *   stays as the last run left it.
 */
export type Access = 'write' | 'sync' | 'look';

/** Opens the account of the data folder, works with it and closes it again. @throws AppFailure */
export async function withAccount<Value>(
  context: CommandContext,
  access: Access,
  work: (open: OpenEngine) => Promise<Value>,
): Promise<Value> {
  const { account, secrets } = readAccount(context.dataFolder);
  return withEngine(context, async (engine) => {
    if (access === 'write') engine.on('account.cookies', ({ cookies }) => keepCookies(context, cookies));
    await openWith(engine, context, account, secrets, access);
    const call = async <Name extends EngineMethodName>(method: Name, params: MethodInput<Name>) => {
      const data = unwrap(await engine.call(method, params));
      return contract[method].output.parse(data) as MethodOutput<Name>;
    };
    return work({ account, engine, call });
  });
}

/** HQ renews its session with any page: a folder that cannot be written must not end the command for that. */
function keepCookies({ dataFolder, progress }: CommandContext, cookies: string | null): void {
  try {
    writeCookies(dataFolder, cookies);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    progress(error.message);
  }
}

/** An engine with real time and timers; ended in every case. */
export async function withEngine<Value>(
  context: CommandContext,
  work: (engine: Engine) => Promise<Value>,
): Promise<Value> {
  // Loaded only now: help, version and usage errors need no database driver.
  const { createEngine } = await import('#engine/engine.ts');
  const engine = createEngine({
    now: () => Date.now(),
    random: () => Math.random(),
    uuid: () => randomUUID(),
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    log: (level, message) => context.log(`${level}: ${message}`),
    version: context.version,
  });
  try {
    return await work(engine);
  } finally {
    await engine.shutdown();
  }
}

async function openWith(
  engine: Engine,
  { dataFolder: folder, progress }: CommandContext,
  account: Account,
  secrets: Secrets,
  access: Access,
): Promise<void> {
  const open = (readOnly: boolean) =>
    engine.call('account.open', {
      folder,
      account,
      secrets,
      autoSync: access === 'sync',
      readOnly,
      // Somebody has just asked for runs: one try is harmless.
      keepHold: access !== 'sync',
    });
  const first = await open(access === 'look');
  if (first.ok) {
    if (access === 'look' && !isWritable(folder)) progress(t('cli.only-looking', { folder }));
    return;
  }
  // Looking on needs a file that is there and of this version; opening it properly makes it so.
  if (access !== 'look' || !['not-found', 'wrong-state'].includes(first.error.code)) throw failureOf(first);
  const second = await open(false);
  if (!second.ok) throw failureOf(second);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    // Read-only, or somebody else's: what is looked at is here all the same.
    return false;
  }
}

export function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.data;
  throw failureOf(result);
}

function failureOf({ error }: Extract<Result<unknown>, { ok: false }>): AppFailure {
  return new AppFailure(error.code, error.message, error.details);
}
