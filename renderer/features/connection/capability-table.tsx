import { useState } from 'react';
import { Group, Switch, Text, TextInput, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconSearch } from '@tabler/icons-react';
import type { ConnectionView } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { formatNumber } from '../../ui/format.ts';
import { capabilityLines } from './capability-areas.ts';
import type { CapabilityLine } from './capability-areas.ts';
import classes from './connection.module.css';

/** Everything a connection may be able to do, by area: whether it can, why not, and how to get it. */
export function CapabilityTable({ table }: { table: ConnectionView['capabilities'] }) {
  const [search, setSearch] = useState('');
  const [onlyMissing, setOnlyMissing] = useState(false);
  const groups = capabilityLines(table, search, onlyMissing);
  const all = Object.values(table);
  const works = all.filter(({ can }) => can).length;
  return (
    <section aria-labelledby="capabilities">
      <Title order={2} id="capabilities">
        {t('connection.table')}
      </Title>
      <Group gap={16} mt={8} mb={8} role="search" aria-label={t('connection.table')}>
        <TextInput
          type="search"
          className={classes.search}
          aria-label={t('connection.search')}
          placeholder={t('connection.search.placeholder')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          maxLength={100}
        />
        <Switch
          label={t('connection.only-missing')}
          checked={onlyMissing}
          onChange={(event) => setOnlyMissing(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed" role="status" ml="auto">
          {groups.length > 0
            ? t('connection.count', { works: formatNumber(works), all: formatNumber(all.length) })
            : t(works === all.length && search.trim() === '' ? 'connection.none-missing' : 'connection.no-match')}
        </Text>
      </Group>
      {groups.length > 0 && (
        <table className={classes.table} aria-labelledby="capabilities">
          <thead>
            <tr>
              <th scope="col">{t('connection.table.what')}</th>
              <th scope="col" className={classes.can}>
                {t('connection.table.can')}
              </th>
              <th scope="col" className={classes.why}>
                {t('connection.table.why')}
              </th>
            </tr>
          </thead>
          {groups.map(({ area, label, lines }) => (
            <tbody key={area}>
              <tr>
                <th scope="rowgroup" colSpan={3} className={classes.area}>
                  {label}
                </th>
              </tr>
              {lines.map((line) => (
                <Line key={line.capability} line={line} />
              ))}
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}

function Line({ line }: { line: CapabilityLine }) {
  const Icon = line.can ? IconCircleCheck : IconCircleX;
  return (
    <tr>
      <th scope="row">{line.label}</th>
      <td>
        <span className={classes.outcome} data-can={line.can}>
          <Icon size={16} aria-hidden />
          {t(line.can ? 'connection.table.yes' : 'connection.table.no')}
        </span>
      </td>
      <td dir="auto">
        {line.why}
        {line.how !== '' && <div className={classes.how}>{line.how}</div>}
      </td>
    </tr>
  );
}
