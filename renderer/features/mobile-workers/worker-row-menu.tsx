import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconKey,
  IconLink,
  IconMailForward,
  IconPencil,
  IconTrash,
  IconUnlink,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import type { MobileWorkerRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useWorkerAction } from '../../state/worker-action.ts';
import type { WorkerAction } from '../../state/worker-action.ts';
import { factsOfRow } from './worker-facts.ts';
import { linkActions } from './worker-obstacle.ts';

const icons: Record<WorkerAction, typeof IconKey> = {
  deactivate: IconUserOff,
  reactivate: IconUserCheck,
  remove: IconTrash,
  link: IconLink,
  unlink: IconUnlink,
  'set-password': IconKey,
  'email-password-reset': IconMailForward,
};

/** What can be done to one worker, beside their row. What cannot be done says why when it is chosen; PersonalID has no button where HQ has none. */
export function WorkerRowMenu({ row }: { row: MobileWorkerRow }) {
  const ask = useWorkerAction((state) => state.ask);
  const openPerson = useNavigation((state) => state.openPerson);
  const editPerson = useNavigation((state) => state.editPerson);
  const { forbidden } = useConnection();
  const { localId } = row;
  const links = forbidden('link-personal-id') ? [] : linkActions(factsOfRow(row));
  const actions: WorkerAction[] = [
    row.status === 'deactivated' ? 'reactivate' : 'deactivate',
    ...links,
    'set-password',
    'email-password-reset',
    'remove',
  ];

  function edit(): void {
    // The panel says at its own button what is missing, and how to get it.
    if (forbidden('edit-mobile-worker')) openPerson('mobile-worker', localId);
    else editPerson('mobile-worker', localId);
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
          onClick={(event) => event.stopPropagation()}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={edit}>
          {t('detail.edit')}
        </Menu.Item>
        {actions.map((action) => {
          const Icon = icons[action];
          return (
            <Menu.Item
              key={action}
              {...(action === 'remove' ? { color: 'red.9' } : {})}
              leftSection={<Icon size={14} aria-hidden />}
              onClick={() => ask(action, localId)}
            >
              {t(`worker.open.${action}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
