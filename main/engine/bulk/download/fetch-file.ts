/**
 * HQ's own workbook of people: made there, saved here with its sheets as they are and a hidden one beside them that says what it was made
 * from, and read for what HQ tells nowhere else. Needs a sign-in. Source: corehq/apps/users/views/mobile/users.py and bulk_download.py.
 */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { PeopleExported, PeopleFilter } from '#shared/domain/people-export.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineContext } from '../../context.ts';
import type { Failure, Outcome } from '../../hq/outcome.ts';
import type { HqPages, UserKind } from '../../hq/pages/hq-pages.ts';
import { learnActivity } from '../../mirror/activity.ts';
import { addHiddenSheet } from '../add-hidden-sheet.ts';
import { gatherBase } from '../export/base-rows.ts';
import { writeNewFile } from '../new-file.ts';
import { baseHeading, baseMetaRows, baseSheetName } from '../plan/base-sheet.ts';
import { readPlanFacts } from '../plan/plan-facts.ts';
import type { Download } from './download-store.ts';
import { learnWorkerDates } from '../worker-dates.ts';
import { downloadedBase } from './downloaded-base.ts';
import { hqFilter } from './hq-filter.ts';
import { readDownload } from './read-download.ts';
import type { DownloadTold } from './read-download.ts';
import { placeFor } from './target-file.ts';

const kindAtHq: Record<PlanKind, UserKind> = { 'web-users': 'web-user', 'mobile-workers': 'mobile-worker' };
/** People written together: some 10 ms. */
const writePeople = 1000;
/** Share of the whole that HQ's making of the file takes; the rest is fetching and reading it. */
const makingShare = 0.8;

/** Where to ask, and how its failures are told. */
export type Source = Pick<EngineContext, 'db' | 'deps' | 'account'> & {
  pages: HqPages;
  failure(failure: Failure): AppFailure;
};
type Work = Source & {
  signal: AbortSignal;
  /** @param share 0 to 1 @param percent as HQ tells its part; null: that is over */
  onProgress(share: number, percent: number | null): void;
};

/** How many HQ's file would have. @throws AppFailure as `askForFile` */
export async function countAtHq(source: Source, wanted: PeopleFilter): Promise<{ rows: number }> {
  const counted = await source.pages.countDownload(kindAtHq[wanted.kind], hqFilter(source.db, wanted));
  if (counted.kind !== 'ok') throw source.failure(counted);
  return { rows: counted.value.users };
}

/**
 * Has HQ begin the file.
 * @returns HQ's number of the job
 * @throws AppFailure `invalid-input` for a filter HQ does not have, `cancelled`, or what HQ's page failed with
 */
export async function askForFile(source: Source, wanted: PeopleFilter, signal: AbortSignal): Promise<string> {
  const filter = hqFilter(source.db, wanted);
  const begun = await source.pages.startDownload(kindAtHq[wanted.kind], filter, { signal });
  return answered({ ...source, signal }, begun).job;
}

/** What is known of a file that HQ has begun. */
export type BegunFile = Pick<Download, 'wanted' | 'askedAt' | 'path' | 'there'> & { job: string };

/**
 * Waits for the file, saves it and learns from it.
 * @param place as in `writeNewFile`; told where the file will be, and how many rows it has
 * @throws AppFailure `cancelled`, `read-only` where the file cannot be written, or what HQ's page failed with. Nothing is left at `path`
 *   then but what was there before.
 */
export async function fetchFile(
  work: Work,
  { wanted, job, askedAt, path, there }: BegunFile,
  place: (move: () => void, saved: { savedAs: string; rows: number }) => void,
): Promise<PeopleExported> {
  const { db, deps, account, pages, signal } = work;
  const onProgress = (percent: number | null) => {
    if (percent !== null) work.onProgress((makingShare * percent) / 100, percent);
  };
  const bytes = answered(explained(work, wanted.kind), await pages.finishDownload(job, { signal, onProgress }));
  work.onProgress(makingShare, null);
  const { server, project } = account;
  const meta = baseMetaRows({ kind: wanted.kind, server, project, exportedAt: askedAt });
  const base = gatherBase(meta, () => turn(work));
  const facts = readPlanFacts(db, account, wanted.kind);
  const { people, invitations, activity, hasDates } = await readDownload(wanted.kind, bytes, {
    signal,
    onRows: (columns, rows) => base.add(downloadedBase(db, facts, columns, rows)),
    onProgress: (share) => work.onProgress(makingShare + (1 - makingShare) * share, null),
  });
  const hidden = { name: baseSheetName, heading: baseHeading, slices: base.slices() };
  const savedAs = placeFor(path, there);
  await writeNewFile(
    savedAs,
    deps.uuid(),
    (file) => addHiddenSheet(bytes, hidden, { file, signal }),
    (move) => place(move, { savedAs, rows: people + invitations }),
  );
  await learn(work, kindAtHq[wanted.kind], activity, askedAt);
  if (wanted.kind === 'mobile-workers') learnWorkerDates(db, { has: hasDates, at: askedAt });
  work.onProgress(1, null);
  return { people, invitations, leftOut: 0, unread: 0, noInvitations: false, unnamed: 0, asOf: askedAt, savedAs };
}

/**
 * HQ answers 500 for a job that broke off and for one that it does not keep any more, and lets only those who may see mobile workers look at
 * a job, also one of web users. Source: corehq/apps/users/views/mobile/users.py, the download's poll view; soil.
 */
function explained(work: Work, kind: PlanKind): Work {
  return {
    ...work,
    failure: (failure) => {
      const { code, message, details } = work.failure(failure).error;
      if (failure.kind === 'gone' || (failure.kind === 'server-error' && failure.status === 500))
        return new AppFailure('server', t('bulk.download.ended'), { ...details, ended: true });
      if (failure.kind === 'permission' && kind === 'web-users')
        return new AppFailure(code, t('bulk.download.may-not-look', { words: message }), details);
      return new AppFailure(code, message, details);
    },
  };
}

function answered<Value>({ signal, failure }: Source & { signal: AbortSignal }, outcome: Outcome<Value>): Value {
  if (outcome.kind === 'ok') return outcome.value;
  if (signal.aborted) throw new AppFailure('cancelled', t('bulk.export.cancelled'));
  throw failure(outcome);
}

function turn({ deps }: Pick<Source, 'deps'>): Promise<void> {
  return new Promise((resolve) => {
    deps.setTimer(resolve, 0);
  });
}

async function learn(
  { db, deps }: Work,
  entity: UserKind,
  activity: DownloadTold['activity'],
  asOf: number,
): Promise<void> {
  for (let from = 0; from < activity.length; from += writePeople) {
    db.write('activity', () => learnActivity(db, entity, activity.slice(from, from + writePeople), asOf));
    await turn({ deps });
  }
}
