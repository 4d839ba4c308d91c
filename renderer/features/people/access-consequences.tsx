import { List, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import type { AccessAction } from '../../state/access.ts';
import classes from './access-consequences.module.css';

/** What the help of HQ says happens, in our words. */
const consequences: Record<AccessAction, readonly MessageKey[]> = {
  deactivate: [1, 2, 3, 4, 5].map((number) => `access.deactivate.${number}` as MessageKey),
  reactivate: ['access.reactivate.1', 'access.reactivate.2'],
  remove: [1, 2, 3, 4, 5, 6, 7].map((number) => `access.remove.${number}` as MessageKey),
};

/** What deactivating, reactivating or removing means for those it is done to, one by one or many at once. */
export function AccessConsequences({ action, project }: { action: AccessAction; project: string }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('access.consequences')}
      </Text>
      <List size="sm" spacing={4} className={classes.list}>
        {consequences[action].map((key) => (
          <List.Item key={key}>{t(key, { project })}</List.Item>
        ))}
      </List>
    </div>
  );
}
