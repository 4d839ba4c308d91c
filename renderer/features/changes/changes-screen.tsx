import { useCallback, useState } from 'react';
import { Button, Group, Select, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconSearchOff } from '@tabler/icons-react';
import { changeStates } from '#shared/domain/change.ts';
import type { ChangeState, ChangeTotals, ChangeView } from '#shared/domain/change.ts';
import type { MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLookups } from '../../api/use-lookups.ts';
import type { WindowPage } from '../../api/row-window.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useNavigation } from '../../state/navigation.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatNumber } from '../../ui/format.ts';
import { SidePanel } from '../../ui/side-panel/side-panel.tsx';
import people from '../people/people.module.css';
import { changeColumns } from './change-columns.tsx';
import { ChangePanel } from './change-panel.tsx';
import { ConflictScreen } from './conflict/conflict-screen.tsx';
import { DecideAllButton } from './decide-all-button.tsx';

/** The totals tell how many rows a filtered list has. */
function takeChanges(
  answer: MethodOutput<'changes.list'>,
  query: Omit<MethodInput<'changes.list'>, 'offset' | 'limit'>,
): WindowPage<ChangeView, ChangeTotals> {
  return { rows: answer.changes, total: answer.totals[query.state ?? 'all'], facts: answer.totals };
}

const byOrder = { by: 'seq', descending: false };

/** Everything saved here that HQ does not have yet, and what became of it. */
export function ChangesScreen() {
  const deciding = useNavigation((navigation) => navigation.deciding);
  return deciding === null ? <ChangesList /> : <ConflictScreen id={deciding} />;
}

function ChangesList() {
  const [state, setState] = useState<ChangeState | null>(null);
  const [now] = useState(() => Date.now());
  const rows = useRowWindow('changes.list', { state }, takeChanges);
  const opened = useNavigation((navigation) => navigation.openedChange);
  const openChange = useNavigation((navigation) => navigation.openChange);
  const close = useCallback(() => openChange(null), [openChange]);
  const lookups = useLookups();
  const { missing } = useConnection();
  const totals = rows.facts;

  return (
    <section className={people.screen} aria-label={t('nav.changes')}>
      <header className={people.toolbar}>
        <Group gap={10} wrap="nowrap" align="center" className={people.titleRow}>
          <Title order={1} className={people.title}>
            {t('nav.changes')}
          </Title>
          <Text c="dimmed" size="sm" role="status" className={people.counted}>
            {totals && t('changes.count', { count: totals.all, number: formatNumber(totals.all) })}
          </Text>
        </Group>
        <Group gap={8} justify="space-between">
          <Select
            w={250}
            aria-label={t('changes.filter')}
            value={state ?? 'all'}
            onChange={(value) => setState(changeStates.find((each) => each === value) ?? null)}
            data={[
              { value: 'all', label: t('changes.filter.all') },
              ...changeStates.map((value) => ({
                value,
                label: `${t(value === 'rejected' ? 'changes.filter.rejected' : `change.state.${value}`)}${totals ? ` (${formatNumber(totals[value])})` : ''}`,
              })),
            ]}
          />
          <Group gap={12}>
            <Text size="xs" c="dimmed">
              {t('changes.promise')}
            </Text>
            {totals && totals.conflict > 0 && <DecideAllButton count={totals.conflict} />}
          </Group>
        </Group>
      </header>
      {rows.error && (
        <div className={people.problem}>
          <ErrorAlert error={rows.error} />
        </div>
      )}
      <div className={people.split}>
        <DataGrid
          label={t('nav.changes')}
          columns={changeColumns(now, lookups, missing)}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(change) => change.id}
          onRange={rows.setRange}
          sort={byOrder}
          onSort={() => undefined}
          selectedKey={opened}
          onOpen={(change, byKeyboard) => openChange(change.id, byKeyboard)}
          listKey={rows.queryKey}
          empty={
            !rows.loaded || rows.error ? null : state === null ? (
              <EmptyNote icon={<IconCircleCheck size={30} stroke={1.5} />} title={t('changes.empty')}>
                {t('changes.empty.more')}
              </EmptyNote>
            ) : (
              <EmptyNote icon={<IconSearchOff size={30} stroke={1.5} />} title={t('changes.no-match')}>
                <Button variant="default" onClick={() => setState(null)}>
                  {t('changes.show-all')}
                </Button>
              </EmptyNote>
            )
          }
        />
        {opened !== null && (
          <SidePanel label={t('changes.panel')} onClose={close}>
            <ChangePanel id={opened} onClose={close} />
          </SidePanel>
        )}
      </div>
    </section>
  );
}
