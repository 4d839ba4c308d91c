import { IconUserCheck, IconUserMinus, IconUserOff } from '@tabler/icons-react';
import type { WebUserRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useAccess } from '../../state/access.ts';
import type { AccessAction } from '../../state/access.ts';
import { RowMenu } from '../people/row-menu.tsx';

const icons = { deactivate: IconUserOff, reactivate: IconUserCheck, remove: IconUserMinus } as const;

export function WebUserRowMenu({ row }: { row: WebUserRow }) {
  const ask = useAccess((state) => state.ask);
  const actions: AccessAction[] = [row.status === 'deactivated' ? 'reactivate' : 'deactivate', 'remove'];
  const items = actions.map((action) => ({
    key: action,
    label: t(`access.open.${action}`),
    icon: icons[action],
    isFinal: action === 'remove',
    onChoose: () => ask(action, row.localId),
  }));
  return <RowMenu entity="web-user" row={row} items={items} />;
}
