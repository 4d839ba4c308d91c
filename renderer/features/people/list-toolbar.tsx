import { Button, Group, Text, Title } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { isFiltered, useListFilters } from '../../state/list-filters.ts';
import { formatNumber } from '../../ui/format.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { ListFilterControls } from './list-filter-controls.tsx';
import classes from './people.module.css';

type Props = {
  entity: PersonEntity;
  total: number;
  all: number;
  loaded: boolean;
  unreadable: boolean;
  /** What else is to be said of the number of people. */
  more?: string | null;
  actions?: ReactNode;
};

/** Heading, how many rows are shown of how many, search, filters. `unreadable`: there is nothing to count or to filter. */
export function ListToolbar({ entity, total, all, loaded, unreadable, more = null, actions }: Props) {
  const filters = useListFilters((state) => state.filters[entity]);
  const change = useListFilters((state) => state.change);
  const clear = useListFilters((state) => state.clear);
  const filtered = isFiltered(filters);
  return (
    <header className={classes.toolbar}>
      <Group gap={10} align="center" className={classes.titleRow}>
        <Title order={1} className={classes.title}>
          {t(`entities.${entity}`)}
        </Title>
        <Text c="dimmed" size="sm" role="status" className={classes.counted}>
          {loaded &&
            !unreadable &&
            (filtered
              ? t('list.count.of', { shown: formatNumber(total), all: formatNumber(all) })
              : t('list.count', { count: all, number: formatNumber(all) }))}
          {loaded && !unreadable && more !== null && ` · ${more}`}
        </Text>
        {filtered && (
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            className={classes.quiet}
            leftSection={<IconFilterOff size={14} aria-hidden />}
            onClick={() => clear(entity)}
          >
            {t('list.clear')}
          </Button>
        )}
        <Group gap={8} ml="auto">
          {actions}
        </Group>
      </Group>
      {!unreadable && (
        <div
          className={classes.filters}
          role="search"
          aria-label={t('list.filters')}
          // At 200 % zoom they are one line that scrolls; what is half in sight already, the window leaves there.
          onFocus={({ target }) => target.scrollIntoView({ block: 'nearest', inline: 'nearest' })}
        >
          <SearchField
            label={t('list.search')}
            placeholder={t('list.search.placeholder')}
            className={classes.search}
            search={filters.search}
            onSearch={(search) => change(entity, { search })}
          />
          <ListFilterControls entity={entity} />
        </div>
      )}
    </header>
  );
}
