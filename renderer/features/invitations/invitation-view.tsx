import { useState } from 'react';
import { Button, CloseButton, Group, Stack, Text, Title } from '@mantine/core';
import { personActions } from '#shared/domain/action.ts';
import type { CapabilityState } from '#shared/domain/capability.ts';
import type { ChangeField, PersonDetail } from '#shared/domain/change.ts';
import { fixedFields, idFields, isIdField, isTableau, userDataPrefix } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useMethod } from '../../api/use-method.ts';
import { useLive } from '../../state/live.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment } from '../../ui/format.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import { SyncMark } from '../../ui/sync-mark.tsx';
import { FieldLine } from '../people/detail/field-line.tsx';
import { WaitingNotes } from '../people/detail/waiting-notes.tsx';
import { RoleAllows, allowedBy } from '../people/fields/role-allows.tsx';
import { plain } from '../people/fields/value-text.ts';
import { actOnInvitation } from './act-on-invitation.ts';
import { InvitationHelp } from './invitation-help.tsx';
import { mailText, timeLeftText } from './invitation-text.ts';
import type { FormReading } from './use-invitation-form.ts';
import { useServerClock } from './use-server-clock.ts';
import detailClasses from '../people/detail/detail.module.css';
import classes from './invitations.module.css';

type Props = {
  detail: PersonDetail;
  reading: FormReading;
  onEdit(): void;
  onChangeEmail(): void;
  onClose(): void;
};

/** A pending invitation: what became of it, what it gives, and what can be done about it. */
export function InvitationView({ detail, reading, onEdit, onChangeEmail, onClose }: Props) {
  const lookups = useLookups();
  const { forbidden, missing } = useConnection();
  const online = useLive((state) => state.status?.reachable !== false && state.status?.workOffline === false);
  const now = useServerClock();
  const [asking, setAsking] = useState<'resend' | 'remove' | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [changeId, setChangeId] = useState('');
  const { values, readOnly, changes } = detail;
  const unsent = detail.serverId === null;
  const removal = changes.find(({ kind }) => kind === 'delete');
  const role = plain(values['role']);
  const row = {
    serverId: detail.serverId,
    bounced: readOnly['email_marked_as_bounced'] === true,
    emailStatus: plain(readOnly['email_status']) || null,
    invitedOn: plain(readOnly['invited_on']) || null,
    waiting: personActions.filter((each) => changes.some(({ action }) => action === each)),
  };
  const waiting = new Map<string, ChangeField>();
  for (const change of changes)
    if (change.kind === 'update') for (const field of change.fields) waiting.set(field.field, field);
  const fixed = fixedFields('invitation')
    .map(({ key }) => key)
    .filter((key) => key !== 'email' && (!isTableau(key) || key in values))
    .filter((key) => !isIdField(key) || plain(values[key]) !== '' || waiting.has(key));
  const custom = Object.keys(values)
    .filter((key) => key.startsWith(userDataPrefix))
    .sort();

  function ask(action: 'resend' | 'remove'): void {
    setError(null);
    setChangeId(crypto.randomUUID());
    setAsking(action);
  }

  async function act(): Promise<void> {
    const action = asking;
    setAsking(null);
    if (action !== null) setError(await actOnInvitation(detail, action, changeId));
  }

  return (
    <>
      <header className={detailClasses.header}>
        <div className={detailClasses.who}>
          <Title order={2} className={detailClasses.name}>
            <bdi>{detail.key}</bdi>
          </Title>
          <Group gap={10} mt={4}>
            <Text size="xs" component="span">
              {[mailText(row), timeLeftText(row, now())].filter(Boolean).join(' · ')}
            </Text>
            <SyncMark state={detail.syncState} />
          </Group>
        </div>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={detailClasses.body} role="group" aria-label={detail.key} tabIndex={0}>
        <Stack gap="lg">
          <div className={classes.actions}>
            {removal?.state === 'ask' && (
              <Button color="red.9" onClick={() => ask('remove')}>
                {t('invitation.delete.confirm')}
              </Button>
            )}
            {!removal && (
              <>
                <GatedButton
                  variant="default"
                  missing={unsent ? null : forbidden('edit-invitation')}
                  data-panel-next
                  onClick={onEdit}
                >
                  {t('invitation.edit')}
                </GatedButton>
                {!unsent && (
                  <GatedButton variant="default" missing={forbidden('resend-invitation')} onClick={() => ask('resend')}>
                    {t('invitation.resend')}
                  </GatedButton>
                )}
                {!unsent && (
                  <GatedButton variant="default" missing={forbidden('delete-invitation')} onClick={onChangeEmail}>
                    {t('invitation.change-email')}
                  </GatedButton>
                )}
                <GatedButton
                  variant="default"
                  missing={unsent ? null : forbidden('delete-invitation')}
                  onClick={() => ask('remove')}
                >
                  {t('invitation.delete')}
                </GatedButton>
              </>
            )}
          </div>
          {error && <ErrorAlert error={error} />}
          <Recreated detail={detail} />
          {unsent && <Text size="sm">{t('invitation.unsent.more')}</Text>}
          {changes.length > 0 && <WaitingNotes changes={changes} />}
          <section aria-label={t('detail.profile')}>
            <h3 className={detailClasses.section}>{t('detail.profile')}</h3>
            <dl className={detailClasses.lines}>
              {[...fixed, ...custom].map((key) =>
                key in values || reading.read ? (
                  <FieldLine
                    key={key}
                    entity="invitation"
                    field={key}
                    label={fieldLabel(key)}
                    value={values[key]}
                    waiting={waiting.get(key)}
                    lookups={lookups}
                  />
                ) : (
                  <div key={key} className={detailClasses.pair}>
                    <dt>{fieldLabel(key)}</dt>
                    <dd className={detailClasses.none}>{t('invitation.unread.value')}</dd>
                  </div>
                ),
              )}
              {row.invitedOn !== null && (
                <div className={detailClasses.pair}>
                  <dt>{t('column.invited-on')}</dt>
                  <dd>{formatMoment(Date.parse(row.invitedOn), Date.now())}</dd>
                </div>
              )}
            </dl>
            {role in lookups.rolePermissions && (
              <RoleAllows role={role} permissions={allowedBy(role, plain(values[idFields.role]), lookups)} />
            )}
          </section>
          <Text size="xs" c="dimmed" role="status">
            {reading.busy && !reading.read ? t('invitation.reading') : reading.problem}
            {!reading.read && !reading.busy && reading.problem === '' && t('invitation.unread')}
          </Text>
          <InvitationHelp asOf={unsent ? null : detail.fetchedAt} />
          {!unsent && (
            <Text size="xs" c="dimmed">
              {t('invitation.clock')}{' '}
              {detail.fetchedAt !== null && t('detail.fetched', { when: formatMoment(detail.fetchedAt, Date.now()) })}
            </Text>
          )}
        </Stack>
      </div>
      <ConfirmDialog
        opened={asking === 'resend'}
        title={t('invitation.resend.title')}
        confirm={t('invitation.resend')}
        onConfirm={() => void act()}
        onCancel={() => setAsking(null)}
      >
        <Stack gap={8}>
          <Text size="sm">{t('invitation.resend.text', { email: detail.key })}</Text>
          <Waits missing={missing('resend-invitation')} />
          {!online && <Text size="sm">{t('invitation.resend.later')}</Text>}
        </Stack>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'remove'}
        title={t('invitation.delete.title')}
        confirm={t('invitation.delete')}
        danger
        onConfirm={() => void act()}
        onCancel={() => setAsking(null)}
      >
        <Stack gap={8}>
          <Text size="sm">
            {t(unsent ? 'invitation.delete.unsent' : 'invitation.delete.text', { email: detail.key })}
          </Text>
          {!unsent && (
            <Text size="sm">
              {t(online && !missing('delete-invitation') ? 'invitation.delete.check' : 'invitation.delete.held')}
            </Text>
          )}
          {!unsent && <Waits missing={missing('delete-invitation')} />}
        </Stack>
      </ConfirmDialog>
    </>
  );
}

/** What the connection lacks now: it is saved all the same, and waits for that. */
function Waits({ missing }: { missing: CapabilityState | null }) {
  if (!missing) return null;
  return (
    <Text size="sm" component="div" role="note">
      <MissingNote missing={missing} lead={t('access.waits')} />
    </Text>
  );
}

/** HQ made a new invitation of an edit (the old one was deleted in that very moment): a mail went out that nobody ordered. */
function Recreated({ detail }: { detail: PersonDetail }) {
  const { entity, localId, key } = detail;
  const history = useMethod('history.list', { entity, localId, limit: 20 }, { enabled: key !== '' });
  const note = t('history.note.recreated');
  if (!history.data?.entries.some(({ answer }) => answer.note.includes(note))) return null;
  return (
    <Text size="sm" role="note">
      {t('invitation.recreated')}
    </Text>
  );
}
