import type { ChangeView } from '#shared/domain/change.ts';
import { maxPageRows } from '#shared/ipc/contract.ts';
import type { OpenEngine } from './open-engine.ts';

/** The whole outbox in order; the contract gives it in pages. */
export async function allChanges(call: OpenEngine['call']): Promise<ChangeView[]> {
  const changes: ChangeView[] = [];
  for (;;) {
    const page = await call('changes.list', { offset: changes.length, limit: maxPageRows });
    changes.push(...page.changes);
    if (page.changes.length === 0 || changes.length >= page.totals.all) return changes;
  }
}
