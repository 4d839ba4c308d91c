/** Bulk changes by spreadsheet, for the window: main asks for files and names them to the engine; the window never does. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  forwardedMethodNames,
  type BulkMethodName,
  type ForwardedMethodName,
  type HandedFile,
} from '#shared/ipc/bulk-methods.ts';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { hostContract, type HostInput, type HostMethodName, type HostOutput } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { OpenQuestion } from './dialogs.ts';
import type { EngineRequestFn } from './engine-host/engine-host.ts';
import type { ExportDeps } from './export-history.ts';
import type { MainHandlers } from './ipc/router.ts';
import type { OfferedFiles } from './offered-files.ts';

export type BulkDeps = {
  /** As of now: the window may be another by then. */
  saving: () => ExportDeps;
  files: OfferedFiles;
  askWhatToOpen: (question: OpenQuestion) => Promise<string | null>;
  /** Sample workbooks are opened from here; made when the first one is. */
  sampleFolder: string;
  /** A workbook the system handed over before the window could take it, once. */
  takeHanded: () => HandedFile | null;
};

export function createBulkHandlers(deps: BulkDeps): Pick<MainHandlers, BulkMethodName> {
  const { saving, files, askWhatToOpen, sampleFolder, takeHanded } = deps;
  const engine: EngineRequestFn = (method, params, timeout) => saving().engine(method, params, timeout);
  const forwarded = Object.fromEntries(
    forwardedMethodNames.map((name) => [
      name,
      (params: unknown) => ask(engine, name, params as HostInput<typeof name>),
    ]),
    // Each of them takes and gives what the engine's method of its name does.
  ) as Pick<MainHandlers, ForwardedMethodName>;
  return {
    ...forwarded,
    'bulk.countExport': (params) => ask(engine, 'bulk.countExport', params),
    'bulk.export': (params) => exportPeople(saving(), params),
    'bulk.choose': async () => {
      const file = await askWhatToOpen({ title: t('main.bulk.open'), folder: saving().folder });
      return { file: file === null ? null : files.offer(file) };
    },
    'bulk.takeHanded': () => ({ file: takeHanded() }),
    'bulk.guess': ({ fileId }) => ask(engine, 'bulk.guess', { path: files.path(fileId) }),
    'bulk.handOver': (params) => handOver(saving(), params),
    'bulk.report': (params) => saveReport(saving(), params),
    'bulk.openSample': async (params) => {
      await mkdir(sampleFolder, { recursive: true });
      const file = path.join(sampleFolder, sampleFile(params));
      await ask(engine, 'bulk.writeSample', { ...params, path: file });
      return { file: files.offer(file) };
    },
    'bulk.saveSample': (params) => saveSample(saving(), params),
    'bulk.plan': ({ fileId, ...params }) => ask(engine, 'bulk.plan', { ...params, path: files.path(fileId) }),
  };
}

async function exportPeople(
  { engine, ask: askWhere, reveal, folder, now }: ExportDeps,
  params: MethodParams<'bulk.export'>,
): Promise<{ path: string | null; written: HostOutput<'bulk.export'> | null }> {
  const day = new Date(now()).toISOString().slice(0, 10);
  const file = await askWhere({
    title: t(`main.bulk.save.${params.kind}`),
    suggestion: path.join(folder, `${params.kind}-${day}.xlsx`),
    format: 'xlsx',
  });
  if (file === null) return { path: null, written: null };
  const written = await ask(engine, 'bulk.export', { ...params, path: file });
  reveal(file);
  return { path: file, written };
}

/** A workbook for HQ is saved where the person says, and shown; or HQ's importer gets it now. @throws AppFailure what the engine answered */
async function handOver(
  { engine, ask: askWhere, reveal, folder }: ExportDeps,
  { way, ...params }: MethodParams<'bulk.handOver'>,
): Promise<MethodOutput<'bulk.handOver'>> {
  if (way === 'upload') return { path: null, batch: await ask(engine, 'bulk.handOver', { ...params, path: null }) };
  const { plans } = await ask(engine, 'bulk.plans', {});
  const file = plans.find(({ planId }) => planId === params.planId)?.file ?? '';
  const target = await askWhere({
    title: t('main.bulk.save-for-hq'),
    suggestion: path.join(folder, `${path.parse(file).name} for HQ.xlsx`),
    format: 'xlsx',
  });
  if (target === null) return { path: null, batch: null };
  const batch = await ask(engine, 'bulk.handOver', { ...params, path: target });
  reveal(target);
  return { path: target, batch };
}

/** @throws AppFailure what the engine answered; nothing half is left then */
async function saveReport(
  { engine, ask: askWhere, reveal, folder }: ExportDeps,
  params: MethodParams<'bulk.report'>,
): Promise<MethodOutput<'bulk.report'>> {
  const { batches } = await ask(engine, 'bulk.batches', { batchId: params.batchId });
  const target = await askWhere({
    title: t('main.bulk.save-report'),
    suggestion: path.join(folder, `${path.parse(batches[0]?.file ?? '').name} report.xlsx`),
    format: 'xlsx',
  });
  if (target === null) return { path: null };
  await ask(engine, 'bulk.report', { ...params, path: target });
  reveal(target);
  return { path: target };
}

async function saveSample(
  { engine, ask: askWhere, reveal, folder }: ExportDeps,
  params: MethodParams<'bulk.saveSample'>,
): Promise<{ path: string | null }> {
  const suggestion = path.join(folder, sampleFile(params));
  const file = await askWhere({ title: t('main.bulk.sample'), suggestion, format: 'xlsx' });
  if (file === null) return { path: null };
  await ask(engine, 'bulk.writeSample', { ...params, path: file });
  reveal(file);
  return { path: file };
}

function sampleFile({ kind, sample }: MethodParams<'bulk.saveSample'>): string {
  return `${kind}-${sample}.xlsx`;
}

/** As long as it takes: a hundred thousand rows are read and planned while the engine does other things, too. */
async function ask<Name extends HostMethodName>(
  engine: EngineRequestFn,
  name: Name,
  input: HostInput<Name>,
): Promise<HostOutput<Name>> {
  const result = await engine(name, input, null);
  if (!result.ok) throw new AppFailure(result.error.code, result.error.message, result.error.details);
  return hostContract[name].output.parse(result.data) as HostOutput<Name>;
}
