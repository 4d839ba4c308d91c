/** HQ's own files of people in memory. */
import type { DownloadView } from '#shared/domain/hq-download.ts';
import type { MethodParams } from '#shared/ipc/contract.ts';
import { ok } from '#shared/ipc/result.ts';

/** Shown as HQ's files under way and ended; a test puts in what it is about. */
export const fakeDownloads: DownloadView[] = [];

/** @param rows in a file */
export function fakeDownloadAnswers(rows: number) {
  const forget = ({ jobId }: { jobId: string }) => {
    const at = fakeDownloads.findIndex(({ id }) => id === jobId);
    if (at >= 0) fakeDownloads.splice(at, 1);
    return at >= 0;
  };
  return {
    'people.download': ({ kind }: MethodParams<'people.download'>) => ok({ path: `${kind}.xlsx`, rows }),
    'people.cancelDownload': (input: { jobId: string }) => ok({ found: forget(input) }),
    'people.downloads': () => ok({ downloads: [...fakeDownloads] }),
    'people.dismissDownload': (input: { jobId: string }) => {
      forget(input);
      return ok({});
    },
    'people.retryDownload': () => ok({ path: 'again.xlsx', rows }),
    'people.showDownload': () => ok({}),
  };
}
