import { t } from '#shared/messages/translate.ts';
import type { Command, OptionDefinitions } from './command.ts';
import { commonOptions } from './parse-command-line.ts';

/** The whole list of commands, or those that begin with the given words. */
export function helpText(commands: readonly Command[], words: readonly string[] = []): string[] {
  const some = commands.filter(({ path }) => words.every((word, index) => path[index] === word));
  const shown = some.length > 0 ? some : commands;
  return [
    t('cli.help.usage', { command: 'COMMAND' }),
    '',
    ...columns(shown.map((command) => [callOf(command), summaryOf(command)])),
    '',
    t('cli.help.common'),
    ...optionLines(commonOptions),
    '',
    ...t('cli.help.exit-codes').split('\n'),
  ];
}

export function commandHelpText(command: Command): string[] {
  return [
    t('cli.help.usage', { command: callOf(command) }),
    '',
    summaryOf(command),
    ...(command.details ? ['', ...t(command.details).split('\n')] : []),
    ...(command.options ? ['', t('cli.help.options'), ...optionLines(command.options)] : []),
    '',
    t('cli.help.common'),
    ...optionLines(commonOptions),
  ];
}

function callOf({ path, arguments: names = [] }: Command): string {
  return [...path, ...names].join(' ');
}

function summaryOf({ summary, summaryParams }: Command): string {
  return t(summary, summaryParams);
}

function optionLines(options: OptionDefinitions): string[] {
  return columns(
    Object.entries(options).map(([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ''}`, t(help)]),
  );
}

function columns(pairs: [string, string][]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
