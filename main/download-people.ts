/** HQ's own file of people: main asks where, the engine has it made and saves it, and the person is shown the file. */
import path from 'node:path';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { hostContract, type HostInput } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ExportDeps } from './export-history.ts';

/** @throws AppFailure what the engine answered; nothing half is left then */
export async function downloadPeople(
  { engine, ask, reveal, folder, now }: ExportDeps,
  params: MethodParams<'people.download'>,
): Promise<MethodOutput<'people.download'>> {
  const day = new Date(now()).toISOString().slice(0, 10);
  const file = await ask({
    title: t(`main.download.${params.kind}`),
    suggestion: path.join(folder, `${params.kind}-${day}.xlsx`),
    format: 'xlsx',
  });
  if (file === null) return { path: null, rows: 0 };
  const input: HostInput<'bulk.export'> = { ...params, source: 'hq', path: file };
  // As long as it takes: HQ makes the file in its own time, and the person can call it off.
  const result = await engine('bulk.export', input, null);
  if (!result.ok) throw new AppFailure(result.error.code, result.error.message, result.error.details);
  const { people, invitations } = hostContract['bulk.export'].output.parse(result.data);
  reveal(file);
  return { path: file, rows: people + invitations };
}

/** @throws AppFailure what the engine answered */
export async function cancelDownload(
  { engine }: Pick<ExportDeps, 'engine'>,
  params: MethodParams<'people.cancelDownload'>,
): Promise<MethodOutput<'people.cancelDownload'>> {
  const result = await engine('bulk.cancelExport', params);
  if (!result.ok) throw new AppFailure(result.error.code, result.error.message, result.error.details);
  return hostContract['bulk.cancelExport'].output.parse(result.data);
}
