import { Badge, NavLink, Switch, Text } from '@mantine/core';
import {
  IconAddressBook,
  IconDeviceMobile,
  IconHistory,
  IconPlugConnected,
  IconSettings,
  IconStack2,
  IconTable,
} from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useNavigation } from '../../state/navigation.ts';
import type { Place } from '../../state/navigation.ts';
import { useToasts } from '../../state/toasts.ts';
import { formatNumber } from '../../ui/format.ts';
import { isWebUserTab } from '../web-users/web-user-tabs.tsx';
import { ThemeChoice } from '../settings/theme-choice.tsx';
import classes from './frame.module.css';

const places: { place: Place; label: () => string; icon: typeof IconSettings }[] = [
  { place: 'mobile-worker', label: () => t('entities.mobile-worker'), icon: IconDeviceMobile },
  { place: 'web-user', label: () => t('entities.web-user'), icon: IconAddressBook },
  { place: 'bulk', label: () => t('nav.bulk'), icon: IconTable },
  { place: 'changes', label: () => t('nav.changes'), icon: IconStack2 },
  { place: 'history', label: () => t('nav.history'), icon: IconHistory },
  { place: 'connection', label: () => t('nav.connection'), icon: IconPlugConnected },
  { place: 'settings', label: () => t('nav.settings'), icon: IconSettings },
];

/** Which project this is, where one can go, and the switches that hold everywhere. */
export function Navigation({ account, status }: { account: Account; status: SyncStatus | null }) {
  const { place: here, go } = useNavigation();
  // Invitations and requests are tabs of the web users.
  const shown = isWebUserTab(here) ? 'web-user' : here;
  const showProblem = useToasts((state) => state.show);
  const waiting = status ? status.pending + status.attention : 0;

  async function workOffline(on: boolean): Promise<void> {
    const result = await call('sync.workOffline', { on });
    if (!result.ok) showProblem({ tone: 'problem', text: result.error.message });
  }

  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      <div className={classes.project}>
        <Text fw={650} className={classes.clip} title={account.project} dir="auto">
          {account.kind === 'practice' ? t('practice.name') : account.project}
        </Text>
        {account.kind === 'practice' ? (
          <Badge variant="default" size="sm" radius="sm" className={classes.practice}>
            {t('practice.badge')}
          </Badge>
        ) : (
          <Text size="xs" c="dimmed" className={classes.clip} title={account.username} dir="auto">
            {account.username}
          </Text>
        )}
      </div>
      <div className={classes.places}>
        {places.map(({ place, label, icon: Icon }) => (
          <NavLink
            key={place}
            component="button"
            type="button"
            label={label()}
            active={place === shown}
            aria-current={place === shown ? 'page' : undefined}
            leftSection={<Icon size={17} stroke={1.7} aria-hidden />}
            rightSection={
              place === 'changes' && waiting > 0 ? (
                <span
                  className={classes.count}
                  data-attention={(status?.attention ?? 0) > 0}
                  aria-label={t('nav.changes.count', { count: waiting, number: formatNumber(waiting) })}
                  role="img"
                >
                  {formatNumber(waiting)}
                </span>
              ) : undefined
            }
            classNames={{ root: classes.place, label: classes.placeLabel }}
            onClick={() => go(place)}
          />
        ))}
      </div>
      <div className={classes.switches}>
        <Switch
          label={t('nav.work-offline')}
          checked={status?.workOffline ?? false}
          disabled={!status}
          onChange={(event) => void workOffline(event.currentTarget.checked)}
        />
        <ThemeChoice />
      </div>
    </nav>
  );
}
