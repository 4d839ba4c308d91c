/** More changes than one piece takes: each call is a transaction of its own, and says where the next begins. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { pieceOfMany } from '#shared/ipc/many.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

async function activeWorkers(harness: Harness, people: number) {
  const workers: { localId: string; username: string }[] = [];
  for (let more = true; more && workers.length < people;) {
    const { rows } = await harness.call('mobileWorkers.list', { status: 'active', limit: 200, offset: workers.length });
    workers.push(...rows.slice(0, people - workers.length));
    more = rows.length > 0;
  }
  return workers;
}

/** A new e-mail address for each of the first workers, committed and not sent. */
async function committed(size: number, people: number) {
  const harness = await startHarness({ practice: { size } });
  await harness.open();
  await harness.sync('pull');
  const workers = await activeWorkers(harness, people);
  expect(workers).toHaveLength(people);
  const path = join(harness.folder, 'people.xlsx');
  const sheet = workers.map(({ localId, username }, index) => ({
    username: username.replace(/@.*/, ''),
    user_id: localId,
    email: `row${index}@example.net`,
  }));
  writeFileSync(path, await workbookBytes([sheetOf(sheet)]));
  await host(harness, 'bulk.plan', { planId: 'plan-0001', path, kind: 'mobile-workers' });
  await host(harness, 'bulk.commit', { planId: 'plan-0001', batchId });
  return harness;
}

/** Calls again as long as there is more. @returns the answers */
async function inPieces<Place, Piece extends { next: Place | null }>(
  decide: (from: Place | undefined) => Promise<Piece>,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (let from: Place | undefined; ;) {
    const piece = await decide(from);
    pieces.push(piece);
    if (piece.next === null) return pieces;
    from = piece.next;
  }
}

it('more than a piece is cancelled piece by piece, and broken off in between it goes on when it is said again', async () => {
  const people = pieceOfMany + 20;
  const harness = await committed(people + 400, people);
  const totals = async () => (await host(harness, 'bulk.batches', {})).batches[0]?.totals;
  expect(await totals()).toMatchObject({ rows: people, waiting: people });
  const retried = await inPieces((from: HostInput<'bulk.retryBatch'>['from']) =>
    host(harness, 'bulk.retryBatch', { batchId, from }),
  );
  expect(retried.map((piece) => piece.retried)).toEqual([pieceOfMany, 20]);

  const first = await host(harness, 'bulk.cancelBatch', { batchId });
  expect(first).toMatchObject({ cancelled: pieceOfMany, batch: { totals: { cancelled: pieceOfMany } } });
  expect(first.next).not.toBeNull();
  const again = await inPieces((from: HostInput<'bulk.cancelBatch'>['from']) =>
    host(harness, 'bulk.cancelBatch', { batchId, from }),
  );
  for (const piece of again) expect(piece.cancelled).toBeLessThanOrEqual(pieceOfMany);
  expect(again.reduce((sum, piece) => sum + piece.cancelled, 0)).toBe(people - pieceOfMany);
  expect(await totals()).toMatchObject({ rows: people, cancelled: people });
  expect((await harness.call('changes.list', {})).changes).toEqual([]);

  // A page of the rows from anywhere, and how many there are.
  const page = await host(harness, 'bulk.batchRows', {
    batchId,
    outcomes: ['cancelled'],
    offset: people - 3,
    limit: 10,
  });
  expect(page.rows.map(({ row }) => row)).toEqual([people - 1, people, people + 1]);
  expect(page.total).toBe(people);
  const none = await host(harness, 'bulk.batchRows', { batchId, outcomes: ['waiting', 'done'], limit: 10 });
  expect(none).toEqual({ rows: [], total: 0 });
}, 120_000);
