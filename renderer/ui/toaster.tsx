import { useEffect } from 'react';
import { Button, CloseButton, Group, Paper, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { useToasts } from '../state/toasts.ts';
import type { Toast } from '../state/toasts.ts';
import classes from './toaster.module.css';

/** Long enough to read a sentence and reach the Undo button; a problem stays until it is closed. */
const shownForMs = 10_000;

/**
 * The place where toasts appear: above whatever comes after it in its column, never over that. Always there, so that screen readers
 * hear what is put in.
 */
export function Toaster() {
  const toasts = useToasts((state) => state.toasts);
  // What was said of one account must not come up again in the next.
  useEffect(() => () => useToasts.setState({ toasts: [] }), []);
  return (
    <div className={classes.line}>
      <div className={classes.place} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </div>
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const dismiss = useToasts((state) => state.dismiss);
  useEffect(() => {
    if (toast.tone === 'problem') return;
    const timer = setTimeout(() => dismiss(toast.id), shownForMs);
    return () => clearTimeout(timer);
  }, [toast, dismiss]);
  const Icon = toast.tone === 'good' ? IconCircleCheck : IconAlertTriangle;
  return (
    <Paper className={classes.toast} data-tone={toast.tone} shadow="lg" withBorder radius="md">
      <Icon size={18} className={classes.icon} aria-hidden />
      <Text size="sm" className={classes.text} dir="auto">
        {toast.text}
      </Text>
      <Group gap={4} wrap="nowrap">
        {toast.action && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              toast.action?.run();
              dismiss(toast.id);
            }}
          >
            {toast.action.label}
          </Button>
        )}
        <CloseButton size="sm" aria-label={t('common.close')} onClick={() => dismiss(toast.id)} />
      </Group>
    </Paper>
  );
}
