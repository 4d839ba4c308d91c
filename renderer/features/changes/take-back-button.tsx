import { useState } from 'react';
import { Anchor, Button } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { takeBack } from './take-back.ts';
import { whoText } from './change-text.ts';
import classes from './changes.module.css';

/** Takes the decision about a clash back. `row`: within a row of the list, whose own click it must not be. */
export function TakeBackButton({ change, look }: { change: ChangeView; look: 'row' | 'button' }) {
  const [busy, setBusy] = useState(false);
  async function back(): Promise<void> {
    if (busy) return;
    setBusy(true);
    await takeBack(change);
    setBusy(false);
  }
  if (look === 'button')
    return (
      <Button variant="default" size="compact-sm" loading={busy} onClick={() => void back()}>
        {t('changes.take-back')}
      </Button>
    );
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      className={classes.back}
      aria-label={t('changes.take-back.label', { who: whoText(change) })}
      onClick={(event) => {
        event.stopPropagation();
        void back();
      }}
    >
      {t('changes.take-back')}
    </Anchor>
  );
}
