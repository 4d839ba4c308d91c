import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useNavigation } from '../../state/navigation.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { DraftNote } from '../people/detail/draft-note.tsx';
import { problemsIn, saveEdit } from '../people/detail/save-edit.ts';
import { formPatch } from '../people/fields/form-patch.ts';
import { localProblems, mergeProblems, useEngineCheck } from '../people/fields/use-problems.ts';
import { plain } from '../people/fields/value-text.ts';
import { sentValues } from './custom-fields.ts';
import { InvitationFields } from './invitation-fields.tsx';
import detailClasses from '../people/detail/detail.module.css';

type Props = { detail: PersonDetail; read: boolean; project: string; onDone(): void; onCancel(): void };

/** A pending invitation being edited: all but the address. Only touched fields are edits. */
export function InvitationForm({ detail, read, project, onDone, onCancel }: Props) {
  const lookups = useLookups();
  const setUnsaved = useNavigation((state) => state.setUnsaved);
  const [touched, setTouched] = useState<FieldValues>({});
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const unsent = detail.serverId === null;
  const values = { ...detail.values, ...touched };
  const patch = onlyTouched(sentValues(values, lookups), formPatch('invitation', detail.values, touched));
  const edits = Object.keys(patch).length;
  const checked = useEngineCheck('invitation', detail.localId, patch);
  const problems = mergeProblems(
    localProblems('invitation', withoutEmail(patch), detail.values, project, lookups),
    unsent ? {} : (checked?.problems ?? {}),
    refused,
  );
  useEffect(() => setUnsaved(edits > 0), [edits, setUnsaved]);

  function change(part: FieldValues): void {
    setTouched((now) => ({ ...now, ...part }));
    setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !(key in part))));
    setError(null);
    setChangeId(crypto.randomUUID());
  }

  async function save(): Promise<void> {
    if (busy || edits === 0) return;
    setBusy(true);
    const failed = await saveEdit(detail, patch, changeId);
    setBusy(false);
    if (failed) {
      setRefused(problemsIn(failed));
      return setError(failed.code === 'validation' ? null : failed);
    }
    setUnsaved(false);
    onDone();
  }

  // Empty list: also while the cursor stands in a field.
  useHotkeys([['mod+S', () => void save()]], []);

  return (
    <form
      className={detailClasses.form}
      aria-label={t('detail.editing', { name: detail.key })}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <header className={detailClasses.header}>
        <Title order={2} className={detailClasses.who}>
          <bdi className={detailClasses.name}>{detail.key}</bdi>
        </Title>
        <Button variant="subtle" color="gray" className={detailClasses.quiet} onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </header>
      <div className={detailClasses.body}>
        <Stack gap="md">
          {!read && !unsent && (
            <Text size="sm" role="note">
              {t('invitation.unread')}
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
            isNew={unsent}
          />
          <Text size="xs" c="dimmed">
            {t(unsent ? 'invitation.unsent.more' : 'invitation.edit.clock')}
          </Text>
        </Stack>
      </div>
      <footer className={detailClasses.footer}>
        {error && <ErrorAlert error={error} />}
        <div className={detailClasses.buttons}>
          <Text size="sm" c="dimmed" className={detailClasses.edits} role="status">
            {edits > 0 && t('detail.edits', { count: edits })}
          </Text>
          <Button variant="default" disabled={edits === 0} onClick={() => setTouched({})}>
            {t('detail.revert')}
          </Button>
          <Button type="submit" loading={busy} disabled={edits === 0 || Object.keys(problems).length > 0}>
            {t('detail.save')}
          </Button>
        </div>
      </footer>
    </form>
  );
}

/** The edits without what a profile fixes; an emptied custom field is an edit. */
function onlyTouched(sent: FieldValues, patch: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(patch).filter(([key, value]) => key in sent || value === ''));
}

/** The address of an invitation that is not sent yet is checked where it is saved. */
function withoutEmail(patch: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== 'email' && key !== 'tableau_role'));
}
