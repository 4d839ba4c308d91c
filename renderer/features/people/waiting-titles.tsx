import type { PersonEntity } from '#shared/domain/entities.ts';
import { useMethod } from '../../api/use-method.ts';
import { waitsForRight } from '../changes/change-capability.ts';
import { ChangeIcon } from '../changes/change-icon.tsx';
import { stateText } from '../changes/change-text.ts';
import { changeTitle } from '../changes/change-title.ts';
import classes from './people.module.css';

/** What of a person waits, a line for each change: "Remove membership · Waiting to be sent". Read when it is drawn. */
export function WaitingTitles({ entity, localId }: { entity: PersonEntity; localId: string }) {
  const person = useMethod('people.get', { entity, key: localId });
  return person.data?.changes.map((change) => (
    <span key={change.id} className={classes.waitingTitle}>
      <ChangeIcon change={change} size={13} />
      {changeTitle(change)} · {stateText(change)}
      {waitsForRight(change) && `. ${change.reason?.message ?? ''}`}
    </span>
  ));
}
