/** Exporting the history: main asks where, the engine writes, and the person is shown the file. */
import path from 'node:path';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { hostContract, type HostInput } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineRequestFn } from './engine-host/engine-host.ts';
import type { SaveQuestion } from './dialogs.ts';

export type ExportDeps = {
  engine: EngineRequestFn;
  ask: (question: SaveQuestion) => Promise<string | null>;
  /** Shows the file in the system's file manager. */
  reveal: (file: string) => void;
  /** Where people keep documents. */
  folder: string;
  now: () => number;
};

/** @throws AppFailure what the engine answered; nothing half is left then */
export async function exportHistory(
  { engine, ask, reveal, folder, now }: ExportDeps,
  params: MethodParams<'history.export'>,
): Promise<MethodOutput<'history.export'>> {
  const { format } = params;
  const day = new Date(now()).toISOString().slice(0, 10);
  const file = await ask({
    title: t('main.export-history'),
    suggestion: path.join(folder, `roster-history-${day}.${format}`),
    format,
  });
  if (file === null) return { path: null, entries: 0 };
  const input: HostInput<'history.export'> = { ...params, path: file };
  // As long as it takes: a history of years is written while the engine does other things, too.
  const result = await engine('history.export', input, null);
  if (!result.ok) throw new AppFailure(result.error.code, result.error.message, result.error.details);
  const { entries } = hostContract['history.export'].output.parse(result.data);
  reveal(file);
  return { path: file, entries };
}
