import { useState } from 'react';
import { IconPlus } from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { PersonPanel } from '../people/detail/person-panel.tsx';
import { PeopleScreen } from '../people/people-screen.tsx';
import { takePage } from '../people/take-page.ts';
import { NewWorkerDialog } from './new-worker-dialog.tsx';
import { PasteWorkersDialog } from './paste-workers-dialog.tsx';
import { workerColumns } from './worker-columns.tsx';

export function MobileWorkersScreen({ account }: { account: Account }) {
  const filters = useListFilters((state) => state.filters['mobile-worker']);
  const rows = useRowWindow('mobileWorkers.list', filters, takePage);
  const { forbidden } = useConnection();
  const [creating, setCreating] = useState(false);
  const [several, setSeveral] = useState<FieldValues | null>(null);
  return (
    <>
      <PeopleScreen
        entity="mobile-worker"
        columns={workerColumns()}
        rows={rows}
        actions={
          <GatedButton
            missing={forbidden('create-mobile-worker')}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setCreating(true)}
          >
            {t('new-worker.open')}
          </GatedButton>
        }
        detail={(localId) => <PersonPanel entity="mobile-worker" localId={localId} project={account.project} />}
      />
      {creating && (
        <NewWorkerDialog project={account.project} onClose={() => setCreating(false)} onSeveral={setSeveral} />
      )}
      {several && <PasteWorkersDialog project={account.project} shared={several} onClose={() => setSeveral(null)} />}
    </>
  );
}
