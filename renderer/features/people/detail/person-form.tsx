import { Button } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import { fixedByProfile } from '#shared/domain/rules/custom-data-rules.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { formPatch } from '../fields/form-patch.ts';
import { PersonFields } from '../fields/person-fields.tsx';
import { RoleAllows, allowedBy } from '../fields/role-allows.tsx';
import { localProblems, mergeProblems, useEngineCheck } from '../fields/use-problems.ts';
import { plain } from '../fields/value-text.ts';
import { DraftNote } from './draft-note.tsx';
import { EditForm } from './edit-form.tsx';
import { PanelHeader } from './panel-header.tsx';
import { AdminDialog } from './admin-dialog.tsx';
import { ProfileNote } from './profile-note.tsx';
import { AccountFacts } from './read-only-facts.tsx';
import { RoleWarning } from './role-warning.tsx';
import { adminChange } from './role-warnings.ts';
import { useEdits } from './use-edits.ts';
import classes from './detail.module.css';

type Props = { detail: PersonDetail; project: string; onDone(): void; onCancel(): void };

/** A person being edited. What their profile fixes is no edit. */
export function PersonForm({ detail, project, onDone, onCancel }: Props) {
  const { entity, localId } = detail;
  const lookups = useLookups();
  const edits = useEdits(
    detail,
    (touched, all) => {
      const fixed = fixedByProfile(entity, all, lookups);
      const own = Object.fromEntries(Object.entries(touched).filter(([key]) => !(key in fixed)));
      return formPatch(entity, detail.values, own);
    },
    onDone,
    (edit) => entity === 'web-user' && adminChange(detail.values['role'] ?? '', edit['role']) !== null,
  );
  const { values, patch, refused, change } = edits;
  const checked = useEngineCheck(entity, localId, patch);
  const role = plain(values['role']).trim();
  const problems = mergeProblems(
    localProblems(entity, patch, detail.values, project, lookups),
    checked?.problems ?? {},
    refused,
  );
  return (
    <EditForm
      name={detail.name || detail.key}
      header={
        <PanelHeader detail={detail}>
          <Button variant="subtle" color="gray" className={classes.quiet} onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        </PanelHeader>
      }
      edits={edits}
      bad={Object.keys(problems).length > 0}
    >
      {entity === 'web-user' && <AccountFacts detail={detail} />}
      <PersonFields
        entity={entity}
        values={values}
        problems={problems}
        onChange={change}
        note={(key) => (
          <>
            {key === 'profile' && entity === 'web-user' && (
              <ProfileNote before={detail.values} patch={patch} lookups={lookups} />
            )}
            {key === 'role' && <RoleWarning before={detail.values} patch={patch} lookups={lookups} />}
            {key === 'role' && entity === 'web-user' && role in lookups.rolePermissions && (
              <RoleAllows key={role} role={role} permissions={allowedBy(role, '', lookups)} />
            )}
            <DraftNote detail={detail} field={key} patch={patch} lookups={lookups} />
          </>
        )}
      />
      <AdminDialog
        opened={edits.asking}
        name={detail.name || detail.key}
        before={detail.values['role'] ?? ''}
        after={patch['role']}
        onConfirm={() => void edits.confirm()}
        onCancel={edits.goBack}
      />
    </EditForm>
  );
}
