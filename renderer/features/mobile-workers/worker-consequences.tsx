import { List, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import type { WorkerAction } from '../../state/worker-action.ts';

/** What the help of HQ says happens, in our words; how many sentences each has. */
const sentences: Record<WorkerAction, number> = {
  deactivate: 5,
  reactivate: 3,
  remove: 4,
  link: 4,
  unlink: 5,
  'set-password': 2,
  'email-password-reset': 2,
};

/** What an action means for the workers it is done to, one by one or many at once. */
export function WorkerConsequences({ action }: { action: WorkerAction }) {
  const keys = Array.from({ length: sentences[action] }, (_, index) => `worker.${action}.${index + 1}` as MessageKey);
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('access.consequences')}
      </Text>
      <List size="sm" spacing={4}>
        {keys.map((key) => (
          <List.Item key={key}>{t(key)}</List.Item>
        ))}
      </List>
    </div>
  );
}
