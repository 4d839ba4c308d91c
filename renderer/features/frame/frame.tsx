import type { Account } from '#shared/domain/account.ts';
import { useLive } from '../../state/live.ts';
import { useNavigation } from '../../state/navigation.ts';
import type { Place } from '../../state/navigation.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { LeaveDialog } from '../../ui/leave-dialog.tsx';
import { Toaster } from '../../ui/toaster.tsx';
import { AccessRequestsScreen } from '../access-requests/access-requests-screen.tsx';
import { BulkScreen } from '../bulk-changes/bulk-screen.tsx';
import { ExportDialog } from '../bulk-changes/export-dialog.tsx';
import { DropHint } from '../bulk-changes/drop-hint.tsx';
import { OpenDialog } from '../bulk-changes/open-dialog.tsx';
import { ChangesScreen } from '../changes/changes-screen.tsx';
import { ConnectionScreen } from '../connection/connection-screen.tsx';
import { HistoryScreen } from '../history/history-screen.tsx';
import { InvitationsScreen } from '../invitations/invitations-screen.tsx';
import { WorkerActionDialog } from '../mobile-workers/worker-action-dialog.tsx';
import { MobileWorkersScreen } from '../mobile-workers/mobile-workers-screen.tsx';
import { SettingsScreen } from '../settings/settings-screen.tsx';
import { SignInDialog } from '../sign-in/sign-in-dialog.tsx';
import { WebUserTabs } from '../web-users/web-user-tabs.tsx';
import { WebUsersScreen } from '../web-users/web-users-screen.tsx';
import { DownloadLines } from './download-lines.tsx';
import { HoldNotice } from './hold-notice.tsx';
import { Navigation } from './navigation.tsx';
import { SessionNotice } from './session-notice.tsx';
import { StatusLine } from './status-line.tsx';
import { AccessDialog } from '../web-users/access-dialog.tsx';
import classes from './frame.module.css';

/** The window of an open account: navigation, one screen, the status line. */
export function Frame({ account }: { account: Account }) {
  const status = useLive((state) => state.status);
  const place = useNavigation((state) => state.place);
  return (
    <div className={classes.frame}>
      <Navigation account={account} status={status} />
      <div className={classes.right}>
        {/* Takes the focus when what held it is gone. */}
        <main className={classes.main} tabIndex={-1}>
          <WebUserTabs place={place}>
            <ErrorBoundary key={place}>
              <PlaceScreen place={place} account={account} />
            </ErrorBoundary>
          </WebUserTabs>
        </main>
        <Toaster />
        <DownloadLines />
        <SessionNotice />
        {status && <HoldNotice account={account} status={status} />}
        {status && <StatusLine status={status} />}
      </div>
      <LeaveDialog />
      <SignInDialog account={account} />
      <AccessDialog account={account} />
      <WorkerActionDialog />
      <ExportDialog />
      <OpenDialog />
      <DropHint />
    </div>
  );
}

function PlaceScreen({ place, account }: { place: Place; account: Account }) {
  switch (place) {
    case 'mobile-worker':
      return <MobileWorkersScreen account={account} />;
    case 'web-user':
      return <WebUsersScreen account={account} />;
    case 'invitation':
      return <InvitationsScreen account={account} />;
    case 'access-request':
      return <AccessRequestsScreen />;
    case 'bulk':
      return <BulkScreen />;
    case 'changes':
      return <ChangesScreen />;
    case 'connection':
      return <ConnectionScreen />;
    case 'history':
      return <HistoryScreen />;
    case 'settings':
      return <SettingsScreen account={account} />;
  }
}
