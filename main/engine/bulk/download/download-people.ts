/**
 * HQ's own workbook of people: made there, saved here with its sheets as they are and a hidden one beside them that says what it was made
 * from, and read for what HQ tells nowhere else. Needs a sign-in. Source: corehq/apps/users/views/mobile/users.py and bulk_download.py.
 */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { PeopleExport, PeopleExported, PeopleFilter } from '#shared/domain/people-export.ts';
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
import { downloadedBase } from './downloaded-base.ts';
import { hqFilter } from './hq-filter.ts';
import { readDownload } from './read-download.ts';
import type { DownloadTold } from './read-download.ts';

const kindAtHq: Record<PlanKind, UserKind> = { 'web-users': 'web-user', 'mobile-workers': 'mobile-worker' };
/** People written together: some 10 ms. */
const writePeople = 1000;
/** Share of the whole that HQ's making of the file takes; the rest is fetching and reading it. */
const makingShare = 0.8;

/** Where to ask, and how its failures are told. */
type Source = Pick<EngineContext, 'db' | 'deps' | 'account'> & {
  pages: HqPages;
  failure(failure: Failure): AppFailure;
};
type Work = Source & {
  signal: AbortSignal;
  /** @param share 0 to 1 */
  onProgress(share: number): void;
};

/** How many HQ's file would have. @throws AppFailure as `downloadPeople` */
export async function countAtHq(source: Source, wanted: PeopleFilter): Promise<{ rows: number }> {
  const counted = await source.pages.countDownload(kindAtHq[wanted.kind], hqFilter(source.db, wanted));
  if (counted.kind !== 'ok') throw source.failure(counted);
  return { rows: counted.value.users };
}

/**
 * @throws AppFailure `invalid-input` for a filter HQ does not have, `cancelled`, `read-only` where the file cannot be written, or what
 *   HQ's page failed with. Nothing is left at `path` then but what was there before.
 */
export async function downloadPeople(work: Work, wanted: PeopleExport): Promise<PeopleExported> {
  const { db, deps, account, pages, signal } = work;
  const kind = kindAtHq[wanted.kind];
  const filter = hqFilter(db, wanted);
  const { job } = answered(work, await pages.startDownload(kind, filter, { signal }));
  const asOf = deps.now();
  const onProgress = (percent: number | null) => {
    if (percent !== null) work.onProgress((makingShare * percent) / 100);
  };
  const bytes = answered(work, await pages.finishDownload(job, { signal, onProgress }));
  work.onProgress(makingShare);
  const { server, project } = account;
  const meta = baseMetaRows({ kind: wanted.kind, server, project, exportedAt: asOf });
  const base = gatherBase(meta, () => turn(work));
  const facts = readPlanFacts(db, account, wanted.kind);
  const told = await readDownload(wanted.kind, bytes, {
    signal,
    onRows: (columns, rows) => base.add(downloadedBase(db, facts, columns, rows)),
    onProgress: (share) => work.onProgress(makingShare + (1 - makingShare) * share),
  });
  const hidden = { name: baseSheetName, heading: baseHeading, slices: base.slices() };
  await writeNewFile(wanted.path, deps.uuid(), (file) => addHiddenSheet(bytes, hidden, { file, signal }));
  await learn(work, kind, told, asOf);
  work.onProgress(1);
  return { people: told.people, invitations: told.invitations, leftOut: 0, unread: 0, unnamed: 0, asOf };
}

function answered<Value>({ signal, failure }: Work, outcome: Outcome<Value>): Value {
  if (outcome.kind === 'ok') return outcome.value;
  if (signal.aborted) throw new AppFailure('cancelled', t('bulk.export.cancelled'));
  throw failure(outcome);
}

function turn({ deps }: Pick<Source, 'deps'>): Promise<void> {
  return new Promise((resolve) => {
    deps.setTimer(resolve, 0);
  });
}

async function learn({ db, deps }: Work, entity: UserKind, { activity }: DownloadTold, asOf: number): Promise<void> {
  for (let from = 0; from < activity.length; from += writePeople) {
    db.write('activity', () => learnActivity(db, entity, activity.slice(from, from + writePeople), asOf));
    await turn({ deps });
  }
}
