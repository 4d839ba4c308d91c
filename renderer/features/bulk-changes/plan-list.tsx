import { useState } from 'react';
import { Button, Group, Menu, Text, Title } from '@mantine/core';
import { IconDownload, IconFolderOpen, IconTable } from '@tabler/icons-react';
import { planKinds } from '#shared/domain/bulk-plan.ts';
import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { useBulk } from '../../state/bulk.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatMoment, formatNumber } from '../../ui/format.ts';
import people from '../people/people.module.css';
import { BatchList } from './batch-list.tsx';
import { DiscardButton } from './discard-button.tsx';
import { Samples } from './samples.tsx';
import classes from './bulk-changes.module.css';

/** The workbooks that are open, one of each kind at most, and those that were carried out. */
export function PlanList({ plans }: { plans: readonly PlanSummary[] }) {
  const askOpen = useBulk((state) => state.askOpen);
  return (
    <>
      <header className={people.toolbar}>
        <Group gap={10} align="center" className={people.titleRow}>
          <Title order={1} className={people.title}>
            {t('nav.bulk')}
          </Title>
          <Group gap={8} ml="auto" wrap="nowrap">
            <DownloadMenu />
            <Button leftSection={<IconFolderOpen size={14} aria-hidden />} onClick={() => askOpen(null)}>
              {t('sheets.open')}
            </Button>
          </Group>
        </Group>
      </header>
      <div className={classes.parts}>
        {plans.length === 0 ? (
          <Group justify="center" className={classes.part}>
            <EmptyNote icon={<IconTable size={30} stroke={1.5} />} title={t('review.none')}>
              {t('review.none.more')}
            </EmptyNote>
          </Group>
        ) : (
          <section aria-labelledby="open-workbooks" className={classes.part}>
            <Title order={2} id="open-workbooks" className={classes.partTitle}>
              {t('batches.plans')}
            </Title>
            <ul className={classes.cards} aria-label={t('review.plans')}>
              {plans.map((plan) => (
                <PlanCard key={plan.planId} plan={plan} />
              ))}
            </ul>
          </section>
        )}
        <BatchList />
        <Samples />
      </div>
    </>
  );
}

function PlanCard({ plan: { planId, kind, file, createdAt, totals } }: { plan: PlanSummary }) {
  const review = useBulk((state) => state.review);
  const [now] = useState(() => Date.now());
  const counted = { count: totals.rows, number: formatNumber(totals.rows), time: formatMoment(createdAt, now) };
  return (
    <li className={classes.plan}>
      <IconTable size={20} stroke={1.5} aria-hidden />
      <div className={classes.planText}>
        <Text fw={600} className={people.clip} dir="auto" title={file}>
          {file}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`sheets.kind.${kind}`)} · {t('review.plan.rows', counted)}
        </Text>
      </div>
      <DiscardButton planId={planId} file={file} />
      <Button onClick={() => review(planId)}>{t('review.plan.open')}</Button>
    </li>
  );
}

function DownloadMenu() {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          {t('sheets.download')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {planKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => useBulk.setState({ download: kind })}>
            {t(`sheets.kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
