import { Button, Group, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { KeyHelp } from './key-help.tsx';
import classes from './conflict.module.css';

type Props = {
  decided: number;
  all: number;
  /** Apply was asked for too early. */
  missing: boolean;
  /** Nothing of ours would be left. */
  ends: boolean;
  busy: boolean;
  /** There is more than one question. */
  several: boolean;
  onAll(use: 'mine' | 'theirs'): void;
  onApply(): void;
};

/** How far one is, the keys, and what applies to all fields. */
export function ConflictFooter({ decided, all, missing, ends, busy, several, onAll, onApply }: Props) {
  const stop = useNavigation((state) => state.stopDeciding);
  return (
    <footer className={classes.footer}>
      {/* On top: a toast lies over the corner below it for a while. */}
      <Text
        size="sm"
        c={missing ? undefined : 'dimmed'}
        role="status"
        className={classes.progress}
        data-missing={missing}
      >
        {t('conflict.decided', { decided, all })}
        {missing ? `. ${t('conflict.missing')}` : ends ? `. ${t('conflict.ends')}` : ''}
      </Text>
      <div className={classes.deciding}>
        <KeyHelp />
        <Group gap={8} wrap="nowrap">
          <Button variant="default" onClick={stop}>
            {t('conflict.later')}
          </Button>
          {several && (
            <>
              <Button variant="default" aria-keyshortcuts="Shift+H" onClick={() => onAll('theirs')}>
                {t('conflict.all-theirs')}
              </Button>
              <Button variant="default" aria-keyshortcuts="Shift+Y" onClick={() => onAll('mine')}>
                {t('conflict.all-mine')}
              </Button>
            </>
          )}
          <Button loading={busy} aria-keyshortcuts="Enter" onClick={onApply}>
            {t('conflict.apply')}
          </Button>
        </Group>
      </div>
    </footer>
  );
}
