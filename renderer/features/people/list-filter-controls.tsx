import { Button, Select } from '@mantine/core';
import { IconClockUp } from '@tabler/icons-react';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { MailFilter } from '../invitations/mail-filter.tsx';
import { useListFilters } from '../../state/list-filters.ts';
import { WorkerFilters } from '../mobile-workers/worker-filters.tsx';
import { LocationFilter } from './location-filter.tsx';
import classes from './people.module.css';

/** Most options drawn at once in a drop-down; the search in it reaches the rest. */
const drawnOptions = 200;

/** The choice of members without a role, beside the names of roles: HQ's roles have names of printable letters. */
const noRole = '\u0000';

/** The filters each kind of person can be narrowed by. */
export function ListFilterControls({ entity }: { entity: PersonEntity }) {
  const filters = useListFilters((state) => state.filters[entity]);
  const change = useListFilters((state) => state.change);
  const lookups = useLookups();
  const waiting = filters.sync === 'waiting';
  return (
    <>
      {entity === 'mobile-worker' && <WorkerFilters />}
      {entity === 'web-user' && (
        <Select
          className={classes.filter}
          aria-label={t('filter.status')}
          data={(['all', 'active', 'deactivated'] as const).map((value) => ({
            value,
            label: t(`filter.status.${value}`),
          }))}
          value={filters.status}
          onChange={(value) =>
            change(entity, { status: value === 'active' || value === 'deactivated' ? value : 'all' })
          }
        />
      )}
      {entity !== 'mobile-worker' && (
        <Select
          className={classes.filter}
          aria-label={t('filter.role')}
          placeholder={t('filter.role.all')}
          data={
            entity === 'web-user' ? [{ value: noRole, label: t('web-users.no-role') }, ...lookups.roles] : lookups.roles
          }
          value={filters.role === '' ? noRole : filters.role}
          onChange={(role) => change(entity, { role: role === noRole ? '' : role })}
          limit={drawnOptions}
          searchable
          clearable
          allowDeselect
        />
      )}
      {entity === 'mobile-worker' && (
        <Select
          className={classes.filter}
          aria-label={t('filter.group')}
          placeholder={t('filter.group.all')}
          data={lookups.groups.map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.groupId}
          onChange={(groupId) => change(entity, { groupId })}
          limit={drawnOptions}
          searchable
          clearable
          allowDeselect
        />
      )}
      {entity !== 'invitation' && (
        <LocationFilter
          locations={lookups.locations}
          value={filters.locationId}
          onChange={(locationId) => change(entity, { locationId })}
        />
      )}
      {entity === 'invitation' && <MailFilter />}
      <Button
        variant={waiting ? 'light' : 'default'}
        aria-pressed={waiting}
        leftSection={<IconClockUp size={14} aria-hidden />}
        className={classes.toggle}
        onClick={() => change(entity, { sync: waiting ? 'all' : 'waiting' })}
      >
        {t('filter.waiting')}
      </Button>
    </>
  );
}
