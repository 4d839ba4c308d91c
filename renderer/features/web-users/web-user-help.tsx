import { ActionIcon, Anchor, List, Popover, Stack, Text } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';

/** HQ's help on what each role may do. Its addresses are among those that may be opened (main/security/external-links.ts). */
const rolesOverview = 'https://dimagi.atlassian.net/wiki/spaces/commcarepublic/pages/2143957921';

/** What web users are, and the way on for what cannot be done here. */
export function WebUserHelp() {
  return (
    <Popover position="bottom-end" shadow="md" width={380} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={t('web-users.help')} title={t('web-users.help')}>
          <IconHelp size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('web-users.help')}>
        <WebUserHelpText />
      </Popover.Dropdown>
    </Popover>
  );
}

export function WebUserHelpText() {
  return (
    <Stack gap={8}>
      <Text size="sm">{t('web-users.help.what')}</Text>
      <Text size="sm">{t('web-users.help.workers')}</Text>
      <List size="sm" spacing={6}>
        <List.Item>
          {t('web-users.help.roles')}{' '}
          <Anchor href={rolesOverview} target="_blank" rel="noreferrer" size="sm" underline="always">
            {t('web-users.help.roles.link')}
          </Anchor>
        </List.Item>
        <List.Item>{t('web-users.help.codes')}</List.Item>
        <List.Item>{t('web-users.help.sso')}</List.Item>
        <List.Item>{t('web-users.help.dates')}</List.Item>
      </List>
    </Stack>
  );
}
