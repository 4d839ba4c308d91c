/** One run from script to verdict: Roster, or the naive client. */
import type { FaultKind } from '#practice/start-practice-hq.ts';
import { unquietRows, violationsInFile } from '../helpers/find-violations.ts';
import type { EnginePool } from './engine-process.ts';
import { judge } from './judge.ts';
import type { Violation } from './judge.ts';
import { NaiveClient } from './naive-client.ts';
import { play } from './play.ts';
import type { Stage } from './play.ts';
import type { Played } from './played.ts';
import { RosterClient } from './roster-client.ts';
import type { Script } from './script.ts';

export type Verdict = {
  operations: number;
  acknowledged: number;
  decisions: number;
  kills: number;
  faults: Partial<Record<FaultKind, number>>;
  requests: number;
  violations: Violation[];
};

export async function runRoster(script: Script, pool: EnginePool): Promise<Verdict> {
  const makeClient = ({ practice, folder, now }: Stage) => {
    const { url: server, project, username, apiKey } = practice.hq;
    return new RosterClient({
      pool,
      folder,
      now,
      apiKey,
      account: { id: 'fault', kind: 'practice', server, project, username },
    });
  };
  const { played, inspected } = await play(script, makeClient, async ({ folder, practice }, { acknowledged }) => [
    ...violationsInFile(
      folder,
      acknowledged.map(({ changeId }) => changeId),
    ),
    ...(await unquietRows(folder, practice)),
  ]);
  return verdict(played, [...judge(played), ...inspected.map((text): Violation => ({ kind: 'law', text }))]);
}

/** Only what was lost, done twice or written over: it makes no other promise. */
export async function runNaive(script: Script): Promise<Verdict> {
  const { played } = await play(
    script,
    (stage) => new NaiveClient(stage),
    () => Promise.resolve(null),
  );
  return verdict(
    played,
    judge(played).filter(({ kind }) => kind === 'lost' || kind === 'doubled' || kind === 'overwritten'),
  );
}

function verdict(played: Played, violations: Violation[]): Verdict {
  const { operations, acknowledged, decisions, kills, faults, log } = played;
  return {
    operations,
    acknowledged: acknowledged.length,
    decisions: decisions.length,
    kills,
    faults,
    requests: log.length,
    violations,
  };
}
