/** HQ's own files of people: those asked for, and what became of them. */
import type { PeopleExport, PeopleExported, PeopleFilter } from '#shared/domain/people-export.ts';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { countAtHq } from '../bulk/download/fetch-file.ts';
import type { Failure } from '../hq/outcome.ts';
import type { OpenAccount } from '../open-account.ts';
import { pageFailure, pagesNow } from './pages-now.ts';

/** @throws AppFailure `offline` and `credential` where HQ's pages cannot be asked, and as `DownloadWatch.begin` */
export async function handleBulkDownload(
  account: OpenAccount,
  jobId: string,
  wanted: PeopleExport,
): Promise<PeopleExported> {
  // Says which of the two it is that keeps from asking.
  pagesNow(account);
  return account.downloads.begin(jobId, wanted);
}

/** @throws AppFailure `offline` and `credential` as above, and as `countAtHq` */
export async function handleBulkCountAtHq(account: OpenAccount, wanted: PeopleFilter): Promise<{ rows: number }> {
  const { db, deps, account: whose } = account.context;
  const failure = (told: Failure) => pageFailure(account, told);
  return countAtHq({ db, deps, account: whose, pages: pagesNow(account), failure }, wanted);
}

export function handleDownloads({ downloads }: OpenAccount): MethodOutput<'people.downloads'> {
  return { downloads: downloads.views() };
}

export function handleDismissDownload(
  { downloads }: OpenAccount,
  { jobId }: MethodParams<'people.dismissDownload'>,
): MethodOutput<'people.dismissDownload'> {
  downloads.dismiss(jobId);
  return {};
}
