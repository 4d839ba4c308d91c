import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { AccessRequest } from '#shared/domain/access-request.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { DropEditsDialog } from '../../ui/drop-edits-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { InvitationFields } from '../invitations/invitation-fields.tsx';
import { focusFirstProblem, useInvitationValues } from '../invitations/use-invitation-values.ts';
import classes from '../invitations/invitations.module.css';

type Props = { request: AccessRequest; project: string; onClose(): void };

/** What somebody who asked to be let in is to get: the fields of an invitation, for the address they asked with. */
export function ApproveDialog({ request, project, onClose }: Props) {
  const form = useInvitationValues(project, {});
  const { values, wanted, error } = form;
  const [busy, setBusy] = useState(false);
  const [closing, setClosing] = useState(false);
  // The same approval when it is tried again; other values make another one.
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const touched = Object.keys(values).length > 0;
  const close = () => (touched ? setClosing(true) : onClose());
  useEscape(!closing, close);

  async function approve(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    form.tryNow();
    if (busy) return;
    if (Object.keys(form.problems).length > 0) return focusFirstProblem(event.currentTarget);
    setBusy(true);
    const result = await call('accessRequests.approve', { changeId, id: request.id, values: wanted });
    setBusy(false);
    if (result.ok) {
      useToasts.getState().show({ tone: 'good', text: t('access-requests.approve.done', { email: request.email }) });
      return onClose();
    }
    form.refuse(result.error);
  }

  return (
    <Modal
      opened
      onClose={close}
      closeOnEscape={false}
      title={t('access-requests.approve.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <form
        className={classes.above}
        onSubmit={(event) => void approve(event)}
        // The buttons stay in sight, and would lie over what has the keyboard at 200 % zoom.
        onFocus={({ target }) => target.scrollIntoView({ block: 'nearest' })}
        noValidate
        autoComplete="off"
      >
        <Stack gap="md">
          {/* The sentence is ours: it keeps its direction, whichever the name's is. */}
          <Text size="sm">{t('access-requests.approve.text', { name: request.name, email: request.email })}</Text>
          <InvitationFields
            values={values}
            problems={form.shown}
            onChange={(part) => {
              setChangeId(crypto.randomUUID());
              form.edit(part);
            }}
            withTableau={false}
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
