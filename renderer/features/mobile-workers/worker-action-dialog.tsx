import { useState } from 'react';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { opposites } from '#shared/domain/action.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import { shortUsername } from '#shared/domain/rules.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useMethod } from '../../api/use-method.ts';
import { useLive } from '../../state/live.ts';
import { useNavigation } from '../../state/navigation.ts';
import { tellUndone } from '../../state/tell-undone.ts';
import { useToasts } from '../../state/toasts.ts';
import { useWorkerAction } from '../../state/worker-action.ts';
import type { WorkerAction } from '../../state/worker-action.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import { NotPossible } from '../../ui/not-possible.tsx';
import { PasswordField } from '../people/fields/password-field.tsx';
import { PasswordMeter } from './password-meter.tsx';
import { PlanNote } from './plan-note.tsx';
import { useReachable } from './use-reachable.ts';
import { useWeakPassword } from './use-weak-password.ts';
import { WorkerConsequences } from './worker-consequences.tsx';
import { factsOfDetail } from './worker-facts.ts';
import { workerCapability, workerObstacle } from './worker-obstacle.ts';

/** The question about a worker that is open, if any. */
export function WorkerActionDialog() {
  const asked = useWorkerAction((state) => state.asked);
  const close = useWorkerAction((state) => state.close);
  const person = useMethod(
    'people.get',
    { entity: 'mobile-worker', key: asked?.localId ?? '-' },
    { enabled: asked !== null },
  );
  const detail = asked && person.data?.localId === asked.localId ? person.data : null;
  const name = detail ? detail.name || shortUsername(detail.key) : '';
  return (
    <Modal
      opened={asked !== null && (detail !== null || person.error !== null)}
      onClose={close}
      title={<bdi>{asked ? t(`worker.title.${asked.action}`, { name }) : ''}</bdi>}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      {person.error && <ErrorAlert error={person.error.error} />}
      {asked && detail && <Question key={`${asked.action} ${asked.localId}`} action={asked.action} detail={detail} />}
    </Modal>
  );
}

type Props = { action: WorkerAction; detail: PersonDetail };

function Question({ action, detail }: Props) {
  const close = useWorkerAction((state) => state.close);
  const connection = useConnection();
  const reachable = useReachable();
  const keeps = useLive((state) => state.session?.keeps ?? 'memory');
  const [typed, setTyped] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const obstacle = workerObstacle(action, factsOfDetail(detail), connection, reachable);
  const missing = connection.missing(workerCapability(action));
  const isNamed = [detail.key, shortUsername(detail.key)].some((name) => name === typed.trim().toLowerCase());
  const own = [shortUsername(detail.key), detail.name];
  const weak = useWeakPassword()(password, own);
  const ready = action === 'remove' ? isNamed : action !== 'set-password' || (password !== '' && weak.length === 0);

  async function save(): Promise<void> {
    if (!ready || busy) return;
    setBusy(true);
    const secret = action === 'set-password' ? { password } : {};
    const { localId } = detail;
    const result = await call('people.act', { changeId, entity: 'mobile-worker', localId, action, ...secret });
    setBusy(false);
    if (!result.ok) return setError(result.error);
    close();
    if (result.data.detail === null) useNavigation.getState().forgetPerson(localId);
    tell(action, detail, result.data.changeId);
  }

  if (obstacle) return <NotPossible obstacle={obstacle} onClose={close} />;
  const typing = action === 'remove' || action === 'set-password';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          <bdi>{detail.name}</bdi>{' '}
          <Text component="bdi" size="sm" c="dimmed">
            {detail.key}
          </Text>
        </Text>
        <WorkerConsequences action={action} />
        {action === 'reactivate' && <PlanNote more={1} />}
        {action === 'set-password' && (
          <div>
            <PasswordField
              label={t('worker.new-password')}
              description={t(`worker.password.kept.${keeps}`)}
              value={password}
              problems={weak}
              required
              onChange={(next) => {
                setPassword(next);
                // Another password is another change: said again under the earlier id, it would be answered with the first one's.
                setChangeId(crypto.randomUUID());
              }}
            />
            <PasswordMeter password={password} own={own} />
          </div>
        )}
        {action === 'remove' && (
          <TextInput
            label={<bdi>{t('worker.type', { username: shortUsername(detail.key) })}</bdi>}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        {missing && (
          <Text size="sm" component="div">
            <MissingNote missing={missing} />
          </Text>
        )}
        {!reachable && <Text size="sm">{t('access.offline')}</Text>}
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus={typing ? undefined : true}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            color={action === 'remove' || action === 'deactivate' || action === 'unlink' ? 'red.9' : undefined}
            loading={busy}
            disabled={!ready}
          >
            {t(`worker.confirm.${action}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What was saved, with the way back: the opposite where there is one, else the change is discarded. */
function tell(action: WorkerAction, { localId }: PersonDetail, saved: string | null): void {
  const show = useToasts.getState().show;
  if (saved === null) return show({ tone: 'good', text: t('access.taken-back') });
  const back = opposites[action];
  const undo = async (): Promise<void> => {
    const changeId = crypto.randomUUID();
    const result = back
      ? await call('people.act', { changeId, entity: 'mobile-worker', localId, action: back })
      : await call('changes.discard', { id: saved });
    tellUndone(result);
  };
  show({ tone: 'good', text: t('saved'), action: { label: t('common.undo'), run: () => void undo() } });
}
