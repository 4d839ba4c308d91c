import { useState } from 'react';
import { IconPlus } from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { SheetMenu } from '../bulk-changes/sheet-menu.tsx';
import { ColumnChooser } from '../people/column-chooser.tsx';
import { DownloadButton } from '../people/download-button.tsx';
import { PersonPanel } from '../people/detail/person-panel.tsx';
import { PeopleScreen } from '../people/people-screen.tsx';
import { openRowMenu } from '../people/row-menu.tsx';
import { takePage } from '../people/take-page.ts';
import { useListChoice } from '../people/use-list-choice.ts';
import { useSelection } from '../people/use-selection.ts';
import { NewWorkerDialog } from './new-worker-dialog.tsx';
import { PasteWorkersDialog } from './paste-workers-dialog.tsx';
import { planCount } from './plan-text.ts';
import { useWorkerRules } from './use-worker-rules.ts';
import { WorkerBulkBar } from './worker-bulk-bar.tsx';
import { choosableWorkerColumns, workerColumns } from './worker-columns.tsx';
import { WorkerSections } from './worker-sections.tsx';

/** The project's mobile workers: seen, chosen, made, edited, and given or refused access, one or many at a time. */
export function MobileWorkersScreen({ account }: { account: Account }) {
  const filters = useListFilters((state) => state.filters['mobile-worker']);
  const rows = useRowWindow('mobileWorkers.list', filters, takePage);
  const selection = useSelection('mobileWorkers.list', filters, rows);
  const { hidden, keep } = useListChoice(account.id, 'mobile-worker');
  const { forbidden, missing } = useConnection();
  const without = missing('see-personal-id')?.obstacle === 'flag-personal-id';
  const columns = workerColumns().filter(({ key }) => !(without && key === 'personalId'));
  const choosable = columns.filter(({ key }) => choosableWorkerColumns.includes(key));
  const { workerLimit } = useWorkerRules();
  const [creating, setCreating] = useState(false);
  const [several, setSeveral] = useState<FieldValues | null>(null);
  return (
    <>
      <PeopleScreen
        entity="mobile-worker"
        columns={columns.filter(({ key }) => !hidden.includes(key))}
        rows={rows}
        selection={selection}
        counted={planCount(workerLimit)}
        onMenu={openRowMenu}
        onSorted={(sort) => void keep({ sort })}
        bar={<WorkerBulkBar selection={selection} project={account.project} />}
        actions={
          <>
            <GatedButton
              missing={forbidden('create-mobile-worker')}
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setCreating(true)}
            >
              {t('new-worker.open')}
            </GatedButton>
            <DownloadButton kind="mobile-workers" />
            <SheetMenu kind="mobile-workers" />
            <ColumnChooser
              columns={choosable.map(({ key, label }) => ({
                key,
                label,
                more: key === 'lastForm' ? t('workers.not-told') : null,
              }))}
              hidden={hidden}
              onChange={(next) => void keep({ hidden: next })}
            />
          </>
        }
        detail={(localId) => (
          <PersonPanel
            entity="mobile-worker"
            localId={localId}
            project={account.project}
            actions={(detail) => <WorkerSections detail={detail} />}
          />
        )}
      />
      {creating && (
        <NewWorkerDialog project={account.project} onClose={() => setCreating(false)} onSeveral={setSeveral} />
      )}
      {several && <PasteWorkersDialog project={account.project} shared={several} onClose={() => setSeveral(null)} />}
    </>
  );
}
