import type { ReactNode } from 'react';
import { Tabs } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../../state/navigation.ts';
import type { Place } from '../../state/navigation.ts';
import classes from './web-user-tabs.module.css';

const tabs = ['web-user', 'invitation', 'access-request'] as const;
type Tab = (typeof tabs)[number];

/** Whether a place is one of the three that stand together as "Web Users". */
export function isWebUserTab(place: Place): place is Tab {
  return tabs.some((tab) => tab === place);
}

/** Users, their invitations and those who ask to be let in, as tabs of one place; any other place stands alone. */
export function WebUserTabs({ place, children }: { place: Place; children: ReactNode }) {
  const go = useNavigation((state) => state.go);
  if (!isWebUserTab(place)) return children;
  return (
    <Tabs
      value={place}
      onChange={(value) => {
        const tab = tabs.find((each) => each === value);
        if (tab) go(tab);
      }}
      className={classes.tabs}
    >
      <Tabs.List className={classes.list} aria-label={t('web-users.tabs')}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab} className={classes.tab}>
            {t(`web-users.tab.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={place} className={classes.panel}>
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
