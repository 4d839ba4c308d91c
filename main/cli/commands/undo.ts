import { randomUUID } from 'node:crypto';
import type { ChangeView } from '#shared/domain/change.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Command } from '../command.ts';
import { usageError } from '../command.ts';
import { withAccount } from '../open-engine.ts';
import { passwordLines } from './changes.ts';
import type { OpenEngine } from '../open-engine.ts';

/** A number of so few digits is a line of the history; the beginning of a change's id has more, or letters. */
const lineNumber = /^\d{1,7}$/;
/** Shortest beginning of an id that is taken for it. */
const minIdBeginning = 4;
/** Lines of one change: HQ can take it in a few parts. */
const linesOfOne = 50;

export const undoCommand: Command = {
  path: ['changes', 'undo'],
  arguments: ['ID'],
  summary: 'cli.changes.undo.summary',
  details: 'cli.changes.undo.details',
  run: (context) =>
    withAccount(context, 'write', async ({ call }) => {
      const typed = context.argument('ID');
      const lines = lineNumber.test(typed) ? [Number(typed)] : (await linesOf(call, typed)).map(({ id }) => id);
      let change: ChangeView | null = null;
      let how: HistoryEntry['undo']['how'] = 'change';
      const left: FieldProblems = {};
      for (const id of lines) {
        const undone = await call('history.undo', { changeId: randomUUID(), id });
        change = undone.change;
        how = undone.how;
        Object.assign(left, undone.left);
      }
      const reasons = [...new Set(Object.values(left).flat())].join(' ');
      const kept = reasons === '' ? [] : [t('cli.changes.undo-left', { reasons })];
      const again = change ? passwordLines(change) : [];
      return { data: { lines, change, left }, lines: [doneText(change, how), ...again, ...kept] };
    }),
};

type Call = OpenEngine['call'];

function doneText(change: ChangeView | null, how: HistoryEntry['undo']['how']): string {
  if (!change) return t('cli.changes.undone-here');
  const { key, id } = change;
  return t(how === 'unresolve' ? 'cli.changes.decision-back' : 'cli.changes.undone', { key, id });
}

/** The parts of the change that can be taken back; where none can, the newest, whose undo says why. */
async function linesOf(call: Call, typed: string): Promise<readonly HistoryEntry[]> {
  const found = await find(call, typed);
  const changes = [...new Set(found.map(({ changeId }) => changeId))];
  if (changes.length > 1) throw usageError('cli.ambiguous', { text: typed, ids: changes.join(', ') });
  if (found.length === 0) throw new AppFailure('not-found', t('cli.changes.not-finished', { id: typed }));
  const can = found.filter(({ undo }) => undo.can);
  // One decision taken back takes all of the change along.
  const decision = can.find(({ undo }) => undo.how === 'unresolve');
  if (decision) return [decision];
  return can.length > 0
    ? can
    : found
        .filter(({ outcome }) => outcome === 'acked')
        .concat(found)
        .slice(0, 1);
}

async function find(call: Call, typed: string): Promise<readonly HistoryEntry[]> {
  if (typed.length < minIdBeginning) return [];
  return (await call('history.list', { changeId: typed, limit: linesOfOne })).entries;
}
