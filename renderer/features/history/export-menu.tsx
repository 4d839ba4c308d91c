import { useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { historyQuery, useHistoryFilters } from '../../state/history-filters.ts';
import { useToasts } from '../../state/toasts.ts';

const formats = ['xlsx', 'csv'] as const;

/** Saves what the filters leave as a workbook or CSV; main asks where. */
export function ExportMenu({ disabled }: { disabled: boolean }) {
  const [busy, setBusy] = useState(false);
  const filters = useHistoryFilters((state) => state.filters);
  const show = useToasts((state) => state.show);

  async function save(format: (typeof formats)[number]): Promise<void> {
    setBusy(true);
    const result = await call('history.export', { ...historyQuery(filters), format });
    setBusy(false);
    if (!result.ok) return show({ tone: 'problem', text: result.error.message });
    const { path, entries } = result.data;
    if (path !== null) show({ tone: 'good', text: t('history.exported', { count: entries, path }) });
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          disabled={disabled}
          loading={busy}
          aria-label={t(busy ? 'history.export.busy' : 'history.export')}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t('history.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {t(`history.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
