import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../../api/use-method.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { ErrorAlert } from '../../../ui/error-alert.tsx';
import { useWholeWebUser } from './use-whole-web-user.ts';
import { PersonForm } from './person-form.tsx';
import { PersonView } from './person-view.tsx';
import classes from './detail.module.css';

type Props = {
  entity: PersonEntity;
  localId: string;
  project: string;
  /** What can be done to people of this kind beside editing them. */
  actions?(detail: PersonDetail): ReactNode;
};

/** One person: read first, edited in the same place. */
export function PersonPanel({ entity, localId, project, actions }: Props) {
  const person = useMethod('people.get', { entity, key: localId });
  useWholeWebUser(person.data);
  const [editing, setEditing] = useState<string | null>(null);
  const leave = useNavigation((state) => state.leave);
  const openPerson = useNavigation((state) => state.openPerson);
  const setUnsaved = useNavigation((state) => state.setUnsaved);
  const wantsEdit = useNavigation((state) => state.wantsEdit);
  useEffect(() => () => setUnsaved(false), [setUnsaved, localId]);
  useEffect(() => {
    if (wantsEdit !== localId) return;
    setEditing(localId);
    useNavigation.setState({ wantsEdit: null });
  }, [wantsEdit, localId]);

  if (person.error)
    return (
      <div className={classes.body}>
        <ErrorAlert
          error={person.error.error}
          actions={
            <Button variant="default" onClick={() => openPerson(entity, null)}>
              {t('detail.close')}
            </Button>
          }
        />
      </div>
    );
  if (!person.data) return null;
  if (editing === localId)
    return (
      <PersonForm
        key={localId}
        detail={person.data}
        project={project}
        onDone={() => setEditing(null)}
        onCancel={() => leave(() => setEditing(null))}
      />
    );
  return (
    <PersonView
      detail={person.data}
      actions={actions?.(person.data)}
      onEdit={() => setEditing(localId)}
      onClose={() => openPerson(entity, null)}
    />
  );
}
