import { asksForPassword } from '#shared/domain/asks-for-password.ts';
import type { ChangeField, ChangeView, Seen } from '#shared/domain/change.ts';
import { changeStates } from '#shared/domain/change.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import { t } from '#shared/messages/translate.ts';
import { allChanges } from '../all-changes.ts';
import { changeStateText } from '../change-state-text.ts';
import type { Command } from '../command.ts';
import { usageError } from '../command.ts';
import { withAccount } from '../open-engine.ts';
import type { OpenEngine } from '../open-engine.ts';
import { table } from '../table.ts';

const answers = ['send-again', 'done'] as const;

/** Shortest beginning of an id that is taken for it. */
export const minIdBeginning = 4;

export const changesCommands: readonly Command[] = [
  {
    path: ['changes', 'list'],
    summary: 'cli.changes.list.summary',
    options: { state: { type: 'string', value: 'STATE', help: 'cli.changes.state' } },
    run: (context) =>
      withAccount(context, 'look', async ({ call }) => {
        const wanted = context.options.text('state');
        const state = changeStates.find((known) => known === wanted) ?? null;
        if (wanted !== undefined && !state)
          throw usageError('cli.bad-choice', { key: 'state', value: wanted, choices: changeStates.join(', ') });
        const changes = (await allChanges(call)).filter((change) => state === null || change.state === state);
        const { totals } = await call('changes.list', { limit: 1 });
        return { data: { changes: changes.map(describe), totals }, lines: listLines(changes) };
      }),
  },
  {
    path: ['changes', 'show'],
    arguments: ['ID'],
    summary: 'cli.changes.show.summary',
    run: (context) =>
      withAccount(context, 'look', async ({ call }) => {
        const change = await call('changes.get', { id: await fullId(call, context.argument('ID')) });
        return { data: describe(change), lines: changeLines(change) };
      }),
  },
  {
    path: ['changes', 'retry'],
    arguments: ['ID'],
    summary: 'cli.changes.retry.summary',
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const before = await call('changes.get', { id: await fullId(call, context.argument('ID')) });
        const clashing = before.fields.filter(({ clashes }) => clashes);
        const change = await call('changes.retry', { id: before.id, seen: seenFields(before) });
        const decided = clashing.map(({ field, theirs }) => ({ field, use: 'mine', theirs: theirs ?? null }));
        const lines = [...overLines(before), t('cli.changes.retried', { key: change.key })];
        return { data: { ...describe(change), decided }, lines };
      }),
  },
  {
    path: ['changes', 'discard'],
    arguments: ['ID'],
    summary: 'cli.changes.discard.summary',
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const { discarded } = await call('changes.discard', { id: await fullId(call, context.argument('ID')) });
        return { data: { discarded }, lines: [t('cli.changes.discarded', { id: discarded })] };
      }),
  },
  {
    path: ['changes', 'answer'],
    arguments: ['ID', 'ANSWER'],
    summary: 'cli.changes.answer.summary',
    details: 'cli.changes.answer.details',
    run: (context) =>
      withAccount(context, 'write', async ({ call }) => {
        const given = context.argument('ANSWER');
        const answer = answers.find((known) => known === given);
        if (!answer) throw usageError('cli.bad-choice', { key: 'ANSWER', value: given, choices: answers.join(', ') });
        const id = await fullId(call, context.argument('ID'));
        const { change } = await call('changes.answer', { id, answer });
        const lines = [change ? t('cli.changes.retried', { key: change.key }) : t('cli.changes.done', { id })];
        return { data: { answered: id, change: change && describe(change) }, lines };
      }),
  },
];

/** Every clash as it was read for this command, so that nothing comes in between. */
export function seenFields({ fields }: ChangeView): Record<string, Seen> {
  const clashing = fields.filter(({ clashes }) => clashes);
  return Object.fromEntries(
    clashing.map(({ field, theirs, clash }) => [field, { theirs: theirs ?? null, ...(clash && { clash }) }]),
  );
}

/** What "send again" decides against: HQ's value may not be the one `changes show` printed a while ago. Somebody gone is only looked at. */
function overLines({ fields }: ChangeView): string[] {
  const clashing = fields.filter(({ clashes, field }) => clashes && field !== '*deleted*' && field !== '*exists*');
  return clashing.map(({ field, yours, theirs }) =>
    t('cli.resolve.against.mine', { field, mine: showValue(yours), theirs: showValue(theirs) }),
  );
}

type Call = OpenEngine['call'];

/** An id may be cut short as long as it fits one change only. */
export async function fullId(call: Call, typed: string): Promise<string> {
  const ids = (await allChanges(call)).map(({ id }) => id);
  if (ids.includes(typed)) return typed;
  const fitting = typed.length < minIdBeginning ? [] : ids.filter((id) => id.startsWith(typed));
  if (fitting.length > 1) throw usageError('cli.ambiguous', { text: typed, ids: fitting.join(', ') });
  if (!fitting[0]) throw new AppFailure('not-found', t('cli.changes.unknown', { id: typed }));
  return fitting[0];
}

/** The shape scripts read: the change, its reason also as `error`. */
export function describe(change: ChangeView) {
  return { ...change, error: change.reason };
}

function listLines(changes: readonly ChangeView[]): string[] {
  if (changes.length === 0) return [t('cli.changes.none')];
  return [...overviewLines(changes), ...clashLines(changes)];
}

/** What the person is to decide: was, yours and HQ's value of every clashing field. */
function clashLines(changes: readonly ChangeView[]): string[] {
  const rows = changes.flatMap((change) =>
    change.fields
      .filter(({ clashes }) => clashes)
      .map((field) => [
        change.id.slice(0, 8),
        change.key,
        field.field,
        [field.was, field.yours, field.theirs].map(showValue).join(' · '),
        decideText(field),
      ]),
  );
  if (rows.length === 0) return [];
  const headings = ['ID', t('cli.column.who'), t('cli.column.field'), t('cli.column.clash'), t('cli.column.decide')];
  return ['', ...table(headings, rows), '', t('cli.changes.decide', { id: 'ID' })];
}

function decideText({ clashes, similar }: ChangeField): string {
  if (!clashes) return '';
  return similar === 0 ? t('cli.changes.clashes') : t('cli.changes.clashes-similar', { count: similar });
}

/** A value as the tables print it. */
export function showValue(value: ChangeField['was'] | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function overviewLines(changes: readonly ChangeView[]): string[] {
  return table(
    [
      'ID',
      t('cli.column.who'),
      t('cli.column.what'),
      t('cli.column.fields'),
      t('cli.column.state'),
      t('cli.column.reason'),
    ],
    changes.map((change) => [
      change.id.slice(0, 8),
      change.key,
      kindText(change),
      change.fields.map(({ field }) => field).join(', '),
      changeStateText(change),
      change.reason?.message ?? '',
    ]),
  );
}

/**
 * HQ's value as last read. Beside fields that clash, one that does not (any more) was measured from what HQ has: a decision about it took
 * HQ's value as its base.
 */
function atHq({ kind, state }: ChangeView, { clashes, theirs, was }: ChangeField): ChangeField['was'] | undefined {
  return state === 'conflict' && kind === 'update' && !clashes ? was : theirs;
}

/** The way to type a password again that is gone; nothing where none is wanted. */
export function passwordLines(change: ChangeView): string[] {
  if (!asksForPassword(change)) return [];
  const { kind, id, key } = change;
  return [
    kind === 'create' ? t('cli.changes.edit.password', { id: id.slice(0, 8) }) : t('cli.changes.set-password', { key }),
  ];
}

/** One change with all its fields, for people. */
export function changeLines(change: ChangeView): string[] {
  return [
    `${change.id}  ${change.key}  ${kindText(change)}  ${changeStateText(change)}`,
    ...(change.reason ? [change.reason.message, ...change.reason.hqMessages] : []),
    ...passwordLines(change),
    ...(change.can.resolve ? [t('cli.changes.decide', { id: change.id.slice(0, 8) })] : []),
    ...(change.can.unresolve
      ? [t(change.can.resolve ? 'cli.changes.decided-part' : 'cli.changes.decided', { id: change.id.slice(0, 8) })]
      : []),
    '',
    ...table(
      [
        t('cli.column.field'),
        t('cli.column.was'),
        t('cli.column.yours'),
        t('cli.column.at-hq'),
        t('cli.column.decide'),
        t('cli.column.problem'),
      ],
      change.fields.map((field) => [
        field.field,
        showValue(field.was),
        showValue(field.yours),
        showValue(atHq(change, field)),
        decideText(field),
        field.problems.join(' '),
      ]),
    ),
  ];
}
