import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useBulk } from '../../state/bulk.ts';
import { useToasts } from '../../state/toasts.ts';

/** Waits for the result of HQ's importer and tells when it is there; once at a time for a batch. The engine asks HQ once, whoever waits. */
export async function followUpload(batchId: string): Promise<void> {
  if (useBulk.getState().following === batchId) return;
  useBulk.setState({ following: batchId });
  const result = await call('bulk.followUpload', { batchId, jobId: crypto.randomUUID() });
  if (useBulk.getState().following === batchId) useBulk.setState({ following: null });
  const show = useToasts.getState().show;
  if (result.ok) show({ tone: 'good', text: t('batches.followed', { file: result.data.file }) });
  else if (result.error.code !== 'cancelled') show({ tone: 'problem', text: result.error.message });
}
