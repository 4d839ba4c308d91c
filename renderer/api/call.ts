import type { MethodInput, MethodName, MethodOutput } from '#shared/ipc/contract.ts';
import { AppFailure, fail } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/**
 * Calls a method of the contract. Main has validated the input and the answering side made the output from the same schemas, so the
 * answer's shape is trusted here. Never throws: a broken bridge is a value too (`internal`).
 */
export async function call<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<Result<MethodOutput<Name>>> {
  try {
    return (await window.roster.invoke(name, input)) as Result<MethodOutput<Name>>;
  } catch (error) {
    return fail('internal', t('error.bridge'), { method: name, reason: String(error) });
  }
}

/** `call` for react-query, which wants a rejection: throws `AppFailure`. */
export async function callOrThrow<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const result = await call(name, input);
  if (result.ok) return result.data;
  throw new AppFailure(result.error.code, result.error.message, result.error.details);
}
