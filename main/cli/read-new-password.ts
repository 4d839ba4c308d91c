import type { MessageKey } from '#shared/messages/translate.ts';
import { t } from '#shared/messages/translate.ts';
import type { CommandContext } from './command.ts';
import { usageError } from './command.ts';

/**
 * A worker's new password, typed twice where nobody sees it, or the first line of standard input (`--password-stdin`). Never from the argument
 * list, which every user of the machine can read.
 * @param key the worker's username, for the question
 * @throws AppFailure `invalid-input`, `cancelled`
 */
export async function readNewPassword(
  { options, terminal }: Pick<CommandContext, 'options' | 'terminal'>,
  key: string,
): Promise<string> {
  const piped = options.flag('password-stdin');
  if (!piped && !terminal.interactive) throw usageError('cli.act.no-password');
  const ask = (question: MessageKey) => terminal.ask(t(question, { key }), { hidden: true });
  const password = piped ? await terminal.readLine() : await ask('cli.act.ask-password');
  if (password === '') throw usageError('cli.account.empty-password');
  if (!piped && (await ask('cli.act.ask-password-again')) !== password) throw usageError('cli.act.passwords-differ');
  return password;
}
