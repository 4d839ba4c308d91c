import { useState } from 'react';
import { IconDownload } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import type { DownloadKind } from './download-filter.ts';
import { DownloadDialog } from './download-dialog.tsx';

/** Opens the question about HQ's own file of these people. */
export function DownloadButton({ kind }: { kind: DownloadKind }) {
  const { missing } = useConnection();
  const [open, setOpen] = useState(false);
  return (
    <>
      <GatedButton
        variant="default"
        missing={missing(`download-${kind}`)}
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t('download.open')}
      </GatedButton>
      {open && <DownloadDialog kind={kind} onClose={() => setOpen(false)} />}
    </>
  );
}
