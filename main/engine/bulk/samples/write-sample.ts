/** A sample workbook of the practice project, made of its own people when it is asked for: nothing of it ships with the app. */
import type { Account } from '#shared/domain/account.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { SampleName } from '#shared/domain/sample-workbooks.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineContext } from '../../context.ts';
import { readMeta } from '../../sync/meta.ts';
import { writeNewFile } from '../new-file.ts';
import { baseHeading, baseMetaRows, baseSheetName, createBaseWriter } from '../plan/base-sheet.ts';
import { writeXlsx } from '../write-xlsx.ts';
import type { Sheet } from '../write-xlsx.ts';
import type { SampleSheet } from './sample-sheet.ts';
import { cleanWebUsers, manyWebUsers, mistakenWebUsers } from './web-user-samples.ts';
import { cleanWorkers, manyWorkers, mistakenWorkers } from './worker-samples.ts';

const samples: Record<PlanKind, Record<SampleName, (context: EngineContext) => SampleSheet>> = {
  'web-users': { clean: cleanWebUsers, mistakes: mistakenWebUsers, many: manyWebUsers },
  'mobile-workers': { clean: cleanWorkers, mistakes: mistakenWorkers, many: manyWorkers },
};

/** Name of the practice HQ's project, wherever it is started (main/practice/options.ts). */
const practiceProject = 'practice-project';

/** The command line reaches a practice HQ by its address, as any server. */
export function isPractice({ kind, server, project }: Account): boolean {
  if (kind === 'practice') return true;
  return project === practiceProject && ['127.0.0.1', 'localhost'].includes(new URL(server).hostname);
}

/**
 * @returns how many rows the file has under its heading
 * @throws AppFailure `wrong-state` where this is not the practice project, or nothing was pulled yet; `read-only` where the file cannot be written
 */
export async function writeSample(
  context: EngineContext,
  { kind, sample, path }: { kind: PlanKind; sample: SampleName; path: string },
): Promise<{ rows: number }> {
  const { account, db, deps } = context;
  if (!isPractice(account)) throw new AppFailure('wrong-state', t('samples.not-practice'));
  if (!readMeta(db, 'mirrorComplete')) throw new AppFailure('wrong-state', t('plan.not-pulled'));
  const made = samples[kind][sample](context);
  await writeNewFile(path, deps.uuid(), (file) => writeXlsx({ file, sheets: sheetsOf(context, kind, made) }));
  return { rows: made.lines.filter((line) => line.length > 0).length };
}

function sheetsOf({ account, deps }: EngineContext, kind: PlanKind, made: SampleSheet): Sheet[] {
  const { title, heading, lines, base } = made;
  const { server, project } = account;
  const users = { title, heading, slices: once(lines) };
  if (base === null) return [users];
  const rows = [...baseMetaRows({ kind, server, project, exportedAt: deps.now() }), ...createBaseWriter().rows(base)];
  return [users, { title: baseSheetName, hidden: true, heading: baseHeading, slices: once(rows) }];
}

async function* once<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield await Promise.resolve(rows);
}
