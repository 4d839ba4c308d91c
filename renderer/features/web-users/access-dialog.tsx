import { useState } from 'react';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Account } from '#shared/domain/account.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useMethod } from '../../api/use-method.ts';
import { useAccess } from '../../state/access.ts';
import type { AccessAction } from '../../state/access.ts';
import { useLive } from '../../state/live.ts';
import { useNavigation } from '../../state/navigation.ts';
import { tellUndone } from '../../state/tell-undone.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import { NotPossible } from '../../ui/not-possible.tsx';
import { AccessConsequences } from '../people/access-consequences.tsx';
import { accessCapability, accessObstacle, accessPerson } from './access-obstacle.ts';
import classes from './web-users.module.css';

/** The question that is open, if any. */
export function AccessDialog({ account }: { account: Account }) {
  const asked = useAccess((state) => state.asked);
  const close = useAccess((state) => state.close);
  const person = useMethod(
    'people.get',
    { entity: 'web-user', key: asked?.localId ?? '-' },
    { enabled: asked !== null },
  );
  const detail = asked && person.data?.localId === asked.localId ? person.data : null;
  const title = asked
    ? t(`access.title.${asked.action}`, { name: detail?.name || (detail?.key ?? ''), project: account.project })
    : '';
  return (
    <Modal
      opened={asked !== null && (detail !== null || person.error !== null)}
      onClose={close}
      title={<bdi>{title}</bdi>}
      size={asked?.action === 'remove' ? 'lg' : 'md'}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      {person.error && <ErrorAlert error={person.error.error} />}
      {asked && detail && (
        <Question key={`${asked.action} ${asked.localId}`} action={asked.action} detail={detail} account={account} />
      )}
    </Modal>
  );
}

type Props = { action: AccessAction; detail: PersonDetail; account: Account };

function Question({ action, detail, account }: Props) {
  const close = useAccess((state) => state.close);
  const connection = useConnection();
  const status = useLive((state) => state.status);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [changeId] = useState(() => crypto.randomUUID() as string);
  const person = accessPerson(detail);
  const obstacle = accessObstacle(action, person, account, connection);
  const missing = connection.missing(accessCapability(action));
  const reachable = status !== null && !status.workOffline && status.reachable !== false;
  const held = action === 'remove' && (!reachable || missing !== null);
  const confirmed = action !== 'remove' || typed.trim().toLowerCase() === detail.key.toLowerCase();

  async function save(): Promise<void> {
    if (!confirmed || busy) return;
    setBusy(true);
    const result = await call('people.act', { changeId, entity: 'web-user', localId: detail.localId, action });
    setBusy(false);
    if (!result.ok) return setError(result.error);
    close();
    if (result.data.detail === null) useNavigation.getState().forgetPerson(detail.localId);
    tell(action, detail, { held, nothing: result.data.changeId === null });
  }

  if (obstacle) return <NotPossible obstacle={obstacle} onClose={close} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="md">
        <dl className={classes.who}>
          <dt>{t('access.who')}</dt>
          <dd>
            <bdi>{detail.name}</bdi> <bdi className={classes.dim}>{detail.key}</bdi>
          </dd>
          <dt>{t('field.role')}</dt>
          <dd>
            <bdi>{typeof detail.values['role'] === 'string' ? detail.values['role'] : ''}</bdi>
          </dd>
          <dt>{t('access.project')}</dt>
          <dd>
            <bdi>{account.project}</bdi>
          </dd>
        </dl>
        <div>
          <AccessConsequences action={action} project={account.project} />
          {action === 'remove' && (
            <Text size="sm" mt={8}>
              {t('access.remove.instead')}
            </Text>
          )}
        </div>
        {action === 'remove' && (
          <TextInput
            label={<bdi>{t('access.type', { email: detail.key })}</bdi>}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        {held && <Text size="sm">{t('access.held')}</Text>}
        {missing && (held || action !== 'remove') && (
          <Text size="sm" component="div" role="note">
            <MissingNote missing={missing} lead={held ? undefined : t('access.waits')} />
          </Text>
        )}
        {!held && !reachable && <Text size="sm">{t('access.offline')}</Text>}
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus={action === 'remove' ? undefined : true}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            color={action === 'reactivate' ? undefined : 'red.9'}
            loading={busy}
            disabled={!confirmed}
          >
            {t(`access.confirm.${action}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What was saved, with the way back: an action that was not sent is taken back by its opposite, a removal by discarding it. */
function tell(
  action: AccessAction,
  { localId, name, key }: PersonDetail,
  { held, nothing }: { held: boolean; nothing: boolean },
): void {
  const show = useToasts.getState().show;
  if (nothing) return show({ tone: 'good', text: t('access.taken-back') });
  if (action === 'remove')
    return show({ tone: 'good', text: t(held ? 'access.saved.held' : 'access.saved.remove', { name: name || key }) });
  const back = action === 'deactivate' ? 'reactivate' : 'deactivate';
  const undo = async (): Promise<void> => {
    const changeId = crypto.randomUUID();
    const result = await call('people.act', { changeId, entity: 'web-user', localId, action: back });
    tellUndone(result);
  };
  show({ tone: 'good', text: t('saved'), action: { label: t('common.undo'), run: () => void undo() } });
}
