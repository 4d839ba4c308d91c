import type { ReactNode } from 'react';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { PersonForm } from './person-form.tsx';
import { PersonView } from './person-view.tsx';
import { useOpenPerson } from './use-open-person.tsx';
import { useWholeWebUser } from './use-whole-web-user.ts';

type Props = {
  entity: PersonEntity;
  localId: string;
  project: string;
  /** What can be done to people of this kind beside editing them. */
  actions?(detail: PersonDetail): ReactNode;
};

/** One person: read first, edited in the same place. */
export function PersonPanel({ entity, localId, project, actions }: Props) {
  const { detail, problem, editing, edit, saved, cancel, close } = useOpenPerson(entity, localId);
  useWholeWebUser(detail);
  if (problem !== null) return problem;
  if (!detail) return null;
  if (editing) return <PersonForm key={localId} detail={detail} project={project} onDone={saved} onCancel={cancel} />;
  return <PersonView detail={detail} actions={actions?.(detail)} onEdit={edit} onClose={close} />;
}
