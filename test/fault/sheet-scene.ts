/** A workbook as a step, and in a scene of its own. */
import type { Below, Pick, Step } from './script.ts';

/** A workbook, taken back before it is sent, while it is, or when HQ has it; sometimes behind an edit of one's own or another admin's. */
export function workbook(n: number, below: Below, pick: Pick): Step[] {
  const sheet = makeSheet(n + 1, below, pick);
  const who = 3 * Math.floor(sheet.who / 3) + 1;
  const edit = (at: number): Step => ({ n: at, do: 'edit', who, fields: [below(60)] });
  const admin = (at: number): Step => ({ n: at, do: 'admin', who, field: below(60), remove: false });
  const steps: Step[] = [pick([edit(n), admin(n)]), sheet];
  const next = n + 2;
  const sent: Step[] = [
    { n: next, do: 'press', what: 'push' },
    { n: next + 1, do: 'pass', ms: 60_000, wait: true },
  ];
  const meanwhile = pick<Step[]>([
    [edit(next)],
    [{ n: next, do: 'kill' }],
    [{ n: next, do: 'kill-at-failpoint', count: 1 + below(20) }],
    [
      { n: next, do: 'press', what: 'push' },
      { n: next + 1, do: 'pass', ms: 500, wait: false },
    ],
    sent,
    [...sent, pick([edit(next + 2), admin(next + 2)])],
    [...sent, { n: next + 2, do: 'kill-at-failpoint', count: 1 + below(20) }],
  ]);
  const how = pick(['undo', 'undo', 'undo', 'discard', 'retry'] as const);
  return [...steps, ...meanwhile, { n: next + meanwhile.length, do: 'end-sheet', which: 0, how }];
}

/** Of two workers or more; sometimes in a file that was written a while ago. */
export function makeSheet(n: number, below: Below, pick: Pick): Extract<Step, { do: 'sheet' }> {
  return {
    n,
    do: 'sheet',
    who: below(1_000),
    count: 2 + below(3),
    place: below(60),
    isOld: pick([true, false, false]),
  };
}
