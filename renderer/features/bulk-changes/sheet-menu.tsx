import { ActionIcon, Menu } from '@mantine/core';
import { IconDownload, IconFolderOpen, IconTable } from '@tabler/icons-react';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { useBulk } from '../../state/bulk.ts';

/** On a list of people: into a spreadsheet, and back from one. */
export function SheetMenu({ kind }: { kind: PlanKind }) {
  const askOpen = useBulk((state) => state.askOpen);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {/* Without a word of its own: the buttons beside it need the room in the smallest window. */}
        <ActionIcon variant="default" size={30} aria-label={t('sheets.menu')} title={t('sheets.menu')}>
          <IconTable size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => useBulk.setState({ download: kind })}
        >
          {t('sheets.download')}
        </Menu.Item>
        <Menu.Item leftSection={<IconFolderOpen size={14} aria-hidden />} onClick={() => askOpen(kind)}>
          {t('sheets.open')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
