/** Main's side of the contract: trusted sender? known method? input fits? → answered here or by the engine, always as a `Result`. */
import { z } from 'zod';
import {
  contract,
  type MainMethodName,
  type MethodName,
  type MethodOutput,
  type MethodParams,
} from '#shared/ipc/contract.ts';
import { AppFailure, appErrorSchema, fail, ok, type FieldProblems, type Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { isTrustedSender, type Sender } from './trusted-senders.ts';

/** Main-owned methods; they throw `AppFailure` for an expected failure. */
export type MainHandlers = {
  [Name in MainMethodName]: (params: MethodParams<Name>) => Promise<MethodOutput<Name>> | MethodOutput<Name>;
};

export type RouterDeps = {
  origins: readonly string[];
  handlers: MainHandlers;
  /** Forwards an engine-owned method; never rejects for what the engine answers. */
  engine: (method: string, params: unknown) => Promise<Result<unknown>>;
  /** Answers are checked too while developing and testing; a packaged app trusts its own main and engine. */
  checkOutput: boolean;
  log: (level: 'warn' | 'error', message: string) => void;
};

/** The envelope every answer must have, whatever is inside. */
const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: appErrorSchema }),
]);

function isMethodName(name: unknown): name is MethodName {
  return typeof name === 'string' && Object.hasOwn(contract, name);
}

/** Field path → what is wrong there; never the value itself, which may be a password. */
function describeIssues(error: z.ZodError): FieldProblems {
  const fields: FieldProblems = {};
  for (const issue of error.issues) {
    const path = issue.path.join('.');
    fields[path] = [...(fields[path] ?? []), issue.message];
  }
  return fields;
}

async function callHandler<Name extends MainMethodName>(
  handlers: MainHandlers,
  name: Name,
  params: MethodParams<Name>,
): Promise<Result<unknown>> {
  return ok(await handlers[name](params));
}

/**
 * Answers one call of the window.
 * @returns the function behind `ipcMain.handle(invokeChannel, …)`; it never rejects
 */
export function createRouter(
  deps: RouterDeps,
): (sender: Sender, method: unknown, input: unknown) => Promise<Result<unknown>> {
  const answer = async (method: MethodName, params: unknown): Promise<Result<unknown>> => {
    if (contract[method].owner === 'engine') return deps.engine(method, params);
    const name = method as MainMethodName;
    // The schema of exactly this method has just made these params.
    return callHandler(deps.handlers, name, params as MethodParams<typeof name>);
  };

  const check = (method: MethodName, reply: unknown): Result<unknown> => {
    const result = resultSchema.parse(reply);
    if (!result.ok || !deps.checkOutput) return result;
    const output = contract[method].output.safeParse(result.data);
    if (output.success) return result;
    const fields = describeIssues(output.error);
    deps.log('error', `${method} answered outside its contract: ${JSON.stringify(fields)}`);
    return fail('internal', t('main.error.contract', { method }), { fields });
  };

  return async (sender, method, input) => {
    if (!isTrustedSender(sender, deps.origins)) {
      deps.log('warn', `refused a call from ${sender.frame?.url ?? 'a frame that is gone'}`);
      return fail('permission', t('main.error.sender'));
    }
    if (!isMethodName(method))
      return fail('invalid-input', t('main.error.method', { method: String(method).slice(0, 60) }));
    const params = contract[method].input.safeParse(input ?? {});
    if (!params.success)
      return fail('invalid-input', t('main.error.input', { method }), { fields: describeIssues(params.error) });
    try {
      return check(method, await answer(method, params.data));
    } catch (error) {
      if (error instanceof AppFailure) return { ok: false, error: error.error };
      deps.log('error', `${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fail('internal', t('main.error.internal'));
    }
  };
}
