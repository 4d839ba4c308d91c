import { Anchor, Text } from '@mantine/core';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { MissingNote } from '../../../ui/missing-note.tsx';
import { useConnection } from '../../../api/use-connection.ts';
import { waitsForSignIn } from '../../changes/change-capability.ts';
import { ChangeIcon } from '../../changes/change-icon.tsx';
import { furtherWords, stateText } from '../../changes/change-text.ts';
import { changeTitle } from '../../changes/change-title.ts';
import classes from './detail.module.css';

/** What of this person waits, in a word, with HQ's reason and the way to the change itself. */
export function WaitingNotes({ changes }: { changes: ChangeView[] }) {
  const { go, openChange, decide } = useNavigation();
  const { missing } = useConnection();
  return (
    <ul className={classes.waiting} aria-label={t('detail.waiting')}>
      {changes.map((change) => (
        <li key={change.id} data-state={change.state}>
          <Text size="sm" fw={600}>
            <ChangeIcon change={change} /> {changeTitle(change)} · {stateText(change)}
          </Text>
          {waitsForSignIn(change, missing) && <SignInNote missing={missing(capabilityFor(change))} />}
          {change.reason && !waitsForSignIn(change, missing) && (
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
              openChange(change.id, true);
            }}
          >
            {t('detail.show-change')}
          </Anchor>
          {change.can.resolve && (
            <Anchor component="button" type="button" size="sm" ms="md" onClick={() => decide(change.id)}>
              {t('conflict.open')}
            </Anchor>
          )}
        </li>
      ))}
    </ul>
  );
}

function SignInNote({ missing }: { missing: CapabilityState | null }) {
  return (
    missing && (
      <Text size="sm" component="div">
        <MissingNote missing={missing} />
      </Text>
    )
  );
}
