import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../../api/use-method.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import classes from './detail.module.css';

export type OpenPerson = {
  /** undefined until read. */
  detail: PersonDetail | undefined;
  /** Stands in the place of everything else: the person cannot be shown. */
  problem: ReactNode | null;
  editing: boolean;
  edit(): void;
  /** Back to looking: after a save, or by Cancel, which asks first when edits would be lost. */
  saved(): void;
  cancel(): void;
  close(): void;
};

/** The person whose panel is open: looked at first, edited in the same place, also when another screen asked for it. */
export function useOpenPerson(entity: PersonEntity, localId: string): OpenPerson {
  const person = useMethod('people.get', { entity, key: localId });
  const [editing, setEditing] = useState<string | null>(null);
  const { leave, openPerson, setUnsaved, wantsEdit } = useNavigation();
  const close = (): void => openPerson(entity, null);
  useEffect(() => () => setUnsaved(false), [setUnsaved, localId]);
  useEffect(() => {
    if (wantsEdit !== localId) return;
    setEditing(localId);
    useNavigation.setState({ wantsEdit: null });
  }, [wantsEdit, localId]);
  const problem = person.error && (
    <div className={classes.body}>
      <ErrorAlert
        error={person.error.error}
        actions={
          <Button variant="default" onClick={close}>
            {t('detail.close')}
          </Button>
        }
      />
    </div>
  );
  return {
    detail: person.data,
    problem,
    editing: editing === localId,
    edit: () => setEditing(localId),
    saved: () => setEditing(null),
    cancel: () => leave(() => setEditing(null)),
    close,
  };
}
