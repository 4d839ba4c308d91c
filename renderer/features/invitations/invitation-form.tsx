import { Button, Text, TextInput, Title } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { isTableau } from '#shared/domain/fields.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { MissingNote } from '../../ui/missing-note.tsx';
import { DraftNote } from '../people/detail/draft-note.tsx';
import { EditForm } from '../people/detail/edit-form.tsx';
import { useEdits } from '../people/detail/use-edits.ts';
import { formPatch } from '../people/fields/form-patch.ts';
import { localProblems, mergeProblems, useEngineCheck } from '../people/fields/use-problems.ts';
import { plain } from '../people/fields/value-text.ts';
import { emptiedProblems, requiredProblems, sentValues } from './custom-fields.ts';
import { InvitationFields } from './invitation-fields.tsx';
import detailClasses from '../people/detail/detail.module.css';

type Props = { detail: PersonDetail; read: boolean; project: string; onDone(): void; onCancel(): void };

/** A pending invitation being edited: all but the address. */
export function InvitationForm({ detail, read, project, onDone, onCancel }: Props) {
  const lookups = useLookups();
  const cannotSend = useConnection().missing('edit-invitation');
  const unsent = detail.serverId === null;
  const edits = useEdits(
    detail,
    (touched, all) => onlyTouched(sentValues(all, lookups), formPatch('invitation', detail.values, touched)),
    onDone,
  );
  const { values, patch, refused, change } = edits;
  const checked = useEngineCheck('invitation', detail.localId, patch);
  const problems = mergeProblems(
    localProblems('invitation', withoutEmail(patch), detail.values, project, lookups),
    unsent ? requiredProblems(values, lookups) : emptiedProblems(values, patch, lookups),
    unsent ? {} : (checked?.problems ?? {}),
    refused,
  );
  return (
    <EditForm
      name={detail.key}
      header={
        <header className={detailClasses.header}>
          <Title order={2} className={detailClasses.who}>
            <bdi className={detailClasses.name}>{detail.key}</bdi>
          </Title>
          <Button variant="subtle" color="gray" className={detailClasses.quiet} onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        </header>
      }
      edits={edits}
      bad={Object.keys(problems).length > 0}
    >
      {!read && !unsent && (
        <Text size="sm" role="note">
          {t('invitation.unread')}
        </Text>
      )}
      {!unsent && cannotSend && (
        <Text size="sm" component="div" role="note">
          <MissingNote missing={cannotSend} lead={t('access.waits')} />
        </Text>
      )}
      <TextInput
        label={t('field.email')}
        description={unsent ? undefined : t('invitation.email.fixed')}
        value={plain(values['email'])}
        error={problems['email']?.join(' ')}
        readOnly={!unsent}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <InvitationFields
        values={values}
        problems={problems}
        onChange={change}
        note={(key) => <DraftNote detail={detail} field={key} patch={patch} lookups={lookups} />}
        withTableau={unsent}
      />
      {!unsent && lookups.usesTableau && (
        <Text size="xs" c="dimmed" role="note">
          {t('invitation.tableau.fixed')}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t(unsent ? 'invitation.unsent.more' : 'invitation.edit.clock')}
      </Text>
    </EditForm>
  );
}

/** The edits without what a profile fixes; an emptied custom field is an edit. */
function onlyTouched(sent: FieldValues, patch: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(patch).filter(([key, value]) => key in sent || value === ''));
}

/** The address of an invitation that is not sent yet is checked where it is saved. */
function withoutEmail(patch: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== 'email' && !isTableau(key)));
}
