import { useState } from 'react';
import { Button, Group, Text, Title } from '@mantine/core';
import { IconFileCheck } from '@tabler/icons-react';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { batchesQuery, useBulk } from '../../state/bulk.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment, formatNumber } from '../../ui/format.ts';
import { SearchField } from '../../ui/search-field.tsx';
import people from '../people/people.module.css';
import { countsOf } from './batch-outcome.tsx';
import { BatchPages } from './batch-pages.tsx';
import classes from './bulk-changes.module.css';
import { NoBatches } from './no-batches.tsx';

/** With no more workbooks than this a search would be in the way. */
const searchedFrom = 5;

/** The workbooks that were committed, the newest first, each with what became of its rows. */
export function BatchList() {
  const { listing, list } = useBulk();
  const { data, error, isPlaceholderData } = useMethod('bulk.batches', batchesQuery(listing), { keepPrevious: true });
  const isSearched = listing.search !== '';
  return (
    <section aria-labelledby="carried-out" className={classes.part}>
      <Group justify="space-between" mb={10} wrap="nowrap">
        <Title order={2} id="carried-out" className={classes.partHeading}>
          {t('batches.title')}
        </Title>
        {/* A few are seen at a glance. While all are read again the search that was emptied keeps the focus. */}
        {(isSearched || isPlaceholderData || (data?.total ?? 0) > searchedFrom) && (
          <SearchField
            label={t('batches.search')}
            placeholder={t('batches.search.placeholder')}
            className={people.search}
            search={listing.search}
            onSearch={(search) => search !== listing.search && list({ search })}
          />
        )}
      </Group>
      {error && <ErrorAlert error={error.error} />}
      {data?.total === 0 && <NoBatches onAll={isSearched ? () => list({ search: '' }) : null} />}
      <ul className={classes.cards} aria-labelledby="carried-out">
        {(data?.batches ?? []).map((batch) => (
          <BatchCard key={batch.batchId} batch={batch} />
        ))}
      </ul>
      {data && <BatchPages page={listing.page} total={data.total} onPage={(page) => list({ page })} />}
    </section>
  );
}

function BatchCard({ batch }: { batch: BatchSummary }) {
  const { batchId, kind, way, file, createdAt, author, paused, totals } = batch;
  const follow = useBulk((state) => state.follow);
  const [now] = useState(() => Date.now());
  const { needing } = countsOf(batch);
  const counted = { count: totals.rows, number: formatNumber(totals.rows), time: formatMoment(createdAt, now) };
  return (
    <li className={classes.plan}>
      <IconFileCheck size={20} stroke={1.5} aria-hidden />
      <div className={classes.planText}>
        <Text fw={600} className={people.clip} dir="auto" title={file}>
          {file}
        </Text>
        <Text size="sm" c="dimmed">
          {[
            t(`sheets.kind.${kind}`),
            t('batches.card', counted),
            ...(author === null ? [] : [t('batches.by', { author })]),
            t(`batches.way.${way}`),
          ].join(' · ')}
        </Text>
        <OutcomeStrip batch={batch} />
      </div>
      {paused && <span className={classes.mark}>{t('batches.paused')}</span>}
      {needing > 0 && (
        <span className={classes.mark} data-grave>
          {t('batches.needs-you', { count: needing, number: formatNumber(needing) })}
        </span>
      )}
      <Button variant="default" onClick={() => follow(batchId)} aria-label={`${t('batches.open')}: ${file}`}>
        {t('batches.open')}
      </Button>
    </li>
  );
}

/** How much of it became what, as a strip and in words. */
function OutcomeStrip({ batch: { totals } }: { batch: BatchSummary }) {
  const found = batchRowOutcomes.filter((outcome) => totals[outcome] > 0);
  return (
    <>
      <div className={classes.strip} aria-hidden>
        {found.map((outcome) => (
          <span key={outcome} data-outcome={outcome} style={{ flexGrow: totals[outcome] }} />
        ))}
      </div>
      <Text size="xs">
        {found.map((outcome) => `${t(`batches.outcome.${outcome}`)} ${formatNumber(totals[outcome])}`).join(' · ')}
      </Text>
    </>
  );
}
