import { Select } from '@mantine/core';
import { personalIdStates, personalIdStateSchema } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useListFilters } from '../../state/list-filters.ts';
import type { ListFilters } from '../../state/list-filters.ts';
import classes from '../people/people.module.css';

const shown = ['all', 'active', 'deactivated', 'unconfirmed'] as const;
type Shown = (typeof shown)[number];

/** Workers who have not confirmed their account are deactivated to HQ; here each stands in one list alone. */
const parts: Record<Shown, { status: ListFilters['status']; unconfirmed: string | null }> = {
  all: { status: 'all', unconfirmed: null },
  active: { status: 'active', unconfirmed: null },
  deactivated: { status: 'deactivated', unconfirmed: 'false' },
  unconfirmed: { status: 'all', unconfirmed: 'true' },
};

/** Status with Unconfirmed, and PersonalID where the project has it. */
export function WorkerFilters() {
  const filters = useListFilters((state) => state.filters['mobile-worker']);
  const change = useListFilters((state) => state.change);
  const hasPersonalId = useConnection().missing('see-personal-id')?.obstacle !== 'flag-personal-id';
  const { unconfirmed, personal_id: personalId, ...others } = filters.where;
  const present = unconfirmed === 'true' ? 'unconfirmed' : filters.status;
  return (
    <>
      <Select
        className={classes.filter}
        aria-label={t('filter.status')}
        data={shown.map((value) => ({ value, label: t(`filter.status.${value}`) }))}
        value={present}
        onChange={(value) => {
          const { status, unconfirmed: only } = parts[shown.find((each) => each === value) ?? 'all'];
          const where = { ...others, ...(personalId === undefined ? {} : { personal_id: personalId }) };
          change('mobile-worker', { status, where: only === null ? where : { ...where, unconfirmed: only } });
        }}
      />
      {hasPersonalId && (
        <Select
          className={classes.filter}
          aria-label={t('column.personal-id')}
          placeholder={t('filter.personal-id.all')}
          data={personalIdStates.map((value) => ({
            value,
            label: t(value === 'unknown' ? 'personal-id.short.unknown' : `personal-id.${value}`),
          }))}
          value={personalId ?? null}
          onChange={(value) => {
            const state = personalIdStateSchema.safeParse(value);
            const where = { ...others, ...(unconfirmed === undefined ? {} : { unconfirmed }) };
            change('mobile-worker', { where: state.success ? { ...where, personal_id: state.data } : where });
          }}
          clearable
        />
      )}
    </>
  );
}
