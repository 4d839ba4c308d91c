/** HQ's own workbook of people, asked for at this moment. */
import type { PeopleExport, PeopleExported, PeopleFilter } from '#shared/domain/people-export.ts';
import { countAtHq, downloadPeople } from '../bulk/download/download-people.ts';
import type { Failure } from '../hq/outcome.ts';
import type { OpenAccount } from '../open-account.ts';
import { pageFailure, pagesNow } from './pages-now.ts';

type Job = { signal: AbortSignal; onProgress(share: number): void };

/** @throws AppFailure `offline` and `credential` where HQ's pages cannot be asked, and as `downloadPeople` */
export async function handleBulkDownload(
  account: OpenAccount,
  job: Job,
  wanted: PeopleExport,
): Promise<PeopleExported> {
  const told = await downloadPeople({ ...sourceOf(account), ...job }, wanted);
  account.notify([wanted.kind === 'web-users' ? 'web-user' : 'mobile-worker']);
  return told;
}

/** @throws AppFailure as above */
export function handleBulkCountAtHq(account: OpenAccount, wanted: PeopleFilter): Promise<{ rows: number }> {
  return countAtHq(sourceOf(account), wanted);
}

function sourceOf(account: OpenAccount) {
  const { db, deps, account: whose } = account.context;
  return {
    db,
    deps,
    account: whose,
    pages: pagesNow(account),
    failure: (failure: Failure) => pageFailure(account, failure),
  };
}
