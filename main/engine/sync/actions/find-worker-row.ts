import type { CallOptions } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import type { HqPages, PageWorker } from '../../hq/pages/hq-pages.ts';
import type { Target } from './action-steps.ts';

type Shown = 'active' | 'deactivated' | 'unconfirmed';

/** Rows of one call when a worker is looked for by name. */
const pageRows = 200;

/** A worker's row in HQ's list of workers; null where these lists do not show them. */
export async function findRow(
  pages: HqPages,
  target: Target,
  lists: readonly Shown[],
  signal: CallOptions['signal'],
): Promise<Outcome<PageWorker | null>> {
  const query = target.username.replace(/@[^@]*$/, '');
  let last: Outcome<PageWorker | null> = { kind: 'ok', status: 200, value: null, serverTime: null };
  for (const shown of lists) {
    for (let page: number | null = 1; page !== null;) {
      const found = await pages.listMobileWorkers({
        page,
        limit: pageRows,
        query,
        shown,
        ...(signal ? { signal } : {}),
      });
      if (found.kind !== 'ok') return found;
      const row = found.value.rows.find(({ id }) => id === target.id);
      if (row) return { ...found, value: row };
      last = { ...found, value: null };
      page = found.value.nextPage;
    }
  }
  return last;
}
