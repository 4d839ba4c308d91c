import { useEffect, useState } from 'react';
import { Button, CloseButton, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useSignIn } from '../../state/sign-in.ts';
import classes from './frame.module.css';

/** HQ's web session is over: a line above the status line, until the person signs in again or puts it off. */
export function SessionNotice() {
  const over = useConnection().view?.session === 'over';
  const open = useSignIn((state) => state.open);
  const [putOff, setPutOff] = useState(false);
  // Put off until the next session ends, not for ever.
  useEffect(() => {
    if (!over) setPutOff(false);
  }, [over]);
  return (
    // Always there, so that screen readers hear what is put in.
    <div role="status">
      {over && !putOff && (
        <div className={classes.hold}>
          <IconPlugConnectedX size={16} aria-hidden />
          <Text size="sm" className={classes.holdText}>
            {t('session-over.text')}
          </Text>
          <Button size="compact-xs" onClick={open}>
            {t('sign-in.again')}
          </Button>
          <CloseButton size="sm" aria-label={t('session-over.later')} onClick={() => setPutOff(true)} />
        </div>
      )}
    </div>
  );
}
