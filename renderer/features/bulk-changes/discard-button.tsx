import { useState } from 'react';
import { Button } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useBulk } from '../../state/bulk.ts';
import { useToasts } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

/** Throws a review away, after asking: what was put right in it is lost. */
export function DiscardButton({ planId, file }: { planId: string; file: string }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);

  async function discard(): Promise<void> {
    setBusy(true);
    const result = await call('bulk.discardPlan', { planId });
    setBusy(false);
    setAsking(false);
    if (!result.ok) return useToasts.getState().show({ tone: 'problem', text: result.error.message });
    if (useBulk.getState().planId === planId) useBulk.getState().review(null);
  }

  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('review.discard')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('review.discard.title')}
        confirm={t('review.discard')}
        danger
        busy={busy}
        onConfirm={() => void discard()}
        onCancel={() => setAsking(false)}
      >
        {t('review.discard.text', { file })}
      </ConfirmDialog>
    </>
  );
}
