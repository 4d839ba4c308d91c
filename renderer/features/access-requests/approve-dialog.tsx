import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { AccessRequest } from '#shared/domain/access-request.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useToasts } from '../../state/toasts.ts';
import { DropEditsDialog } from '../../ui/drop-edits-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { requiredProblems, sentValues } from '../invitations/custom-fields.ts';
import { InvitationFields } from '../invitations/invitation-fields.tsx';
import { problemsIn } from '../people/detail/save-edit.ts';
import { localProblems, mergeProblems } from '../people/fields/use-problems.ts';
import classes from '../invitations/invitations.module.css';

type Props = { request: AccessRequest; project: string; onClose(): void };

/** What somebody who asked to be let in is to get: the fields of an invitation, for the address they asked with. */
export function ApproveDialog({ request, project, onClose }: Props) {
  const lookups = useLookups();
  const [values, setValues] = useState<FieldValues>({});
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [closing, setClosing] = useState(false);
  // The same approval when it is tried again; other values make another one.
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const touched = Object.keys(values).length > 0;
  const wanted = sentValues(values, lookups);
  const rules = localProblems('invitation', { role: '', ...wanted }, {}, project, lookups);
  const problems = mergeProblems(rules, requiredProblems(values, lookups), refused);
  const shown = tried ? problems : Object.fromEntries(Object.entries(problems).filter(([key]) => key in values));
  const close = () => (touched ? setClosing(true) : onClose());

  async function approve(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    const form = event.currentTarget;
    if (Object.keys(problems).length > 0) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    const result = await call('accessRequests.approve', { changeId, id: request.id, values: wanted });
    setBusy(false);
    if (result.ok) {
      useToasts.getState().show({ tone: 'good', text: t('access-requests.approve.done', { email: request.email }) });
      return onClose();
    }
    setRefused(problemsIn(result.error));
    setError(result.error.code === 'validation' ? null : result.error);
  }

  return (
    <Modal
      opened
      onClose={close}
      title={t('access-requests.approve.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <form onSubmit={(event) => void approve(event)} noValidate autoComplete="off">
        <Stack gap="md">
          <Text size="sm" dir="auto">
            {t('access-requests.approve.text', { name: request.name, email: request.email })}
          </Text>
          <InvitationFields
            values={values}
            problems={shown}
            onChange={(part) => {
              setError(null);
              setChangeId(crypto.randomUUID());
              setValues((now) => ({ ...now, ...part }));
              setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !(key in part))));
            }}
            isNew={false}
          />
          {error && <ErrorAlert error={error} />}
          <div className={classes.footer}>
            <Text size="xs" c="dimmed">
              {t('access-requests.approve.check')}
            </Text>
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" loading={busy}>
                {t('access-requests.approve.send')}
              </Button>
            </Group>
          </div>
        </Stack>
      </form>
      <DropEditsDialog opened={closing} onDrop={onClose} onStay={() => setClosing(false)} />
    </Modal>
  );
}
