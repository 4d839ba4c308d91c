import { useEffect } from 'react';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { ListChoice } from '#shared/ipc/contract.ts';
import { call } from '../../api/call.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { useLive } from '../../state/live.ts';

const plain: ListChoice = { hidden: [], sort: null };
const webUsers: ListChoice = { hidden: ['personalId'], sort: null };

/** What is shown before the person has chosen. No web user has a PersonalID: that column is there for who looks for it. */
export function firstChoice(entity: PersonEntity): ListChoice {
  return entity === 'web-user' ? webUsers : plain;
}

/** Which columns and which order the person wants of a list, kept per account in the app's settings. */
export function useListChoice(accountId: string, entity: PersonEntity) {
  const kept = useLive((state) => state.settings?.lists[accountId]?.[entity] ?? firstChoice(entity));
  useEffect(() => {
    const sort = useLive.getState().settings?.lists[accountId]?.[entity]?.sort;
    if (sort) useListFilters.getState().change(entity, { sort });
  }, [accountId, entity]);

  async function keep(part: Partial<ListChoice>): Promise<void> {
    const lists = useLive.getState().settings?.lists ?? {};
    const own = { ...firstChoice(entity), ...lists[accountId]?.[entity], ...part };
    const result = await call('settings.set', {
      lists: { ...lists, [accountId]: { ...lists[accountId], [entity]: own } },
    });
    if (result.ok) useLive.setState({ settings: result.data });
  }

  return { hidden: kept.hidden, keep };
}
