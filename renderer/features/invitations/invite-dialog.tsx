import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLive } from '../../state/live.ts';
import { useNavigation } from '../../state/navigation.ts';
import { DropEditsDialog } from '../../ui/drop-edits-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import { useEscape } from '../../ui/use-escape.ts';
import { maxAddresses, parseAddresses } from './addresses.ts';
import { AddressesField } from './addresses-field.tsx';
import { InvitationFields } from './invitation-fields.tsx';
import { sendInvites } from './send-invites.ts';
import { useAddressCheck } from './use-address-check.ts';
import { focusFirstProblem, useInvitationValues } from './use-invitation-values.ts';
import classes from './invitations.module.css';

type Props = {
  project: string;
  /** The invitation that gets another address: it is deleted first. `read`: its whole form is known here. */
  replaces?: { detail: PersonDetail; read: boolean };
  onClose(): void;
};

/** New invitations, or one in the place of another. HQ mails them at the next sync. */
export function InviteDialog({ project, replaces, onClose }: Props) {
  const openPerson = useNavigation((state) => state.openPerson);
  const online = useLive((state) => state.status?.reachable === true && !state.status.workOffline);
  // Only HQ's pages list them: without a sign-in a pending one is not seen before HQ refuses the new one.
  const { missing } = useConnection();
  const knowsInvitations = missing('list-invitations') === null;
  const cannotSend = missing('invite');
  const [text, setText] = useState('');
  const form = useInvitationValues(project, without(replaces?.detail.values ?? {}, 'email'));
  const { wanted, tried, error } = form;
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const [closing, setClosing] = useState(false);
  const [batchId, setBatchId] = useState(() => crypto.randomUUID() as string);

  const parsed = parseAddresses(text);
  const emails = parsed.filter(({ twice }) => !twice).map(({ email }) => email);
  const checked = useAddressCheck(
    parsed.filter(({ problem, twice }) => problem === '' && !twice).map((one) => one.email),
  );
  const addresses = parsed.map((one) => (one.problem === '' ? { ...one, problem: checked.get(one.email) ?? '' } : one));
  const good = addresses.filter(({ problem, twice }) => problem === '' && !twice).length;
  const addressProblem = problemOf(emails.length, replaces !== undefined) || (form.refused['email']?.join(' ') ?? '');
  const bad =
    addressProblem !== '' || addresses.some(({ problem }) => problem !== '') || Object.keys(form.problems).length > 0;

  const close = (): void => (touched ? setClosing(true) : onClose());
  useEscape(!closing, close);

  function edited(): void {
    setTouched(true);
    setBatchId(crypto.randomUUID());
  }

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    form.tryNow();
    if (busy) return;
    if (bad) return focusFirstProblem(event.currentTarget);
    setBusy(true);
    const { saved, error: failed } = await sendInvites({
      emails,
      values: wanted,
      batchId,
      replaces: replaces?.detail.localId,
    });
    setBusy(false);
    if (failed === null) {
      if (replaces) openPerson('invitation', null);
      return onClose();
    }
    setText(emails.filter((email) => !saved.includes(email)).join('\n'));
    form.refuse(failed);
    setBatchId(crypto.randomUUID());
  }

  return (
    <Modal
      opened
      onClose={close}
      closeOnEscape={false}
      title={t(replaces ? 'invite.change-email.title' : 'invite.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <form
        className={classes.above}
        onSubmit={(event) => void send(event)}
        // The buttons stay in sight, and would lie over what has the keyboard at 200 % zoom.
        onFocus={({ target }) => target.scrollIntoView({ block: 'nearest' })}
        noValidate
        autoComplete="off"
      >
        <Stack gap="md">
          {replaces && <Text size="sm">{t('invite.change-email.why', { email: replaces.detail.key })}</Text>}
          {replaces && !replaces.read && (
            <Text size="sm" role="note">
              {t('invite.change-email.unread')}
            </Text>
          )}
          {replaces ? (
            <TextInput
              label={t('invite.email')}
              value={text}
              error={addresses[0]?.problem || (tried ? addressProblem : '') || undefined}
              onChange={(event) => {
                edited();
                setText(event.currentTarget.value);
                form.forgive(['email']);
              }}
              inputMode="email"
              data-autofocus
              required
            />
          ) : (
            <AddressesField
              text={text}
              addresses={addresses}
              problem={tried || emails.length > maxAddresses ? addressProblem : ''}
              onChange={(next) => {
                edited();
                setText(next);
                form.forgive(['email']);
              }}
            />
          )}
          {!replaces && !knowsInvitations && (
            <Text size="xs" c="dimmed" role="note">
              {t('invite.pending-unknown')}
            </Text>
          )}
          {cannotSend && (
            <Text size="sm" component="div" role="note">
              <MissingNote missing={cannotSend} lead={t('access.waits')} />
            </Text>
          )}
          <InvitationFields
            values={form.values}
            problems={form.shown}
            onChange={(part) => {
              edited();
              form.edit(part);
            }}
            withTableau
          />
          {replaces && !online && <Text size="sm">{t('invitation.delete.held')}</Text>}
          {error && <ErrorAlert error={error} />}
          <div className={classes.footer}>
            <Text size="xs" c="dimmed">
              {t(online ? 'invite.note' : 'invite.note.offline')}
            </Text>
            <Group justify="flex-end" gap={8}>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" loading={busy}>
                {replaces ? t('invite.change-email.send') : t('invite.send', { count: Math.max(1, good) })}
              </Button>
            </Group>
          </div>
        </Stack>
      </form>
      <DropEditsDialog opened={closing} onDrop={onClose} onStay={() => setClosing(false)} />
    </Modal>
  );
}

function problemOf(count: number, single: boolean): string {
  const max = single ? 1 : maxAddresses;
  if (count === 0) return t('rule.required', { label: t('field.email') });
  return count > max ? t('invite.emails.too-many', { max, count }) : '';
}

function without(values: FieldValues, key: string): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== key));
}
