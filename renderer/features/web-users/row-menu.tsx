import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconUserCheck, IconUserMinus, IconUserOff } from '@tabler/icons-react';
import type { WebUserRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useAccess } from '../../state/access.ts';
import { useNavigation } from '../../state/navigation.ts';

/** Opens the menu of a row by its id in the page. */
export function openRowMenu(rowId: string): void {
  document.getElementById(rowId)?.querySelector<HTMLButtonElement>('[data-row-menu]')?.click();
}

/** What can be done to one web user, beside their row. What cannot be done says why when it is chosen. */
export function RowMenu({ row }: { row: WebUserRow }) {
  const ask = useAccess((state) => state.ask);
  const openPerson = useNavigation((state) => state.openPerson);
  const editPerson = useNavigation((state) => state.editPerson);
  const { forbidden } = useConnection();
  const { localId } = row;

  function edit(): void {
    // The panel says at its own button what is missing, and how to get it.
    if (forbidden('edit-web-user')) openPerson('web-user', localId);
    else editPerson('web-user', localId);
  }

  return (
    <Menu position="bottom-end" withinPortal shadow="md" returnFocus>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          tabIndex={-1}
          data-row-menu
          aria-label={t('row-menu', { name: row.name || row.username })}
          // The table is the one tab stop: its keys go on working once the menu is closed.
          onFocus={(event) => event.currentTarget.closest<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })}
          onClick={(event) => event.stopPropagation()}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={edit}>
          {t('detail.edit')}
        </Menu.Item>
        {row.status === 'deactivated' ? (
          <Menu.Item leftSection={<IconUserCheck size={14} aria-hidden />} onClick={() => ask('reactivate', localId)}>
            {t('access.open.reactivate')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconUserOff size={14} aria-hidden />} onClick={() => ask('deactivate', localId)}>
            {t('access.open.deactivate')}
          </Menu.Item>
        )}
        <Menu.Item
          color="red.9"
          leftSection={<IconUserMinus size={14} aria-hidden />}
          onClick={() => ask('remove', localId)}
        >
          {t('access.open.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
