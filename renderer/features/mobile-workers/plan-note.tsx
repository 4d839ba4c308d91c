import { Text } from '@mantine/core';
import { planText } from './plan-text.ts';
import { useWorkerRules } from './use-worker-rules.ts';

/** What the plan says to so many more active workers, as far as HQ's pages have told this account. */
export function PlanNote({ more }: { more: number }) {
  const { workerLimit } = useWorkerRules();
  const said = planText(workerLimit, more);
  if (said === null) return null;
  return (
    <Text size="xs" role="note" c={said.beyond ? undefined : 'dimmed'} fw={said.beyond ? 600 : undefined}>
      {said.text}
    </Text>
  );
}
