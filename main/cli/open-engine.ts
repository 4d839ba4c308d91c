import { randomUUID } from 'node:crypto';
import type { Engine } from '#engine/engine.ts';
import type { Account } from '#shared/domain/account.ts';
import { contract } from '#shared/ipc/contract.ts';
import type { EngineMethodName, MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import type { Secrets } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { readAccount } from './account-folder.ts';
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
 * - `read`: as `write`; when another Roster has the account open, only looked at beside it.
 * - `look`: only looked at, so that even a hold stays as the last run left it.
 */
export type Access = 'write' | 'read' | 'look';

/** Opens the account of the data folder, works with it and closes it again. @throws AppFailure */
export async function withAccount<Value>(
  context: CommandContext,
  access: Access,
  work: (open: OpenEngine) => Promise<Value>,
): Promise<Value> {
  const { account, secrets } = readAccount(context.dataFolder);
  return withEngine(context, async (engine) => {
    await openWith(engine, context.dataFolder, account, secrets, access);
    const call = async <Name extends EngineMethodName>(method: Name, params: MethodInput<Name>) => {
      const data = unwrap(await engine.call(method, params));
      return contract[method].output.parse(data) as MethodOutput<Name>;
    };
    return work({ account, engine, call });
  });
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
  folder: string,
  account: Account,
  secrets: Secrets,
  access: Access,
): Promise<void> {
  const open = (readOnly: boolean) =>
    engine.call('account.open', { folder, account, secrets, autoSync: false, readOnly });
  const first = await open(access === 'look');
  if (first.ok) return;
  const other = access === 'read' && first.error.code === 'busy';
  // Looking on needs a file that is there and up to date; opening it properly makes it so.
  if (!other && access !== 'look') throw failureOf(first);
  const second = await open(other);
  if (!second.ok) throw failureOf(other ? first : second);
}

export function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.data;
  throw failureOf(result);
}

function failureOf({ error }: Extract<Result<unknown>, { ok: false }>): AppFailure {
  return new AppFailure(error.code, error.message, error.details);
}
