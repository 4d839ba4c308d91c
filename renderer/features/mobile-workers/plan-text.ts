/** The number of mobile workers a plan includes, in words. `null` where HQ's pages have not told it, or the plan takes any number. */
import type { WorkerRules } from '#shared/domain/worker-rules.ts';
import { t } from '#shared/messages/translate.ts';
import { formatNumber } from '../../ui/format.ts';

type Plan = WorkerRules['workerLimit'];

/** How many are included and active, with what waits here, with `more` of them, where those are several; and what follows beyond it. */
export function planText(plan: Plan, more: number): { text: string; beyond: boolean } | null {
  const words = wordsOf(plan);
  if (plan === null || words === null) return null;
  const beyond = more > 0 && (plan.reached || plan.active + more > (plan.limit ?? Infinity));
  const next = beyond ? [t(plan.reached ? 'plan.workers.reached' : 'plan.workers.beyond')] : [];
  const sum = formatNumber(plan.active + more);
  const withThese = more > 1 ? [t('plan.workers.more', { more: formatNumber(more), sum })] : [];
  return { text: [t('plan.workers', words), ...withThese, ...next].join(' '), beyond };
}

/** The same in a few words, for the head of the list. */
export function planCount(plan: Plan): string | null {
  const words = wordsOf(plan);
  return words === null ? null : t('plan.workers.short', words);
}

function wordsOf(plan: Plan): { limit: string; active: string } | null {
  if (plan === null || plan.limit === null) return null;
  return { limit: formatNumber(plan.limit), active: formatNumber(plan.active) };
}
