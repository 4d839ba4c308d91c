/**
 * A workbook of 100,000 mobile workers, each with another e-mail, given to an importer that says yes to all: `node test/bench/upload.bench.ts [rows]`.
 * Planned, made a workbook for HQ and handed over, its result taken, HQ's list as it is then read, and all of it taken back piece by piece. Prints
 * time, longest turn and memory of each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followUpload, uploadToHq } from '#engine/bulk/commit/hand-over.ts';
import { batchSummary } from '#engine/bulk/commit/row-progress.ts';
import { previewUndo, undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import type { UndonePiece } from '#engine/bulk/commit/undo-batch.ts';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { pieceOfMany } from '#shared/ipc/many.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { pullPeople, worker } from '../helpers/mirror-data.ts';
import { pageSession } from '../helpers/page-session.ts';
import { measured, openStage, writeWorkers } from './bulk-stage.ts';

const rows = Number(process.argv[2] ?? 100_000);
const planId = 'plan-of-bench';
const batchId = 'batch-of-bench';
/** People of HQ's list taken at once, as a pull does. */
const listed = 1000;

const folder = mkdtempSync(join(tmpdir(), 'roster upload '));
try {
  const { context } = openStage(folder, rows);
  const { db, account, secretKey, now } = context;
  const path = join(folder, 'workers.xlsx');
  await writeWorkers(path, rows, 1);
  const record: RecordContext = {
    ...{ db, author: account.username, project: 'p', secretKey, now },
    usesPersonalId: () => null,
    manyLimits: { atOnce: pieceOfMany, piece: pieceOfMany },
  };
  const hq = { pages: importer(), explain: () => new AppFailure('server', 'No.') };
  await measured('plan', () => makePlan(context, { planId, kind: 'mobile-workers', source: { path } }));
  await measured('handed over', () =>
    uploadToHq({ record, planning: context }, { planId, batchId, validOnly: false }, hq),
  );
  await measured('result taken', () => followUpload(record, batchId, hq));
  await measured('HQ’s list read', () => readList());
  console.log(`  ${batchSummary(db, batchId).totals.done} rows done`);
  await inPieces('what would be taken back', (from) => previewUndo(record, batchId, from));
  await inPieces('taken back', (from) => undoBatch(record, batchId, { from }));
  console.log(`  ${batchSummary(db, batchId).totals.undone} rows taken back`);
  db.close();

  async function readList(): Promise<void> {
    for (let from = 0; from < rows; from += listed) {
      const some = Array.from({ length: Math.min(listed, rows - from) }, (_person, index) => {
        const id = `worker${from + index}`;
        return worker(id, { email: `${id}@other.example.org`, phone_numbers: ['4912345'], user_data: { note: 'n' } });
      });
      pullPeople(db, 'mobile-worker', some, 2, now());
      await context.pause();
    }
  }

  /** Others have a turn between pieces, as in the engine. */
  async function inPieces(title: string, decide: (from: number) => UndonePiece): Promise<void> {
    await measured(title, async () => {
      let count = 0;
      for (let from: number | null = 0; from !== null;) {
        const piece: UndonePiece = decide(from);
        count += piece.atHq;
        from = piece.next;
        await context.pause();
      }
      console.log(`  ${count} changes`);
    });
  }

  function importer(): HqPages {
    const messages = ['Over.', 'Finished.', `Successfully uploaded ${rows} mobile workers.`];
    return {
      ...pageSession(account).pages,
      startUpload: () => Promise.resolve({ kind: 'ok', status: 302, value: { job: 'job-0001' }, serverTime: null }),
      finishUpload: () =>
        Promise.resolve({
          kind: 'ok',
          status: 200,
          value: { state: 'done', messages, problems: [] },
          serverTime: null,
        }),
    };
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
