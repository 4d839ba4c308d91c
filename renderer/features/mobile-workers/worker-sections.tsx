import { Button, Text } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useWorkerAction } from '../../state/worker-action.ts';
import type { WorkerAction } from '../../state/worker-action.ts';
import { formatMoment } from '../../ui/format.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import detailClasses from '../people/detail/detail.module.css';
import { personalIdText } from './personal-id-text.ts';
import { useReachable } from './use-reachable.ts';
import { factsOfDetail } from './worker-facts.ts';
import { linkActions, workerObstacle } from './worker-obstacle.ts';
import classes from './workers.module.css';

/** What can be done to a worker beside editing, in their panel: PersonalID, password, access. Nothing behind a removal that waits. */
export function WorkerSections({ detail }: { detail: PersonDetail }) {
  const removal = detail.changes.find(({ kind }) => kind === 'delete');
  const goes = removal !== undefined;
  const ask = useWorkerAction((state) => state.ask);
  return (
    <>
      <PersonalIdSection detail={detail} goes={goes} />
      {!goes && (
        <Section
          label={t('worker.password')}
          detail={detail}
          actions={['set-password', 'email-password-reset']}
          explains
        />
      )}
      {!goes && (
        <Section
          label={t('access.actions')}
          detail={detail}
          actions={[detail.status === 'deactivated' ? 'reactivate' : 'deactivate', 'remove']}
        />
      )}
      {removal?.state === 'ask' && (
        <section aria-label={t('access.actions')}>
          <h3 className={detailClasses.section}>{t('access.actions')}</h3>
          <Button color="red.9" onClick={() => ask('remove', detail.localId)}>
            {t('worker.open.confirm')}
          </Button>
        </section>
      )}
    </>
  );
}

/** The state of the link with its age, and the one button HQ has for it. */
function PersonalIdSection({ detail, goes }: { detail: PersonDetail; goes: boolean }) {
  const connection = useConnection();
  const unseen = connection.missing('see-personal-id');
  const facts = factsOfDetail(detail);
  const asOf = detail.readOnly['personal_id_as_of'];
  const read = typeof asOf === 'string' ? Date.parse(asOf) : null;
  const waiting = detail.changes.filter(
    ({ state }) => state === 'queued' || state === 'sending' || state === 'unknown',
  );
  const without = unseen?.obstacle === 'flag-personal-id';
  const mayNot = connection.forbidden('link-personal-id');
  return (
    <section aria-label={t('personal-id.title')}>
      <h3 className={detailClasses.section}>{t('personal-id.title')}</h3>
      {!without && (facts.atHq || facts.personalId !== 'unknown') && (
        <Text size="sm">
          <strong>
            {personalIdText(
              facts.personalId,
              waiting.flatMap(({ action }) => action ?? []),
            )}
          </strong>
          {read !== null && (
            <Text component="span" size="sm" c="dimmed">
              {' · '}
              {t('personal-id.as-of', { when: formatMoment(read, Date.now()) })}
            </Text>
          )}
        </Text>
      )}
      {facts.atHq && !unseen && facts.personalId !== 'unknown' && (
        <Text size="sm" c="dimmed">
          {t(`personal-id.means.${facts.personalId}`)}
        </Text>
      )}
      {!facts.atHq && !without && (
        <Text size="sm" c="dimmed">
          {t('personal-id.not-at-hq')}
        </Text>
      )}
      {unseen && (
        <Text size="sm" c="dimmed" component="div">
          <MissingNote missing={unseen} />
        </Text>
      )}
      {!goes && !without && !mayNot && (
        <div className={classes.actions}>
          {linkActions(facts).map((action) => (
            <ActionButton key={action} action={action} detail={detail} />
          ))}
        </div>
      )}
    </section>
  );
}

type SectionProps = { label: string; detail: PersonDetail; actions: readonly WorkerAction[]; explains?: boolean };

function Section({ label, detail, actions, explains = false }: SectionProps) {
  const closed = explains && factsOfDetail(detail).personalId === 'active';
  return (
    <section aria-label={label}>
      <h3 className={detailClasses.section}>{label}</h3>
      {closed && (
        <Text size="sm" c="dimmed" mb={6}>
          {t('rule.password.personal-id-active')}
        </Text>
      )}
      <div className={classes.actions}>
        {actions.map((action) => (
          <ActionButton key={action} action={action} detail={detail} />
        ))}
      </div>
    </section>
  );
}

function ActionButton({ action, detail }: { action: WorkerAction; detail: PersonDetail }) {
  const connection = useConnection();
  const reachable = useReachable();
  const ask = useWorkerAction((state) => state.ask);
  return (
    <GatedButton
      variant="default"
      missing={workerObstacle(action, factsOfDetail(detail), connection, reachable)}
      onClick={() => ask(action, detail.localId)}
    >
      {t(`worker.open.${action}`)}
    </GatedButton>
  );
}
