/** HQ's own file of people: main asks where, the engine has it made and saves it, and the person is shown the file. */
import path from 'node:path';
import type { DownloadView } from '#shared/domain/hq-download.ts';
import { contract, type MethodOutput, type MethodParams } from '#shared/ipc/contract.ts';
import { hostContract, type HostInput } from '#shared/ipc/engine-host.ts';
import { AppFailure, type Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ExportDeps } from './export-history.ts';
import type { MainHandlers } from './ipc/router.ts';

type DownloadMethod = Extract<keyof MainHandlers, `people.${string}`>;

/** @param saving as of now: the window may be another by then */
export function createDownloadHandlers(saving: () => ExportDeps): Pick<MainHandlers, DownloadMethod> {
  return {
    'people.download': (params) => downloadPeople(saving(), params),
    'people.cancelDownload': (params) => cancelDownload(saving(), params),
    'people.retryDownload': (params) => retryDownload(saving(), params),
    'people.showDownload': (params) => showDownload(saving(), params),
  };
}

/** @throws AppFailure what the engine answered; nothing half is left then */
export async function downloadPeople(
  deps: ExportDeps,
  params: MethodParams<'people.download'>,
): Promise<MethodOutput<'people.download'>> {
  const day = new Date(deps.now()).toISOString().slice(0, 10);
  return saveAsked(deps, params, path.join(deps.folder, `${params.kind}-${day}.xlsx`));
}

/** One that failed, once more: the person says again where. @throws AppFailure as `downloadPeople`; `not-found` where there is none */
export async function retryDownload(
  deps: ExportDeps,
  { jobId }: MethodParams<'people.retryDownload'>,
): Promise<MethodOutput<'people.retryDownload'>> {
  const { wanted, path: before } = await find(deps, jobId);
  return saveAsked(deps, { ...wanted, jobId }, before);
}

/** @throws AppFailure `not-found` where there is none */
export async function showDownload(
  deps: ExportDeps,
  { jobId }: MethodParams<'people.showDownload'>,
): Promise<MethodOutput<'people.showDownload'>> {
  deps.reveal((await find(deps, jobId)).path);
  return {};
}

/** @throws AppFailure what the engine answered */
export async function cancelDownload(
  { engine }: Pick<ExportDeps, 'engine'>,
  params: MethodParams<'people.cancelDownload'>,
): Promise<MethodOutput<'people.cancelDownload'>> {
  return hostContract['bulk.cancelExport'].output.parse(dataOf(await engine('bulk.cancelExport', params)));
}

async function saveAsked(
  { engine, ask, reveal }: ExportDeps,
  params: MethodParams<'people.download'>,
  suggestion: string,
): Promise<MethodOutput<'people.download'>> {
  const file = await ask({ title: t(`main.download.${params.kind}`), suggestion, format: 'xlsx' });
  if (file === null) return { path: null, rows: 0 };
  const input: HostInput<'bulk.export'> = { ...params, source: 'hq', path: file };
  // As long as it takes: HQ makes the file in its own time, and the person can call it off.
  const answer = dataOf(await engine('bulk.export', input, null));
  const { people, invitations, savedAs } = hostContract['bulk.export'].output.parse(answer);
  reveal(savedAs);
  return { path: savedAs, rows: people + invitations };
}

async function find({ engine }: Pick<ExportDeps, 'engine'>, jobId: string): Promise<DownloadView> {
  const told = contract['people.downloads'].output.parse(dataOf(await engine('people.downloads', {})));
  const found = told.downloads.find(({ id }) => id === jobId);
  if (found === undefined) throw new AppFailure('not-found', t('download.gone'));
  return found;
}

function dataOf(result: Result<unknown>): unknown {
  if (result.ok) return result.data;
  throw new AppFailure(result.error.code, result.error.message, result.error.details);
}
