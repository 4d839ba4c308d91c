import {
  IconKey,
  IconLink,
  IconMailForward,
  IconMailPlus,
  IconPencil,
  IconTrash,
  IconUnlink,
  IconUserCheck,
  IconUserMinus,
  IconUserOff,
  IconUserPlus,
} from '@tabler/icons-react';
import type { PersonAction } from '#shared/domain/action.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import { actionOf } from '#shared/domain/change-capability.ts';

type Deed = Pick<ChangeView, 'kind' | 'action' | 'entity'>;

const icons: Record<PersonAction, typeof IconPencil> = {
  deactivate: IconUserOff,
  reactivate: IconUserCheck,
  remove: IconTrash,
  link: IconLink,
  unlink: IconUnlink,
  'set-password': IconKey,
  'email-password-reset': IconMailForward,
  resend: IconMailForward,
};

function iconOf(change: Deed): typeof IconPencil {
  const action = actionOf(change);
  // A web user is not deleted, they only leave the project.
  if (action === 'remove' && change.entity === 'web-user') return IconUserMinus;
  if (action) return icons[action];
  if (change.kind !== 'create') return IconPencil;
  return change.entity === 'invitation' ? IconMailPlus : IconUserPlus;
}

/** The sign of what a change does; the words stand beside it. */
export function ChangeIcon({ change, size = 15 }: { change: Deed; size?: number }) {
  const Icon = iconOf(change);
  return <Icon size={size} stroke={1.8} aria-hidden />;
}
