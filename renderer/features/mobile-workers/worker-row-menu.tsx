import {
  IconKey,
  IconLink,
  IconMailForward,
  IconTrash,
  IconUnlink,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import type { MobileWorkerRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useWorkerAction } from '../../state/worker-action.ts';
import type { WorkerAction } from '../../state/worker-action.ts';
import { RowMenu } from '../people/row-menu.tsx';
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

/** PersonalID has no button where HQ has none. */
export function WorkerRowMenu({ row }: { row: MobileWorkerRow }) {
  const ask = useWorkerAction((state) => state.ask);
  const { forbidden } = useConnection();
  const links = forbidden('link-personal-id') ? [] : linkActions(factsOfRow(row));
  const actions: WorkerAction[] = [
    row.status === 'deactivated' ? 'reactivate' : 'deactivate',
    ...links,
    'set-password',
    'email-password-reset',
    'remove',
  ];
  const items = actions.map((action) => ({
    key: action,
    label: t(`worker.open.${action}`),
    icon: icons[action],
    isFinal: action === 'remove',
    onChoose: () => ask(action, row.localId),
  }));
  return <RowMenu entity="mobile-worker" row={row} items={items} />;
}
