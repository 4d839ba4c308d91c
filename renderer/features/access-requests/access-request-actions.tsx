import { Anchor, Group, Text } from '@mantine/core';
import type { AccessRequestRow } from '#shared/domain/access-request.ts';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../../state/navigation.ts';
import { GatedButton } from '../../ui/gated-button.tsx';

type Props = { request: AccessRequestRow; missing: CapabilityState | null; onApprove(): void; onDelete(): void };

/** What can be done about a request; while an approval is not done, how that stands. */
export function AccessRequestActions({ request, missing, onApprove, onDelete }: Props) {
  const go = useNavigation((state) => state.go);
  const { approval } = request;
  const name = request.name || request.email;
  if (approval) {
    const waits = approval.state === 'ask' || approval.state === 'rejected' || approval.state === 'conflict';
    return (
      <Group gap={8} justify="flex-end">
        <Text size="sm" component="span">
          {t(waits ? 'access-requests.needs-you' : 'access-requests.under-way')}
        </Text>
        <Anchor component="button" type="button" size="sm" onClick={() => go('changes')}>
          {t('access-requests.to-changes')}
        </Anchor>
      </Group>
    );
  }
  return (
    <Group gap={8} justify="flex-end">
      <GatedButton
        variant="default"
        missing={missing}
        label={t('access-requests.approve.of', { name })}
        onClick={onApprove}
      >
        {t('access-requests.approve')}
      </GatedButton>
      <GatedButton
        variant="default"
        missing={missing}
        label={t('access-requests.delete.of', { name })}
        onClick={onDelete}
      >
        {t('access-requests.delete')}
      </GatedButton>
    </Group>
  );
}
