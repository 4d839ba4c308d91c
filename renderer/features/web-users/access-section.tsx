import { Button, Text } from '@mantine/core';
import { IconUserCheck, IconUserMinus, IconUserOff } from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { Json } from '#shared/domain/entities.ts';
import { pseudoRoleSchema } from '#shared/domain/pseudo-role.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useAccess } from '../../state/access.ts';
import type { AccessAction } from '../../state/access.ts';
import { useLive } from '../../state/live.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import detailClasses from '../people/detail/detail.module.css';
import { accessObstacle, accessPerson } from './access-obstacle.ts';
import { withoutRoleNote } from './role-note.ts';
import classes from './web-users.module.css';

/** Taking a web user's access and giving it back, in their panel. */
export function AccessSection({ detail }: { detail: PersonDetail }) {
  const account = useLive((state) => state.session?.account ?? null);
  const removal = detail.changes.find(({ kind }) => kind === 'delete');
  const ask = useAccess((state) => state.ask);
  if (!account) return null;
  return (
    <section aria-label={t('access.actions')}>
      <h3 className={detailClasses.section}>{t('access.actions')}</h3>
      <AccountNotes readOnly={detail.readOnly} role={detail.values['role']} />
      <div className={classes.access}>
        {removal === undefined && (
          <AccessButton
            action={detail.status === 'deactivated' ? 'reactivate' : 'deactivate'}
            detail={detail}
            account={account}
          />
        )}
        {removal === undefined && <AccessButton action="remove" detail={detail} account={account} />}
        {removal?.state === 'ask' && (
          <Button color="red.9" onClick={() => ask('remove', detail.localId)}>
            {t('access.open.confirm')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** What is special about the account, in full: the badges in the list say it only to a mouse. */
export function AccountNotes({ readOnly, role }: Pick<PersonDetail, 'readOnly'> & { role: Json | undefined }) {
  const pseudo = pseudoRoleSchema.safeParse(readOnly['pseudo_role']);
  const notes = [
    ...(role === '' ? [withoutRoleNote(pseudo.success ? pseudo.data : null)] : []),
    ...(readOnly['sso_controlled'] === true ? [t('rule.access.sso')] : []),
    ...(readOnly['untrusted_identity_provider'] === true ? [t('web-users.untrusted.more')] : []),
  ];
  return notes.map((text) => (
    <Text key={text} size="sm" role="note" mb={8}>
      {text}
    </Text>
  ));
}

const icons = { deactivate: IconUserOff, reactivate: IconUserCheck, remove: IconUserMinus };

function AccessButton({ action, detail, account }: { action: AccessAction; detail: PersonDetail; account: Account }) {
  const connection = useConnection();
  const ask = useAccess((state) => state.ask);
  const person = accessPerson(detail);
  const Icon = icons[action];
  return (
    <GatedButton
      variant="default"
      missing={accessObstacle(action, person, account, connection)}
      leftSection={<Icon size={14} aria-hidden />}
      onClick={() => ask(action, detail.localId)}
    >
      {t(`access.open.${action}`)}
    </GatedButton>
  );
}
