import type { ConnectionReport } from '#shared/domain/account.ts';
import type { ErrorCode, Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

export type ConnectionStep = { id: string; label: string; outcome: 'ok' | 'failed' | 'skipped'; note: string };

const order = ['server', 'credential', 'project', 'rights'] as const;
type StepId = (typeof order)[number];

/** The step at which a test that ended with this code broke off. */
function failedStep(code: ErrorCode): StepId {
  switch (code) {
    case 'credential':
      return 'credential';
    case 'no-project':
      return 'project';
    case 'permission':
    case 'plan':
      return 'rights';
    default:
      return 'server';
  }
}

/** What a connection test found, as steps in the order they are tried: those after the failed one were not tried. */
export function connectionSteps(result: Result<ConnectionReport>): ConnectionStep[] {
  if (!result.ok) {
    const failedAt = order.indexOf(failedStep(result.error.code));
    return order.map((id, index) => ({
      id,
      label: t(`connect.step.${id}`),
      outcome: index < failedAt ? 'ok' : index === failedAt ? 'failed' : 'skipped',
      note: '',
    }));
  }
  const { account, project, canRead } = result.data;
  const notes: Record<StepId, string> = {
    server: '',
    credential: [account.name, account.username].filter((text) => text !== '').join(' · '),
    project: project.title || project.name,
    rights: '',
  };
  const rights = (['mobileWorkers', 'webUsers', 'groups', 'locations'] as const).map((list): ConnectionStep => ({
    id: list,
    label: t(`connect.reads.${list}`),
    outcome: canRead[list] ? 'ok' : 'failed',
    note: canRead[list] ? '' : t('connect.reads.not'),
  }));
  const steps = order
    .slice(0, 3)
    .map((id): ConnectionStep => ({ id, label: t(`connect.step.${id}`), outcome: 'ok', note: notes[id] }));
  return [...steps, ...rights];
}
