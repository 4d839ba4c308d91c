import { Anchor, Text } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { furtherWords, stateText } from '../../changes/change-text.ts';
import classes from './detail.module.css';

/** What of this person waits, in a word, with HQ's reason and the way to the change itself. */
export function WaitingNotes({ changes }: { changes: ChangeView[] }) {
  const { go, openChange } = useNavigation();
  return (
    <ul className={classes.waiting} aria-label={t('detail.waiting')}>
      {changes.map((change) => (
        <li key={change.id} data-state={change.state}>
          <Text size="sm" fw={600}>
            {t(`change.kind.${change.kind}`)} · {stateText(change)}
          </Text>
          {change.reason && (
            <Text size="sm" dir="auto">
              {[change.reason.message, ...furtherWords(change.reason)].join(' ')}
            </Text>
          )}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              go('changes');
              openChange(change.id);
            }}
          >
            {t('detail.show-change')}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}
