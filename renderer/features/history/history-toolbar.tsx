import { Button, Group, Select, Text, TextInput, Title } from '@mantine/core';
import { IconFilterOff, IconX } from '@tabler/icons-react';
import { personEntities } from '#shared/domain/entities.ts';
import { historyOutcomes } from '#shared/domain/history.ts';
import { t } from '#shared/messages/translate.ts';
import { isHistoryFiltered, useHistoryFilters } from '../../state/history-filters.ts';
import { formatNumber } from '../../ui/format.ts';
import { SearchField } from '../../ui/search-field.tsx';
import people from '../people/people.module.css';
import { ExportMenu } from './export-menu.tsx';
import classes from './history.module.css';

/** Heading, how many entries fit, search, filters, export. `total` null: nothing is known yet. */
export function HistoryToolbar({ total }: { total: number | null }) {
  const { filters, change, clear } = useHistoryFilters();
  const { person, batchId } = filters;
  return (
    <header className={people.toolbar}>
      <Group gap={10} align="center" className={people.titleRow}>
        <Title order={1} className={people.title}>
          {t('nav.history')}
        </Title>
        <Text c="dimmed" size="sm" role="status" className={people.counted}>
          {total !== null && t('history.count', { count: total, number: formatNumber(total) })}
        </Text>
        {isHistoryFiltered(filters) && (
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            className={people.quiet}
            leftSection={<IconFilterOff size={14} aria-hidden />}
            onClick={clear}
          >
            {t('history.clear')}
          </Button>
        )}
        <Group gap={8} ml="auto" wrap="nowrap">
          <ExportMenu disabled={total === null || total === 0} />
        </Group>
      </Group>
      <div className={people.filters} role="search" aria-label={t('history.filters')}>
        <SearchField
          label={t('history.search')}
          placeholder={t('history.search.placeholder')}
          className={people.search}
          search={filters.search}
          onSearch={(search) => change({ search })}
        />
        {person ? (
          <Button
            variant="light"
            className={classes.person}
            title={t('history.filter.person.clear')}
            rightSection={<IconX size={14} aria-hidden />}
            onClick={() => change({ person: null })}
          >
            {t('history.filter.person', { who: person.who })}
          </Button>
        ) : (
          <Select
            className={people.filter}
            aria-label={t('history.filter.entity')}
            value={filters.entity ?? 'all'}
            onChange={(value) => change({ entity: personEntities.find((each) => each === value) ?? null })}
            data={[
              { value: 'all', label: t('history.filter.entity.all') },
              ...personEntities.map((value) => ({ value, label: t(`entities.${value}`) })),
            ]}
          />
        )}
        {batchId !== null && (
          <Button
            variant="light"
            className={classes.person}
            title={t('history.filter.batch.clear')}
            rightSection={<IconX size={14} aria-hidden />}
            onClick={() => change({ batchId: null })}
          >
            {t('history.filter.batch')}
          </Button>
        )}
        <Select
          className={people.filter}
          aria-label={t('history.filter.outcome')}
          value={filters.outcome ?? 'all'}
          onChange={(value) => change({ outcome: historyOutcomes.find((each) => each === value) ?? null })}
          data={[
            { value: 'all', label: t('history.filter.outcome.all') },
            ...historyOutcomes.map((value) => ({ value, label: t(`history.outcome.${value}`) })),
          ]}
        />
        {(['from', 'to'] as const).map((side) => (
          <TextInput
            key={side}
            type="date"
            className={classes.date}
            aria-label={t(`history.filter.${side}`)}
            leftSection={<Text size="xs">{t(`history.filter.${side}`)}</Text>}
            leftSectionWidth={46}
            value={filters[`${side}Day`]}
            onChange={(event) => change({ [`${side}Day`]: event.currentTarget.value })}
          />
        ))}
      </div>
    </header>
  );
}
