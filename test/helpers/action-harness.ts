import type { PersonAction } from '#shared/domain/action.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { assertLaws, assertMailedOnce } from './assert-laws.ts';
import { startHarness } from './engine-harness.ts';
import type { Harness, HarnessOptions } from './engine-harness.ts';
import { testDeps } from './test-deps.ts';

export type Mail = { to: string; kind: string; about: string };
export type HistoryLine = { change_id: string; kind: string; action: string | null; outcome: string; answer: Json };

/** Setting of the practice HQ's sample: its list of web users shows the deactivated ones, too. */
export async function startActions(options: HarnessOptions = {}) {
  const harness = await startHarness(options);
  await harness.open();
  await harness.sync('pull');
  await harness.requests();
  return withActions(harness);
}

/** What tests of actions do over and over. */
export function withActions(harness: Harness) {
  const { call, practice, engine, folder } = harness;
  const recorded: string[] = [];
  return {
    ...harness,
    recorded,
    /** Saves an action; its change id is `<action>-<n>`. */
    act: (entity: PersonEntity, localId: string, action: PersonAction, password?: string) => {
      const changeId = `${action}-${String(recorded.length + 1).padStart(4, '0')}`;
      recorded.push(changeId);
      const secret = password === undefined ? {} : { password };
      return call('people.act', { changeId, entity, localId, action, ...secret });
    },
    mail: async () => (await practice.control('mail')) as Mail[],
    stateOf: async (entity: string, id: string) => {
      try {
        return (await practice.control(`state?entity=${entity}&id=${id}`)) as Record<string, Json>;
      } catch (error) {
        if (String(error).includes('404')) return null;
        throw error;
      }
    },
    changes: async () => (await call('changes.list', {})).changes,
    /** Ends the engine and asks the laws; gives the history, oldest first. `again`: how often the test said "send again". */
    finish: async (more: readonly string[] = [], { again = 0 } = {}): Promise<HistoryLine[]> => {
      await engine.shutdown();
      assertLaws(folder, [...recorded, ...more]);
      assertMailedOnce(folder, (await practice.control('mail')) as Mail[], again);
      return history(folder);
    },
  };
}

function history(folder: string): HistoryLine[] {
  const db = openDatabase(folder, testDeps());
  try {
    const rows = db.statement('SELECT change_id, kind, action, outcome, answer FROM history ORDER BY seq').all();
    return (rows as (HistoryLine & { answer: string })[]).map((row) => ({
      ...row,
      answer: JSON.parse(row.answer) as Json,
    }));
  } finally {
    db.close();
  }
}
