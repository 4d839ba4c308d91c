import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Stack, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { fixedByProfile } from '../fields/custom-field.ts';
import { formPatch } from '../fields/form-patch.ts';
import { PersonFields } from '../fields/person-fields.tsx';
import { localProblems, mergeProblems, useEngineCheck } from '../fields/use-problems.ts';
import { DraftNote } from './draft-note.tsx';
import { PanelHeader } from './panel-header.tsx';
import { RoleWarning } from './role-warning.tsx';
import { problemsIn, saveEdit } from './save-edit.ts';
import classes from './detail.module.css';

type Props = { detail: PersonDetail; project: string; onDone(): void; onCancel(): void };

/** A person being edited: only touched fields count as edits, so what a sync brings in meanwhile shows through in the others. */
export function PersonForm({ detail, project, onDone, onCancel }: Props) {
  const lookups = useLookups();
  const setUnsaved = useNavigation((state) => state.setUnsaved);
  const [touched, setTouched] = useState<FieldValues>({});
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const values = { ...detail.values, ...touched };
  const fixed = fixedByProfile(detail.entity, values, lookups);
  const own = Object.fromEntries(Object.entries(touched).filter(([key]) => !(key in fixed)));
  const patch = formPatch(detail.entity, detail.values, own);
  const edits = Object.keys(patch).length;
  const checked = useEngineCheck(detail.entity, detail.localId, patch);
  const problems = mergeProblems(
    localProblems(detail.entity, patch, detail.values, project, lookups),
    checked?.problems ?? {},
    refused,
  );
  useEffect(() => setUnsaved(edits > 0), [edits, setUnsaved]);

  function change(part: FieldValues): void {
    setTouched((now) => ({ ...now, ...part }));
    setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !(key in part))));
    setError(null);
    setChangeId(crypto.randomUUID());
  }

  function revert(): void {
    setTouched({});
    setRefused({});
    setError(null);
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
      className={classes.form}
      aria-label={t('detail.editing', { name: detail.name || detail.key })}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      <PanelHeader detail={detail}>
        <Button variant="subtle" color="gray" className={classes.quiet} onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </PanelHeader>
      <div className={classes.body}>
        <Stack gap="md">
          {detail.entity === 'web-user' && (
            <Text size="xs" c="dimmed">
              {t('detail.facts.web-user')}
            </Text>
          )}
          <PersonFields
            entity={detail.entity}
            values={values}
            problems={problems}
            onChange={change}
            note={(key) => (
              <>
                {key === 'role' && <RoleWarning before={detail.values} patch={patch} lookups={lookups} />}
                <DraftNote detail={detail} field={key} patch={patch} lookups={lookups} />
              </>
            )}
          />
        </Stack>
      </div>
      <footer className={classes.footer}>
        {error && <ErrorAlert error={error} />}
        <div className={classes.buttons}>
          <Text size="sm" c="dimmed" className={classes.edits} role="status">
            {edits > 0 && t('detail.edits', { count: edits })}
          </Text>
          <Button variant="default" disabled={edits === 0} onClick={revert}>
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
