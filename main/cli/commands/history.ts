import path from 'node:path';
import { personEntities } from '#shared/domain/entities.ts';
import type { Json } from '#shared/domain/entities.ts';
import { historyOutcomes } from '#shared/domain/history.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { localDay } from '#shared/domain/local-day.ts';
import { maxPageRows } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandContext, OptionDefinitions, ParsedOptions } from '../command.ts';
import { numberOption, usageError } from '../command.ts';
import { unwrap, withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { table } from '../table.ts';

/** Lines shown unless `--limit` says otherwise: a screen or two. */
const defaultLimit = 50;

const filterOptions: OptionDefinitions = {
  search: { type: 'string', value: 'TEXT', help: 'cli.history.search' },
  entity: { type: 'string', value: 'KIND', help: 'cli.history.entity' },
  outcome: { type: 'string', value: 'OUTCOME', help: 'cli.history.outcome' },
  change: { type: 'string', value: 'ID', help: 'cli.history.change' },
  batch: { type: 'string', value: 'ID', help: 'cli.history.batch' },
  from: { type: 'string', value: 'DATE', help: 'cli.history.from' },
  to: { type: 'string', value: 'DATE', help: 'cli.history.to' },
};

export const historyCommands: readonly Command[] = [
  {
    path: ['history', 'list'],
    summary: 'cli.history.list.summary',
    details: 'cli.history.details',
    options: { ...filterOptions, limit: { type: 'string', value: 'N', help: 'cli.history.limit' } },
    run: (context) =>
      withAccount(context, 'look', async (open) => {
        const limit = numberOption(context.options, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? defaultLimit;
        const { entries, total } = await read(open, filterOf(context.options), limit);
        const shown = t('cli.people.total', { shown: entries.length, total });
        return {
          data: { entries, total },
          lines: total === 0 ? [t('cli.history.none')] : [...listLines(entries), '', shown],
        };
      }),
  },
  {
    path: ['history', 'export'],
    arguments: ['FILE'],
    summary: 'cli.history.export.summary',
    details: 'cli.history.details',
    options: { ...filterOptions, format: { type: 'string', value: 'xlsx|csv', help: 'cli.history.format' } },
    run: (context) =>
      withAccount(context, 'look', async ({ engine }) => {
        const file = path.resolve(context.argument('FILE'));
        const input = { ...filterOf(context.options), format: formatOf(context, file), path: file };
        const written = hostContract['history.export'].output.parse(unwrap(await engine.call('history.export', input)));
        return {
          data: { path: file, ...written },
          lines: [t('cli.history.exported', { count: written.entries, file })],
        };
      }),
  },
];

type Filter = Omit<MethodInput<'history.list'>, 'offset' | 'limit'>;

function filterOf(options: ParsedOptions): Filter {
  const from = options.text('from');
  const to = options.text('to');
  return {
    search: options.text('search') ?? '',
    entity: choice(options, 'entity', personEntities),
    outcome: choice(options, 'outcome', historyOutcomes),
    changeId: options.text('change') ?? null,
    batchId: options.text('batch') ?? null,
    from: from === undefined ? null : timeOf('from', from),
    to: to === undefined ? null : timeOf('to', to),
  };
}

function choice<const Choice extends string>(
  options: ParsedOptions,
  key: string,
  choices: readonly Choice[],
): Choice | null {
  const value = options.text(key);
  if (value === undefined) return null;
  const found = choices.find((known) => known === value);
  if (found === undefined) throw usageError('cli.bad-choice', { key, value, choices: choices.join(', ') });
  return found;
}

/** A day (of this computer's time zone) or a moment in ISO 8601; a day given as the end is meant whole. */
function timeOf(name: 'from' | 'to', text: string): number {
  const at = isDay.test(text) ? localDay(text)?.[name] : Date.parse(text);
  if (at === undefined || Number.isNaN(at)) throw usageError('cli.bad-date', { name, text });
  return at;
}

/** What looks like a day is one: JavaScript would count a 30th of February on into March. */
const isDay = /^\d{4}-\d{2}-\d{2}$/;

function formatOf({ options }: CommandContext, file: string): 'xlsx' | 'csv' {
  const ending = path.extname(file).slice(1).toLowerCase();
  const format = options.text('format') ?? ending;
  if (format === 'xlsx' || format === 'csv') return format;
  throw usageError('cli.history.which-format', { file });
}

async function read({ call }: OpenEngine, filter: Filter, limit: number) {
  const entries: HistoryEntry[] = [];
  let page;
  do {
    const size = Math.max(1, Math.min(maxPageRows, limit - entries.length));
    page = await call('history.list', { ...filter, offset: entries.length, limit: size });
    entries.push(...page.entries);
  } while (page.entries.length > 0 && entries.length < Math.min(limit, page.total));
  return { entries: entries.slice(0, limit), total: page.total };
}

function listLines(entries: readonly HistoryEntry[]): string[] {
  return table(
    [
      t('cli.column.line'),
      t('cli.column.when'),
      t('cli.column.who'),
      t('cli.column.person'),
      t('cli.column.what'),
      t('cli.column.values'),
      t('cli.column.state'),
      t('cli.column.hq-says'),
      t('cli.column.note'),
    ],
    entries.map((entry) => [
      String(entry.id),
      new Date(entry.finishedAt).toISOString(),
      entry.author,
      entry.key,
      kindText(entry),
      entry.fields.map(fieldText).join(', '),
      t(`history.outcome.${entry.outcome}`),
      entry.answer.messages.join(' '),
      entry.answer.note,
    ]),
  );
}

/** Of a decision with HQ's value and ours, and which was chosen. */
function fieldText({ field, before, after, decided }: HistoryEntry['fields'][number]): string {
  const text = `${field}: ${show(before)} → ${show(after)}`;
  if (!decided) return text;
  const { use, mine, theirs } = decided;
  return `${text} (${t(`cli.history.decided.${use}`, { mine: show(mine), theirs: show(theirs) })})`;
}

function show(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
