import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unquietInvitations, unquietRows, violationsInFile } from '../../helpers/find-violations.ts';
import { seed } from '../../helpers/test-deps.ts';
import { judge } from '../../helpers/two-clients/judge.ts';
import { Stage } from '../../helpers/two-clients/stage.ts';
import { stepArbitrary } from '../../helpers/two-clients/steps.ts';
import type { Step } from '../../helpers/two-clients/steps.ts';

/** Interleavings tried; each takes one or two seconds on a quiet machine. */
const wanted = process.env['ROSTER_INTERLEAVINGS'];
const tried = Number(wanted ?? 8);
/** Interleavings that are played however long they take. */
const least = Math.min(tried, 4);
/** Beyond those no more are begun after this time, where nobody asked for so many: the machine is busy, and they are left to another run. */
const enoughMs = wanted === undefined ? 25_000 : Infinity;
/** An interleaving that fails is made shorter for so long: some forty tries. */
const shrinkMs = 120_000;

const kills = { all: 0, onTheWay: 0 };

async function play(scheduler: fc.Scheduler, steps: Step[], bothSignedIn: boolean): Promise<void> {
  const stage = await Stage.start(scheduler, bothSignedIn);
  try {
    for (const step of steps) await stage.play(step);
    await stage.calmDown();
    await stage.rest();
    await judge(stage);
    for (const roster of stage.rosters) {
      expect(await roster.waiting(), 'L1: nothing is left behind').toEqual([]);
      await roster.end();
      expect(await unquietRows(roster.folder, stage.practice)).toEqual([]);
      expect(violationsInFile(roster.folder, roster.recorded)).toEqual([]);
    }
    expect(await unquietInvitations(stage.rosters[0].folder, stage.practice)).toEqual([]);
  } finally {
    kills.all += stage.kills.all;
    kills.onTheWay += stage.kills.onTheWay;
    await stage.close();
  }
}

function schedulerOf(from: number): fc.Scheduler {
  const [scheduler] = fc.sample(fc.scheduler(), { seed: from, numRuns: 1 });
  if (!scheduler) throw new Error('there is no scheduler');
  return scheduler;
}

/** Plays as long as there is time for it; once one has failed, as long as there is time to find a shorter one that fails. */
function timed(): { one: typeof play; done: () => number } {
  const start = performance.now();
  let done = 0;
  let failedAt: number | null = null;
  const one = async (...given: Parameters<typeof play>) => {
    const now = performance.now();
    const isLate = failedAt === null ? done >= least && now - start > enoughMs : now - failedAt > shrinkMs;
    if (isLate) return;
    try {
      await play(...given);
      done += 1;
    } catch (error) {
      failedAt ??= performance.now();
      throw error;
    }
  };
  return { one, done: () => done };
}

describe('two Rosters and an admin at HQ, at the same people at once', () => {
  it(`keep every law in whatever order their requests arrive, seed ${seed}`, { timeout: 1_200_000 }, async () => {
    const { one, done } = timed();
    const steps = fc.array(stepArbitrary, { minLength: 20, maxLength: 45 });
    const property = fc.asyncProperty(fc.scheduler(), steps, fc.boolean(), one);
    await fc.assert(property, { numRuns: tried, seed });
    console.log(
      `two clients: ${done()} of ${tried} interleavings, ${kills.onTheWay} of ${kills.all} kills on the way, seed ${seed}`,
    );
    expect(done(), 'interleavings that were played').toBeGreaterThanOrEqual(least);
  });

  it(
    'count what the way back of a removal asks HQ to that step, to the end of the run behind it',
    { timeout: 120_000 },
    async () => {
      const removal = { do: 'remove', by: 0, entity: 'web-user', who: 0 } as const;
      const undo = { do: 'undo', by: 0 } as const;
      const steps: Step[] = [
        removal,
        { do: 'both' },
        undo,
        { do: 'decide', by: 1, how: 'mine' },
        { do: 'unresolve', by: 0 },
      ];
      await play(schedulerOf(seed), steps, false);
    },
  );

  it('both edit one invitation at once: the later one writes over what came after it had read the form', async () => {
    const steps: Step[] = [
      { do: 'invitation', by: 0, who: 0, what: 'edit' },
      { do: 'invitation', by: 1, who: 0, what: 'edit' },
      { do: 'both' },
    ];
    // In this order of requests the other's edit comes between the form and the list.
    await play(schedulerOf(1), steps, true);
  });

  it('may ask, before the first run after a restart, whether HQ is there to delete a worker', async () => {
    const steps: Step[] = [
      { do: 'kill', by: 0, at: 'push:before-sending', times: 1, both: false },
      { do: 'remove', by: 0, entity: 'mobile-worker', who: 0 },
    ];
    await play(schedulerOf(seed), steps, false);
  });

  it('let an edit go with the removal said after it, of somebody who was gone at HQ before either', async () => {
    const worker = { entity: 'mobile-worker', who: 0 } as const;
    const steps: Step[] = [
      { do: 'hq-removes', ...worker },
      { do: 'sync', by: 1 },
      { do: 'edit', by: 1, field: 0, ...worker },
      { do: 'both' },
      { do: 'remove', by: 1, ...worker },
      { do: 'both' },
    ];
    await play(schedulerOf(seed), steps, false);
  });
});
