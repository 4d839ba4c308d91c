/** One run from script to verdict: Roster, or the naive client. */
import type { FaultKind } from '#practice/start-practice-hq.ts';
import {
  differentInvitations,
  mailedTooOften,
  unquietInvitations,
  unquietRows,
  violationsInFile,
} from '../helpers/find-violations.ts';
import type { EnginePool } from './engine-process.ts';
import { judge } from './judge.ts';
import type { Violation } from './judge.ts';
import { NaiveClient } from './naive-client.ts';
import { play } from './play.ts';
import type { Stage } from './play.ts';
import type { Played } from './played.ts';
import { RosterClient } from './roster-client.ts';
import type { Script } from './script.ts';
import { sheetIds } from './sheets.ts';

export type Verdict = {
  operations: number;
  acknowledged: number;
  /** Of them: actions and invitations. */
  actions: number;
  /** Mails HQ sent. */
  mails: number;
  /** Successful posts to HQ's pages. */
  pagePosts: number;
  decisions: number;
  /** What was let go in the end, each for a reason HQ shows. */
  givenUp: number;
  kills: number;
  /** Closed in order and started again. */
  restarts: number;
  /** Edits and actions for many at once; `batchEnds`: taken back, discarded or sent again. */
  batches: number;
  /** Workbooks carried out; `waysBack`: rows taken back that HQ had. */
  sheets: number;
  waysBack: number;
  batchEnds: number;
  faults: Partial<Record<FaultKind, number>>;
  requests: number;
  violations: Violation[];
};

/** Of a run that did not come to its end. */
export const nothingDone: Omit<Verdict, 'violations'> = {
  operations: 0,
  acknowledged: 0,
  actions: 0,
  mails: 0,
  pagePosts: 0,
  decisions: 0,
  givenUp: 0,
  kills: 0,
  restarts: 0,
  batches: 0,
  sheets: 0,
  waysBack: 0,
  batchEnds: 0,
  faults: {},
  requests: 0,
};

export async function runRoster(script: Script, pool: EnginePool): Promise<Verdict> {
  const makeClient = ({ practice, folder, now }: Stage) => {
    const { url: server, project, username, apiKey } = practice.hq;
    return new RosterClient({
      pool,
      folder,
      now,
      apiKey,
      password: practice.hq.signIn.password,
      account: { id: 'fault', kind: 'practice', server, project, username },
    });
  };
  const { played, inspected } = await play(
    script,
    makeClient,
    async ({ folder, practice }, { acknowledged, decisions, mails, state }) => [
      ...violationsInFile(
        folder,
        acknowledged.filter(({ isNothing }) => !isNothing).map(({ changeId }) => changeId),
      ),
      ...mailedTooOften(folder, mails, consents({ acknowledged, decisions })),
      ...(await unquietRows(folder, practice)),
      ...differentInvitations(folder, state.invitations),
      ...(await unquietInvitations(folder, practice)),
    ],
  );
  return verdict(played, [...judge(played), ...inspected.map((text): Violation => ({ kind: 'law', text }))]);
}

/** How often the person said "send again", by whom that was about. */
function consents({ decisions, acknowledged }: Pick<Played, 'decisions' | 'acknowledged'>): Map<string, number> {
  const given = new Map<string, number>();
  for (const { how, change } of decisions) {
    const whom = acknowledged.find(({ person }) => person.localId === change.localId)?.person.username.toLowerCase();
    if (how === 'send-again' && whom !== undefined) given.set(whom, (given.get(whom) ?? 0) + 1);
  }
  return given;
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
  const { operations, acknowledged, decisions, givenUp, kills, restarts, batchEnds, faults, log, mails } = played;
  const all = [...new Set(acknowledged.flatMap(({ batch }) => batch ?? []))];
  return {
    operations,
    acknowledged: acknowledged.length,
    actions: acknowledged.filter(({ kind }) => kind === 'act' || kind === 'invite').length,
    mails: mails.length,
    pagePosts: log.filter(
      ({ method, applied, path }) => method === 'POST' && applied && path.includes('/settings/users/'),
    ).length,
    decisions: decisions.length,
    givenUp: givenUp.length,
    kills,
    restarts,
    batches: all.filter((id) => !id.startsWith(sheetIds)).length,
    sheets: all.filter((id) => id.startsWith(sheetIds)).length,
    waysBack: acknowledged.filter(({ kind, changeId }) => kind === 'undo' && changeId.startsWith(sheetIds)).length,
    batchEnds: batchEnds.length,
    faults,
    requests: log.length,
    violations,
  };
}
