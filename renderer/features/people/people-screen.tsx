import type { ReactNode } from 'react';
import { useCallback } from 'react';
import { Group, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import type { RowWindowState } from '../../api/row-window.ts';
import { isFiltered, useListFilters } from '../../state/list-filters.ts';
import { useLive } from '../../state/live.ts';
import { useNavigation } from '../../state/navigation.ts';
import type { Column, Sort } from '../../ui/data-grid/column.ts';
import type { GridSelection } from '../../ui/data-grid/grid-selection.tsx';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import { SidePanel } from '../../ui/side-panel/side-panel.tsx';
import { listing } from './listing.ts';
import { ListEmpty } from './list-empty.tsx';
import { ListToolbar } from './list-toolbar.tsx';
import classes from './people.module.css';

/** `asOf`: when HQ's list was read, ms. */
export type ListFacts = { all: number; unavailable: AppError | null; asOf: number | null };
export type ListRows<Row> = RowWindowState<Row, ListFacts> & {
  setRange(first: number, last: number): void;
  queryKey: string;
};

type Props<Row> = {
  entity: PersonEntity;
  columns: readonly Column<Row>[];
  rows: ListRows<Row>;
  /** What else is to be said of their number. */
  counted?: string | null;
  actions?: ReactNode;
  selection?: GridSelection<Row>;
  /** Between filters and list: what can be done to the chosen ones. */
  bar?: ReactNode;
  onMenu?(rowId: string): void;
  /** The person chose another order. */
  onSorted?(sort: Sort): void;
  /** The panel of the person with this local id; none where people of this kind cannot be opened. */
  detail?: (localId: string) => ReactNode;
};

/** A list of people with its toolbar and the panel of the one that is open: the same for every kind. */
export function PeopleScreen<Row extends { localId: string }>(props: Props<Row>) {
  const { entity, columns, rows, actions, detail } = props;
  const filters = useListFilters((state) => state.filters[entity]);
  const change = useListFilters((state) => state.change);
  const opened = useNavigation((state) => state.opened[entity] ?? null);
  const openPerson = useNavigation((state) => state.openPerson);
  const close = useCallback(() => openPerson(entity, null), [openPerson, entity]);
  const unavailable = rows.facts?.unavailable ?? null;
  const all = rows.facts?.all ?? 0;
  const missing = useConnection().missing(listing[entity]);
  const pulling = useLive((state) => (state.status?.progress ?? null) !== null);

  return (
    <section className={classes.screen} aria-label={t(`entities.${entity}`)}>
      <ListToolbar
        entity={entity}
        total={rows.total}
        all={all}
        loaded={rows.loaded && !rows.error}
        unreadable={all === 0 && unavailable?.code === 'permission'}
        more={props.counted ?? null}
        actions={actions}
      />
      {rows.error && (
        <div className={classes.problem}>
          <ErrorAlert error={rows.error} />
        </div>
      )}
      {/* While a pull runs the status line says how far it is. */}
      {unavailable && all > 0 && !pulling && (
        <Group role="status" className={classes.problem} gap={8} wrap="nowrap">
          <IconInfoCircle size={16} aria-hidden />
          <Text size="sm">{missing ? <MissingNote missing={missing} /> : unavailable.message}</Text>
        </Group>
      )}
      {props.bar}
      <div className={classes.split}>
        <DataGrid
          label={t(`entities.${entity}`)}
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(row) => row.localId}
          onRange={rows.setRange}
          sort={filters.sort}
          onSort={(sort) => {
            change(entity, { sort });
            props.onSorted?.(sort);
          }}
          {...(props.selection ? { selection: props.selection } : {})}
          {...(props.onMenu ? { onMenu: props.onMenu } : {})}
          selectedKey={opened}
          onOpen={(row, byKeyboard) => detail && openPerson(entity, row.localId, byKeyboard)}
          listKey={rows.queryKey}
          empty={
            rows.loaded && !rows.error ? (
              <ListEmpty entity={entity} unavailable={unavailable} all={all} filtered={isFiltered(filters)} />
            ) : null
          }
        />
        {opened !== null && detail && (
          <SidePanel label={t('panel.label', { entity: t(`entity.${entity}`) })} onClose={close}>
            {detail(opened)}
          </SidePanel>
        )}
      </div>
    </section>
  );
}
