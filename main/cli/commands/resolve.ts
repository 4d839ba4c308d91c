import type { ChangeField, ChangeView, Seen } from '#shared/domain/change.ts';
import { jsonSchema } from '#shared/domain/entities.ts';
import type { Json } from '#shared/domain/entities.ts';
import { maxPageRows } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command, CommandOutput, ParsedOptions } from '../command.ts';
import { usageError } from '../command.ts';
import { changeLines, describe, fullId, minIdBeginning, showValue } from './changes.ts';
import { patchOf } from '../edit-patch.ts';
import { withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { splitAssignment } from '../split-assignment.ts';

type Call = OpenEngine['call'];
type Choices = MethodInput<'changes.resolve'>['choices'];

/** What the command line says about one field. */
type Said = { field: string; seen?: string } & ({ use: 'mine' | 'theirs' } | { use: 'value'; value: string });

export const resolveCommands: readonly Command[] = [
  {
    path: ['changes', 'resolve'],
    arguments: ['ID'],
    summary: 'cli.resolve.summary',
    details: 'cli.resolve.details',
    options: {
      field: { type: 'string', multiple: true, value: 'FIELD', help: 'cli.resolve.field' },
      use: { type: 'string', multiple: true, value: 'mine|theirs|VALUE', help: 'cli.resolve.use' },
      value: { type: 'string', multiple: true, value: 'VALUE', help: 'cli.resolve.value' },
      seen: { type: 'string', multiple: true, value: 'VALUE', help: 'cli.resolve.seen' },
      all: { type: 'string', value: 'mine|theirs', help: 'cli.resolve.all' },
      similar: { type: 'boolean', help: 'cli.resolve.similar' },
    },
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const { options } = context;
        const said = saidOf(options);
        const id = await fullId(call, context.argument('ID'));
        const before = await call('changes.get', { id });
        if (options.flag('similar')) return resolveSimilar(call, before, said);
        const choices = said === null ? allChoices(before, allOf(options)) : await choicesOf(call, before, said);
        const { change } = await call('changes.resolve', { id, choices });
        return {
          data: { change: change && describe(change), decided: decidedAbout(before, choices) },
          lines: [...againstLines(before, choices), ...resolvedLines(before, change)],
        };
      }),
  },
  {
    path: ['changes', 'unresolve'],
    arguments: ['ID'],
    summary: 'cli.unresolve.summary',
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const change = await call('changes.unresolve', { id: await decidedId(call, context.argument('ID')) });
        return {
          data: describe(change),
          lines: [t('cli.unresolve.done', { key: change.key }), ...changeLines(change)],
        };
      }),
  },
];

/** The pairs of `--field` with `--use` or `--value`, and `--seen` behind them, in the order they stand; null where `--all` speaks for every field. */
function saidOf(options: ParsedOptions): Said[] | null {
  const words = options.inOrder(['field', 'use', 'value', 'seen']);
  if (options.text('all') !== undefined) {
    if (words.length > 0 || options.flag('similar')) throw usageError('cli.resolve.all-alone');
    return null;
  }
  const said: Said[] = [];
  for (let index = 0; index < words.length;) {
    const [field, choice, third] = words.slice(index, index + 3);
    if (field?.name !== 'field' || !choice || choice.name === 'field' || choice.name === 'seen')
      throw usageError('cli.resolve.pairs');
    const seen = third?.name === 'seen' ? { seen: third.text } : {};
    const use = choice.name === 'use' && (choice.text === 'mine' || choice.text === 'theirs') ? choice.text : 'value';
    if (use === 'value') said.push({ field: field.text, use, value: choice.text, ...seen });
    else said.push({ field: field.text, use, ...seen });
    index += third?.name === 'seen' ? 3 : 2;
  }
  if (said.length === 0) throw usageError('cli.resolve.pairs');
  return said;
}

function allOf(options: ParsedOptions): 'mine' | 'theirs' {
  const value = options.text('all') ?? '';
  if (value === 'mine' || value === 'theirs') return value;
  throw usageError('cli.bad-choice', { key: 'all', value, choices: 'mine, theirs' });
}

/** Every clashing field alike. Without any, the first field is named, so that the engine says why there is nothing to decide. */
function allChoices({ fields }: ChangeView, use: 'mine' | 'theirs'): Choices {
  const clashing = fields.filter(({ clashes }) => clashes);
  return clashing.length > 0
    ? clashing.map((field) => ({ field: field.field, use, seen: seenOf(field) }))
    : fields.slice(0, 1).map(({ field }) => ({ field, use }));
}

/** Values are read as `--set` of an edit reads them; what one field of a pair brings along for the other counts where it clashes too. */
async function choicesOf(call: Call, change: ChangeView, said: readonly Said[]): Promise<Choices> {
  const values = said.filter((choice) => choice.use === 'value');
  const sets = values.map(({ field, value }) => `${field}=${value}`);
  const yours = Object.fromEntries(change.fields.map(({ field, yours: mine }) => [field, mine]));
  const patch =
    change.entity === 'invitation'
      ? Object.fromEntries(sets.map((text) => splitAssignment(text, 'value')).map(({ key, value }) => [key, value]))
      : sets.length > 0
        ? patchOf(change.entity, sets, yours, await call('lookups.get', {}))
        : {};
  const named = new Set(values.map(({ field }) => field));
  const clashing = new Set(change.fields.filter(({ clashes }) => clashes).map(({ field }) => field));
  const seen = (field: string) => {
    const clash = change.fields.find((each) => each.field === field && each.clashes);
    return clash ? { seen: seenOf(clash, said.find((choice) => choice.field === field)?.seen) } : {};
  };
  return [
    ...said.flatMap((choice) =>
      choice.use === 'value' ? [] : [{ field: choice.field, use: choice.use, ...seen(choice.field) }],
    ),
    ...Object.entries(patch)
      .filter(([field]) => named.has(field) || clashing.has(field))
      .map(([field, value]) => ({ field, use: 'value' as const, value, ...seen(field) })),
  ];
}

/**
 * HQ's side of a clash: as it was read for this command, so that nothing comes in between; with `--seen`, what the person says was shown
 * to them, in the form `changes show` prints it.
 */
function seenOf({ theirs, clash }: ChangeField, said?: string): Seen {
  if (said !== undefined && said !== showValue(theirs)) return { theirs: said };
  return { theirs: theirs ?? null, ...(clash === undefined ? {} : { clash }) };
}

type Decided = { field: string; use: string; theirs: Json };

/** What HQ had in each decided field, for scripts. */
function decidedAbout({ fields }: ChangeView, choices: Choices): Decided[] {
  return choices.map(({ field, use }) => ({
    field,
    use,
    theirs: fields.find((each) => each.field === field)?.theirs ?? null,
  }));
}

/** What was decided against what: HQ's value may not be the one `changes show` printed a while ago. */
function againstLines(before: ChangeView, choices: Choices): string[] {
  return choices.map((choice) => {
    const { field, use } = choice;
    const clash = before.fields.find((each) => each.field === field);
    const mine = choice.use === 'value' ? jsonSchema.parse(choice.value) : clash?.yours;
    return t(`cli.resolve.against.${use}`, { field, mine: showValue(mine), theirs: showValue(clash?.theirs) });
  });
}

/** Of a change that waits; else of one that ended: the history knows it by the beginning of its id, too. */
async function decidedId(call: Call, typed: string): Promise<string> {
  try {
    return await fullId(call, typed);
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.code !== 'not-found' || typed.length < minIdBeginning)
      throw error;
    const { entries } = await call('history.list', { changeId: typed, outcome: 'discarded', limit: maxPageRows });
    const ids = [...new Set(entries.map(({ changeId }) => changeId))];
    if (ids.length > 1) throw usageError('cli.ambiguous', { text: typed, ids: ids.join(', ') });
    if (!ids[0]) throw error;
    return ids[0];
  }
}

async function resolveSimilar(call: Call, before: ChangeView, said: readonly Said[] | null): Promise<CommandOutput> {
  const [only, ...more] = said ?? [];
  if (!only || more.length > 0) throw usageError('cli.resolve.similar-one');
  const { field, use } = only;
  const third = (await choicesOf(call, before, [only])).flatMap((choice) =>
    choice.use === 'value' ? [[choice.field, choice.value] as const] : [],
  );
  const values = use === 'value' ? { values: Object.fromEntries(third) } : {};
  const clashing = before.fields.filter(({ clashes }) => clashes);
  const seen = Object.fromEntries(
    clashing.map((each) => [each.field, seenOf(each, each.field === field ? only.seen : undefined)]),
  );
  const { resolved, ids } = await call('changes.resolveSimilar', { id: before.id, field, use, ...values, seen });
  return { data: { resolved, ids }, lines: [t('cli.resolve.similar-done', { count: resolved })] };
}

function resolvedLines({ id, key }: ChangeView, change: ChangeView | null): string[] {
  if (!change) return [t('cli.resolve.nothing-left', { key, id: id.slice(0, 8) })];
  if (change.state === 'conflict') return [t('cli.resolve.partly', { key }), ...changeLines(change)];
  return [t('cli.resolve.done', { key, id: change.id.slice(0, 8) })];
}
