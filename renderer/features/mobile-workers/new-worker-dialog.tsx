import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import type { FieldValues } from '#shared/domain/entities.ts';
import { completeUsername, confirmsAccount, createProblems } from '#shared/domain/rules.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useNavigation } from '../../state/navigation.ts';
import { tellUndone } from '../../state/tell-undone.ts';
import { useToasts } from '../../state/toasts.ts';
import { DropEditsDialog } from '../../ui/drop-edits-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { focusFirstProblem } from '../invitations/use-invitation-values.ts';
import { problemsIn } from '../people/detail/save-edit.ts';
import { PersonFields } from '../people/fields/person-fields.tsx';
import { mergeProblems, useEngineCheck } from '../people/fields/use-problems.ts';
import { AccountPart } from './account-part.tsx';
import { PasswordKept, keepPasswords } from './password-kept.tsx';
import { PlanNote } from './plan-note.tsx';
import { useUsernameCheck } from './use-username-check.ts';
import { useWeakPassword } from './use-weak-password.ts';
import { customDataProblems, ownWords, sentWorkerValues, valuesForNext } from './worker-values.ts';
import classes from './new-worker.module.css';

const emailRequired: ReadonlySet<string> = new Set(['email']);

type Props = {
  project: string;
  onClose(): void;
  /** Goes on with several from a spreadsheet; with what is chosen for all of them. */
  onSeveral(shared: FieldValues): void;
};

/** A mobile worker made here; HQ hears of it at the next sync. */
export function NewWorkerDialog({ project, onClose, onSeveral }: Props) {
  const openPerson = useNavigation((state) => state.openPerson);
  const [keepPlain, setKeepPlain] = useState(false);
  const [values, setValues] = useState<FieldValues>({});
  const [password, setPassword] = useState('');
  const [another, setAnother] = useState(false);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  /** The person leaves what is typed: for good, or for several from a spreadsheet. */
  const [closing, setClosing] = useState<'close' | 'several' | null>(null);
  const [saved, setSaved] = useState('');
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);

  const typed = typeof values['username'] === 'string' ? values['username'] : '';
  const lookups = useLookups();
  const checked = useEngineCheck('mobile-worker', null, values);
  const facts = { project, locationIds: null, groupIds: null, roleNames: null };
  const own = createProblems(values, password, facts, () => null);
  const { password: _notSent, ...fromEngine } = checked?.problems ?? {};
  const custom = customDataProblems(values, lookups);
  const weak = useWeakPassword()(password, ownWords(values));
  const username = checked?.username || completeUsername(typed, project);
  const known = mergeProblems(own, custom, weak.length > 0 ? { password: weak } : {}, fromEngine, refused);
  const atHq = useUsernameCheck(username, username !== '' && known['username'] === undefined);
  const problems = atHq ? mergeProblems(known, { username: [atHq] }) : known;
  // What is only missing is told after a try to save.
  const untried = Object.fromEntries(
    Object.keys(problems)
      .filter((key) => (values[key] ?? '') === '')
      .map((key) => [key, []]),
  );
  // A field nobody has touched is not wrong yet; after a try to save all of them count.
  const seen = (key: string): string[] =>
    tried || (key === 'password' ? password !== '' : typed !== '') ? (problems[key] ?? []) : [];
  const isFilled = (some: FieldValues): boolean =>
    password !== '' || Object.values(some).some((value) => value !== '' && JSON.stringify(value) !== '[]');
  const shared = valuesForNext(values);
  // What is chosen for all goes along to the spreadsheet.
  const ownFilled = isFilled(Object.fromEntries(Object.entries(values).filter(([key]) => !(key in shared))));

  const close = (): void => (isFilled(values) ? setClosing('close') : onClose());
  useEscape(closing === null, close);

  function several(): void {
    onClose();
    onSeveral(shared);
  }

  function change(part: FieldValues): void {
    setValues((now) => ({ ...now, ...part }));
    setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !(key in part))));
    setError(null);
    setChangeId(crypto.randomUUID());
  }

  /** Another password is another worker's create: said again under the earlier id, it would be answered with the first one's. */
  function changePassword(next: string): void {
    setPassword(next);
    setChangeId(crypto.randomUUID());
  }

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setTried(true);
    if (busy) return;
    if (Object.keys(problems).length > 0) return focusFirstProblem(form);
    setBusy(true);
    const unkept = await keepPasswords(keepPlain);
    if (unkept) {
      setBusy(false);
      return setError(unkept);
    }
    const result = await call('mobileWorkers.create', {
      changeId,
      values: sentWorkerValues(values, lookups),
      password,
    });
    setBusy(false);
    if (!result.ok) {
      setRefused(problemsIn(result.error));
      focusFirstProblem(form);
      return setError(result.error.code === 'validation' ? null : result.error);
    }
    const { changeId: id, detail } = result.data;
    useToasts.getState().show({
      tone: 'good',
      text: t('new-worker.saved', { username: detail.key }),
      action: { label: t('common.undo'), run: () => void undo(id, detail.localId) },
    });
    if (!another) {
      openPerson('mobile-worker', detail.localId);
      return onClose();
    }
    setSaved(detail.key);
    setValues(valuesForNext);
    setPassword('');
    setTried(false);
    setChangeId(crypto.randomUUID());
    form.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }

  return (
    <Modal
      opened
      onClose={close}
      closeOnEscape={false}
      title={t('new-worker.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <form
        className={classes.above}
        onSubmit={(event) => void create(event)}
        // The buttons stay in sight, and would lie over what has the keyboard.
        onFocus={({ target }) => target.scrollIntoView({ block: 'nearest' })}
        noValidate
        autoComplete="off"
      >
        <Stack gap="md">
          <Text size="sm" role="status" className={classes.saved} dir="auto">
            {saved !== '' && t('new-worker.saved', { username: saved })}
          </Text>
          <PlanNote more={1} />
          <Text size="xs" c="dimmed">
            {t('new-worker.required')}
          </Text>
          <AccountPart
            values={values}
            password={password}
            username={username}
            free={atHq === ''}
            problems={seen}
            onChange={change}
            onPassword={changePassword}
          />
          <PersonFields
            entity="mobile-worker"
            values={values}
            problems={tried ? problems : { ...problems, ...untried }}
            required={confirmsAccount(values) ? emailRequired : undefined}
            onChange={change}
          />
          {error && <ErrorAlert error={error} />}
          <div className={classes.footer}>
            {!confirmsAccount(values) && <PasswordKept keepPlain={keepPlain} onKeepPlain={setKeepPlain} />}
            <Group justify="space-between">
              <Checkbox
                label={t('new-worker.another')}
                checked={another}
                onChange={(event) => setAnother(event.currentTarget.checked)}
              />
              <Group gap={8}>
                <Button variant="subtle" onClick={() => (ownFilled ? setClosing('several') : several())}>
                  {t('new-workers.open')}
                </Button>
                <Button variant="default" onClick={close}>
                  {t('common.cancel')}
                </Button>
                <Button type="submit" loading={busy}>
                  {t('new-worker.create')}
                </Button>
              </Group>
            </Group>
          </div>
        </Stack>
      </form>
      <DropEditsDialog
        opened={closing !== null}
        onDrop={closing === 'several' ? several : onClose}
        onStay={() => setClosing(null)}
      />
    </Modal>
  );
}

async function undo(id: string, localId: string): Promise<void> {
  const result = await call('changes.discard', { id });
  if (result.ok) useNavigation.getState().forgetPerson(localId);
  tellUndone(result);
}
