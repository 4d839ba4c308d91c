/** What a command is. Parsing, help and usage errors all come from the one table of these (command-table.ts). */
import { AppFailure } from '#shared/ipc/result.ts';
import type { MessageKey, MessageParams } from '#shared/messages/translate.ts';
import { t } from '#shared/messages/translate.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export type OptionDefinition = {
  type: 'string' | 'boolean';
  /** May be given several times. */
  multiple?: boolean;
  /** Stands for the value in the help: `--limit N`. */
  value?: string;
  help: MessageKey;
};
export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>;

export type ParsedOptions = {
  text: (name: string) => string | undefined;
  texts: (name: string) => string[];
  flag: (name: string) => boolean;
};

/** What a command works with. */
export type CommandContext = {
  options: ParsedOptions;
  /** Positional arguments by the names the command gives them. */
  argument: (name: string) => string;
  /** The account's folder: `--data`, or the per-user one. */
  dataFolder: string;
  json: boolean;
  env: NodeJS.ProcessEnv;
  version: string;
  /** Lines for people, on standard error. */
  progress: (line: string) => void;
  /** Logs of the engine, shown with `--verbose`. */
  log: (line: string) => void;
  /** For `practice`, whose first line of output comes long before its end. */
  printNow: (line: string) => void;
  /** For secrets that may not stand on the command line. */
  terminal: Terminal;
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal;
};

/** `data` is what `--json` prints; `lines` is what people read. Without either (practice) nothing more is printed. */
export type CommandOutput = { data?: unknown; lines?: string[]; exitCode?: ExitCode };

export type Command = {
  /** Words that call it, e.g. `['changes', 'show']`. */
  path: readonly string[];
  /** Names of positional arguments, all needed. */
  arguments?: readonly string[];
  options?: OptionDefinitions;
  summary: MessageKey;
  summaryParams?: MessageParams;
  /** Further help, several lines. */
  details?: MessageKey;
  run(context: CommandContext): Promise<CommandOutput>;
};

/** A command line that is wrong: exit code 2. */
export function usageError(key: MessageKey, params: MessageParams = {}): AppFailure {
  return new AppFailure('invalid-input', t(key, params));
}

/** A whole number of at least `min`; undefined when the option is not given. */
export function numberOption(options: ParsedOptions, name: string, min: number, max: number): number | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw usageError('cli.bad-number', { name, text, min, max });
  return value;
}
