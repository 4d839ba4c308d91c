import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { connectUsername, groupKeys } from '#shared/domain/fields.ts';
import { completeUsername } from '#shared/domain/rules.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useMethod } from '../../api/use-method.ts';
import { useLive } from '../../state/live.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { useUsernameCheck } from '../mobile-workers/use-username-check.ts';
import { useWeakPassword } from '../mobile-workers/use-weak-password.ts';
import { ownWords } from '../mobile-workers/worker-values.ts';
import { AdminDialog } from '../people/detail/admin-dialog.tsx';
import { adminChange } from '../people/detail/role-warnings.ts';
import { problemsIn } from '../people/detail/save-edit.ts';
import { formPatch } from '../people/fields/form-patch.ts';
import { PasswordField } from '../people/fields/password-field.tsx';
import { PersonFields } from '../people/fields/person-fields.tsx';
import { plain } from '../people/fields/value-text.ts';
import { mergeProblems, useEngineCheck } from '../people/fields/use-problems.ts';
import { seenFields } from './conflict/clash-groups.ts';
import { furtherWords } from './change-text.ts';

type Props = { change: ChangeView; onClose(): void };

/** Our values of a change that HQ refused or that clashes (or a whole new worker), to be put right and sent again. */
export function EditChangeDialog({ change, onClose }: Props) {
  // What was there when the form was opened: that is what the values are an answer to.
  const [shown] = useState(change);
  const person = useMethod('people.get', { entity: change.entity, key: change.localId });
  const ours: FieldValues = Object.fromEntries(change.fields.map(({ field, yours }) => [field, yours]));
  const [touched, setTouched] = useState<FieldValues>({});
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const creates = change.kind === 'create';
  const before = { ...(person.data?.values ?? {}), ...ours };
  const values = { ...before, ...touched };
  const patch = formPatch(change.entity, before, touched);
  const only = creates ? undefined : new Set(change.fields.flatMap(({ field }) => groupKeys(change.entity, field)));
  const fromHq = Object.fromEntries(change.fields.map(({ field, problems }) => [field, problems]));
  const stillOpen = Object.fromEntries(
    Object.entries(mergeProblems(fromHq, change.reason?.fields ?? {})).filter(
      ([key, list]) => !(key in touched) && list.length > 0,
    ),
  );
  const project = useLive((state) => state.session?.account?.project ?? '');
  const typed = creates && change.entity === 'mobile-worker' ? patch['username'] : undefined;
  const renames = typeof typed === 'string';
  // A new name is looked for where the first one was: here, in what waits, among those that nobody can have, and at HQ.
  const checked = useEngineCheck(change.entity, change.localId, renames ? patch : {});
  const username = renames ? checked?.username || completeUsername(typed, project) : '';
  const forName = checked?.problems['username'] ?? [];
  const atHq = useUsernameCheck(username, renames && checked !== null && forName.length === 0);
  const against = mergeProblems({ username: forName }, atHq ? { username: [atHq] } : {});
  const isTaken = renames && (against['username'] ?? []).length > 0;
  const weak = useWeakPassword()(password, ownWords(values));
  const problems = mergeProblems(stillOpen, refused, isTaken ? against : {});
  const passwordLost = (change.reason?.fields['password'] ?? []).length > 0;
  const role = person.data?.truth?.['role'] ?? '';
  const nothing = Object.keys(patch).length === 0 && password === '';

  function edit(part: FieldValues): void {
    setTouched((now) => ({ ...now, ...part }));
    setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !(key in part))));
    setError(null);
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    if (nothing || isTaken || weak.length > 0 || busy) return;
    if (change.entity === 'web-user' && adminChange(role, patch['role']) !== null) return setAsking(true);
    await send();
  }

  async function send(): Promise<void> {
    setAsking(false);
    setBusy(true);
    const seen = seenFields(shown.fields);
    const result = await call('changes.edit', { id: change.id, patch, seen, ...(password === '' ? {} : { password }) });
    setBusy(false);
    if (!result.ok) {
      setRefused(problemsIn(result.error));
      return setError(result.error.code === 'validation' ? null : result.error);
    }
    useToasts.getState().show({ tone: 'good', text: t('saved') });
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('changes.edit.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <form onSubmit={(event) => void save(event)} noValidate>
        <Stack gap="md">
          {change.reason && (
            <Text size="sm" dir="auto">
              {[change.reason.message, ...furtherWords(change.reason)].join(' ')}
            </Text>
          )}
          {creates && change.entity === 'invitation' && (
            <TextInput
              type="email"
              label={t('field.email')}
              value={plain(values['email'] ?? change.key)}
              error={problems['email']?.join(' ')}
              onChange={(event) => edit({ email: event.currentTarget.value })}
            />
          )}
          {creates && change.entity !== 'invitation' && (
            <>
              <TextInput
                label={t('field.username')}
                description={
                  <span aria-live="polite">
                    {username}
                    {atHq === '' && ` – ${t('new-worker.username.free')}`}
                  </span>
                }
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                value={plain(values['username'] ?? change.key)}
                error={problems['username']?.join(' ')}
                onChange={(event) => edit({ username: event.currentTarget.value })}
              />
              {connectUsername in ours && (
                <TextInput
                  label={t('field.connect_username')}
                  value={plain(values[connectUsername])}
                  error={problems[connectUsername]?.join(' ')}
                  onChange={(event) => edit({ [connectUsername]: event.currentTarget.value })}
                />
              )}
              <PasswordField
                label={t('changes.edit.password')}
                description={passwordLost ? undefined : t('changes.edit.password.more')}
                value={password}
                problems={password === '' ? (problems['password'] ?? []) : [...weak, ...(refused['password'] ?? [])]}
                onChange={setPassword}
              />
            </>
          )}
          <PersonFields entity={change.entity} values={values} problems={problems} onChange={edit} only={only} />
          {error && <ErrorAlert error={error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={nothing}>
              {t('detail.save')}
            </Button>
          </Group>
        </Stack>
      </form>
      <AdminDialog
        opened={asking}
        name={change.name || change.key}
        before={role}
        after={patch['role']}
        onConfirm={() => void send()}
        onCancel={() => setAsking(false)}
      />
    </Modal>
  );
}
