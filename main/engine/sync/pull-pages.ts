/** The part of a pull that goes over HQ's web pages; see page-lists.ts for what it reads. */
import { t } from '#shared/messages/translate.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { HqPages } from '../hq/pages/hq-pages.ts';
import { clearUnavailable, isComplete, isRefused, markUnavailable, readCursor } from './cursors.ts';
import { learnNewWorkerRules } from './learn-connection.ts';
import { readMeta, writeMeta } from './meta.ts';
import { needsSignIn, pageListEnd } from './page-failure.ts';
import { createPageReader, mayUsePersonalId, pageLists } from './page-lists.ts';
import type { PageList, PageReader } from './page-lists.ts';
import { readList } from './read-list.ts';
import type { ListPlace } from './read-list.ts';
import { writeLog } from './sync-log.ts';
import type { Stop, SyncRun } from './sync-run.ts';

type PagesEnd = { kind: 'stop'; stop: Stop } | { kind: 'done'; error: AppError | null };

/** @param pages null: nobody is signed in @param place of the last list before */
export async function pullPages(run: SyncRun, pages: HqPages | null, place: ListPlace): Promise<PagesEnd> {
  for (const { name } of pageLists.filter((list) => !isWanted(run, list))) clearUnavailable(run.db, name);
  if (pages === null) {
    // Once read, a list here grows old without a sign-in, and says so; one that never was says that by itself.
    for (const list of pageLists)
      if (isWanted(run, list) && readCursor(run.db, list.name) !== null) note(run, list, needsSignIn(list));
    return { kind: 'done', error: null };
  }
  const reader = createPageReader(pages);
  let problem: AppError | null = null;
  /** Why the whole channel is given up in this pull. */
  let over: AppError | 'signed out' | null = null;
  for (const [index, list] of pageLists.entries()) {
    if (!isWanted(run, list)) continue;
    if (over !== null) {
      if (!isComplete(readCursor(run.db, list.name), place.generation))
        note(run, list, over === 'signed out' ? needsSignIn(list) : over);
      continue;
    }
    if (list.needsPersonalId && !(await usesPersonalId(run, reader))) {
      clearUnavailable(run.db, list.name);
      continue;
    }
    const { generation, step, steps } = place;
    const fetch: Parameters<typeof readList>[2] = (request) => list.fetch(reader, request);
    const failure = await readList(run, list, fetch, { generation, step: step + index + 1, steps });
    if (failure === null) continue;
    const end = pageListEnd(run, list, failure);
    if (end.kind === 'stop') return end;
    note(run, list, end.error);
    if (end.problem) problem = end.error;
    if (end.channel) over = failure.kind === 'session-over' ? 'signed out' : end.error;
  }
  return { kind: 'done', error: problem };
}

/** A list that stands in for one of REST's is not asked for while HQ gives that. */
function isWanted({ db }: SyncRun, { insteadOf }: PageList): boolean {
  return insteadOf === null || isRefused(db, insteadOf);
}

/** Remembered as a fact of the connection, too. */
async function usesPersonalId(run: SyncRun, reader: PageReader): Promise<boolean> {
  const setup = await reader.project(run.signal);
  if (setup.kind !== 'ok' || setup.value.personalId === null) return mayUsePersonalId(setup);
  if (setup.value.newWorkers !== null)
    learnNewWorkerRules({ ...run, changed: () => run.changed('connection') }, setup.value.newWorkers);
  const on = setup.value.personalId;
  const known = readMeta(run.db, 'connection');
  writeMeta(run.db, 'connection', { ...known, personalId: { on, at: run.deps.now(), from: 'workers-page' } });
  if (known.personalId?.on !== on) run.changed('connection');
  return on;
}

function note(run: SyncRun, list: PageList, error: AppError): void {
  const message = t('sync.list-unavailable', { list: t(`entities.${list.entity}`), reason: error.message });
  markUnavailable(run.db, list.name, { ...error, message });
  writeLog(run.db, { at: run.deps.now(), entity: list.entity, action: 'pull', reason: `${list.name}: ${error.code}` });
}
