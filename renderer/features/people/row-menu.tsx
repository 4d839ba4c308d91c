import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil } from '@tabler/icons-react';
import type { Capability } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useNavigation } from '../../state/navigation.ts';

/** Opens the menu of a row by its id in the page. */
export function openRowMenu(rowId: string): void {
  document.getElementById(rowId)?.querySelector<HTMLButtonElement>('[data-row-menu]')?.click();
}

export type RowMenuItem = {
  key: string;
  label: string;
  icon: typeof IconPencil;
  /** There is no way back. */
  isFinal?: boolean;
  onChoose(): void;
};

type Props = {
  entity: 'mobile-worker' | 'web-user';
  row: { localId: string; name: string; username: string };
  /** Below "Edit". */
  items: readonly RowMenuItem[];
};

const editing: Record<Props['entity'], Capability> = {
  'mobile-worker': 'edit-mobile-worker',
  'web-user': 'edit-web-user',
};

/** What can be done to one person, beside their row. What cannot be done says why when it is chosen. */
export function RowMenu({ entity, row, items }: Props) {
  const openPerson = useNavigation((state) => state.openPerson);
  const editPerson = useNavigation((state) => state.editPerson);
  const { forbidden } = useConnection();
  const { localId } = row;

  function edit(): void {
    // The panel says at its own button what is missing, and how to get it.
    if (forbidden(editing[entity])) openPerson(entity, localId, true);
    else editPerson(entity, localId);
  }

  return (
    // Without the placeholder, which is no item and has no place in a menu for a screen reader, the first item has the focus.
    <Menu position="bottom-end" withinPortal shadow="md" returnFocus withInitialFocusPlaceholder={false}>
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
        {items.map(({ key, label, icon: Icon, isFinal, onChoose }) => (
          <Menu.Item
            key={key}
            {...(isFinal ? { color: 'red.9' } : {})}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={onChoose}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
