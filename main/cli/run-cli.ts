import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import path from 'node:path';
import { z } from 'zod';
import { defaultDataFolder } from './account-folder.ts';
import type { CommandContext, CommandOutput } from './command.ts';
import { CommandFailure } from './command-failure.ts';
import { errorOf } from './error-of.ts';
import { commands } from './command-table.ts';
import { reasonLine } from './commands/bulk.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { commandHelpText, helpText } from './help-text.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { noTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';

export type CliInput = {
  /** Arguments after the program's name. */
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  version: string;
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** Nobody can be asked without one. */
  terminal?: Terminal;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
};

/** Runs one command line and prints its outcome: with `--json` exactly one document on standard output. Never throws. */
export async function runCli(input: CliInput): Promise<ExitCode> {
  // Looked up by hand: a command line too wrong to be parsed is answered in JSON too.
  const json = input.argv.includes('--json');
  try {
    const parsed = parseCommandLine(input.argv, commands);
    if (parsed.kind === 'version')
      return print(input, json, { data: { version: input.version }, lines: [input.version] });
    if (parsed.kind === 'help') {
      const lines = parsed.command ? commandHelpText(parsed.command) : helpText(commands, parsed.words);
      return print(input, json, { data: { help: lines.join('\n') }, lines });
    }
    const output = await parsed.command.run(contextFor(input, json, parsed));
    return print(input, json, output);
  } catch (error) {
    return printError(input, json, error);
  }
}

function contextFor(
  input: CliInput,
  json: boolean,
  { options, argument }: Pick<CommandContext, 'options' | 'argument'>,
): CommandContext {
  const data = options.text('data');
  const verbose = options.flag('verbose');
  return {
    options,
    argument,
    json,
    dataFolder: data === undefined ? defaultDataFolder(input.env, input.platform) : path.resolve(data),
    env: input.env,
    version: input.version,
    signal: input.signal,
    terminal: input.terminal ?? noTerminal,
    progress: (line) => input.stderr(`${line}\n`),
    log: (line) => {
      if (verbose) input.stderr(`${line}\n`);
    },
    printNow: (line) => input.stdout(`${line}\n`),
  };
}

function print(input: CliInput, json: boolean, output: CommandOutput): ExitCode {
  if (json && output.data !== undefined) input.stdout(`${JSON.stringify({ ok: true, data: output.data })}\n`);
  else if (output.lines && output.lines.length > 0) input.stdout(`${output.lines.join('\n')}\n`);
  return output.exitCode ?? exitCodes.done;
}

function printError(input: CliInput, json: boolean, thrown: unknown): ExitCode {
  const error = toAppError(input, thrown);
  if (json) input.stdout(`${JSON.stringify({ ok: false, error })}\n`);
  else input.stderr(`${[`roster: ${error.message}`, ...detailLines(error)].join('\n')}\n`);
  return thrown instanceof CommandFailure ? thrown.exitCode : exitCodeOf(error.code);
}

function toAppError(input: CliInput, thrown: unknown): AppError {
  const isExpected = thrown instanceof AppFailure;
  if (!isExpected && input.argv.includes('--verbose') && thrown instanceof Error)
    input.stderr(`${thrown.stack ?? thrown.message}\n`);
  return errorOf(thrown);
}

const rowsSchema = z.array(z.object({ row: z.number(), username: z.string(), reasons: z.array(z.string()) }));

/** The way on after damage, problems by field or by row of a workbook, and HQ's own words, each on a line. */
function detailLines({ code, details = {} }: AppError): string[] {
  const fields = details['fields'];
  const lines: string[] = [];
  if (code === 'database-corrupt') lines.push(`  ${t('cli.repair.hint')}`);
  if (typeof fields === 'object' && fields !== null)
    for (const [field, problems] of Object.entries(fields))
      for (const problem of [problems].flat()) lines.push(`  ${field}: ${String(problem)}`);
  for (const { row, username, reasons } of rowsSchema.safeParse(details['rows']).data ?? [])
    for (const reason of reasons) lines.push(`  ${reasonLine(row, username, reason)}`);
  const said = details['hqMessages'];
  if (Array.isArray(said) && said.length > 0) lines.push(`  ${t('cli.hq-says', { text: said.map(String).join(' ') })}`);
  return lines;
}
