import { parseArgs } from 'node:util';
import type { Command, OptionDefinitions, ParsedOptions } from './command.ts';
import { usageError } from './command.ts';

/** Options every command takes. */
export const commonOptions: OptionDefinitions = {
  data: { type: 'string', value: 'DIR', help: 'cli.option.data' },
  json: { type: 'boolean', help: 'cli.option.json' },
  verbose: { type: 'boolean', help: 'cli.option.verbose' },
  help: { type: 'boolean', help: 'cli.option.help' },
  version: { type: 'boolean', help: 'cli.option.version' },
};

export type ParsedCommandLine =
  | { kind: 'help'; command: Command | null; words: string[] }
  | { kind: 'version' }
  | { kind: 'run'; command: Command; options: ParsedOptions; argument: (name: string) => string };

/** @throws AppFailure `invalid-input` saying what is wrong with the command line */
export function parseCommandLine(argv: readonly string[], commands: readonly Command[]): ParsedCommandLine {
  const everyOption = Object.assign(
    {},
    commonOptions,
    ...commands.map(({ options }) => options ?? {}),
  ) as OptionDefinitions;
  const words = looselyParsed(argv, everyOption);
  const command = commands.find(({ path }) => path.every((word, index) => words.positionals[index] === word)) ?? null;
  if (words.help || (words.positionals[0] === 'help' && !command))
    return { kind: 'help', command, words: words.positionals.filter((word) => word !== 'help') };
  if (words.version) return { kind: 'version' };
  if (!command) {
    if (words.positionals.length === 0) throw usageError('cli.no-command');
    throw usageError('cli.unknown-command', { command: words.positionals.slice(0, 2).join(' ') });
  }
  const parsed = strictlyParsed(argv, { ...commonOptions, ...command.options });
  const given = parsed.positionals.slice(command.path.length);
  const wanted = command.arguments ?? [];
  const missing = wanted[given.length];
  if (missing !== undefined) throw usageError('cli.missing-argument', { name: missing });
  const extra = given[wanted.length];
  if (extra !== undefined)
    throw usageError('cli.extra-argument', { text: extra, usage: [...command.path, ...wanted].join(' ') });
  return {
    kind: 'run',
    command,
    options: optionsOf(parsed),
    argument: (name) => given[wanted.indexOf(name)] ?? '',
  };
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;
type Token = { kind: 'option'; name: string; value: string | undefined } | { kind: 'positional' | 'option-terminator' };
type Parsed = { values: Values; positionals: string[]; tokens: Token[] };

function nodeOptions(definitions: OptionDefinitions) {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]),
  );
}

/** Finds the command's words, whatever options stand between them; wrong options are reported later. */
function looselyParsed(argv: readonly string[], definitions: OptionDefinitions) {
  const options = nodeOptions(definitions);
  const parsed = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true });
  const values = parsed.values as Values;
  return { positionals: parsed.positionals, help: values['help'] === true, version: values['version'] === true };
}

function strictlyParsed(argv: readonly string[], definitions: OptionDefinitions): Parsed {
  try {
    const options = nodeOptions(definitions);
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true, tokens: true });
  } catch (error) {
    // parseArgs says what is wrong in a sentence of its own (ERR_PARSE_ARGS_…); some go on with advice on `--`, or on further lines.
    const message = error instanceof Error ? error.message : String(error);
    const [said = message] = message.split(/\.\n|\n|\. To specify/);
    throw usageError('cli.bad-option', { message: said });
  }
}

function optionsOf({ values, tokens }: Parsed): ParsedOptions {
  const texts = (name: string) => [values[name] ?? []].flat().filter((value) => typeof value === 'string');
  return {
    texts,
    text: (name) => texts(name).at(-1),
    flag: (name) => values[name] === true,
    inOrder: (names) =>
      tokens.flatMap((token) =>
        token.kind === 'option' && token.value !== undefined && names.includes(token.name)
          ? [{ name: token.name, text: token.value }]
          : [],
      ),
  };
}
