import type { ChangeView } from '#shared/domain/change.ts';
import { maxPageRows } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../../api/call.ts';
import { useToasts } from '../../../state/toasts.ts';
import { formatNumber } from '../../../ui/format.ts';
import { whoText } from '../change-text.ts';
import { takeAllBack, takeBack } from '../take-back.ts';
import { choicesOf, seenFields } from './clash-groups.ts';
import type { ClashGroup, Draft, Drafts } from './clash-groups.ts';

/** Decides the questions of a change and says so, with the way back. */
export async function applyDecision(
  change: ChangeView,
  groups: readonly ClashGroup[],
  drafts: Drafts,
): Promise<AppError | null> {
  const result = await call('changes.resolve', { id: change.id, choices: choicesOf(groups, drafts) });
  if (!result.ok) return result.error;
  const { show } = useToasts.getState();
  const who = whoText(change);
  const letGo = groups.some(({ kind }) => kind !== 'values');
  const text = result.data.change ? 'conflict.applied' : letGo ? 'conflict.let-go' : 'conflict.ended';
  const action = { label: t('common.undo'), run: () => void takeBack(change) };
  show({ tone: 'good', text: t(text, { who }), action });
  return null;
}

/** The same choice in all similar changes. */
export async function applyToSimilar(
  change: ChangeView,
  group: ClashGroup,
  { use, values }: Pick<Draft, 'use' | 'values'>,
): Promise<AppError | null> {
  const result = await call('changes.resolveSimilar', {
    id: change.id,
    field: group.key,
    use,
    ...(use === 'value' ? { values } : {}),
    seen: seenFields(group.fields),
    count: group.similar + 1,
  });
  if (!result.ok) return result.error;
  const { resolved: count, ids } = result.data;
  const action = { label: t('common.undo'), run: () => void takeAllBack(ids) };
  const text = t('conflict.similar.done', { count, number: formatNumber(count) });
  useToasts.getState().show({ tone: 'good', text, action });
  return null;
}

/** The conflict to go on with after this one was decided: the next in order, else the first that is left; null when there is none. */
export async function conflictAfter(change: Pick<ChangeView, 'id' | 'seq'>): Promise<string | null> {
  const result = await call('changes.list', { state: 'conflict', offset: 0, limit: maxPageRows });
  if (!result.ok) return null;
  const left = result.data.changes.filter(({ id }) => id !== change.id);
  return (left.find(({ seq }) => seq > change.seq) ?? left[0])?.id ?? null;
}
