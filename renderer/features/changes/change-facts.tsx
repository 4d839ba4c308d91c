import { useState } from 'react';
import { Text } from '@mantine/core';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { formatMoment } from '../../ui/format.ts';
import { MissingNote } from '../../ui/missing-note.tsx';
import { useConnection } from '../../api/use-connection.ts';
import detailClasses from '../people/detail/detail.module.css';
import { waitsForRight, waitsForSignIn } from './change-capability.ts';
import { furtherWords, nextText, saysItAll, stateText } from './change-text.ts';
import classes from './changes.module.css';

/** Where a change stands, since when, what HQ said, and what happens next. */
export function ChangeFacts({ change }: { change: ChangeView }) {
  const [now] = useState(() => Date.now());
  const { missing } = useConnection();
  // The reason of a change that waits for a right says the same, and the way on.
  const lacks = change.state === 'queued' && !waitsForRight(change) ? missing(capabilityFor(change)) : null;
  const signIn = waitsForSignIn(change, missing);
  const lines: [string, string][] = [
    [t('changes.made'), formatMoment(change.createdAt, now)],
    ...(change.updatedAt === change.createdAt
      ? []
      : [[t('changes.edited'), formatMoment(change.updatedAt, now)] as [string, string]]),
    ...(change.sentAt === null ? [] : [[t('changes.sent'), formatMoment(change.sentAt, now)] as [string, string]]),
    ...(change.attempts === 0 ? [] : [[t('changes.attempts'), String(change.attempts)] as [string, string]]),
    [t('changes.next'), nextText(change, now, signIn)],
  ];
  return (
    <section aria-label={t('changes.state')}>
      <Text fw={600} className={classes.state} data-state={change.state} mb={4}>
        {stateText(change)}
      </Text>
      {!saysItAll(change) && !signIn && (
        <Text size="sm" c="dimmed" mb={8}>
          {t(`change.state.${change.state}.more`)}
        </Text>
      )}
      {change.waitsForTwin && (
        <Text size="sm" mb={8}>
          {t('changes.twin')}
        </Text>
      )}
      {change.ofAnother !== null && (
        <Text size="sm" dir="auto" mb={8}>
          {t('change.of-another', { author: change.ofAnother })}
        </Text>
      )}
      {lacks && (
        <div className={classes.reason}>
          <MissingNote missing={lacks} look="block" />
        </div>
      )}
      {/* Once it is said what is missing and how to get it, that it waits for that says nothing more. */}
      {change.reason && !signIn && (
        <div className={classes.reason}>
          <Text size="sm" dir="auto">
            {change.reason.message}
          </Text>
          {furtherWords(change.reason).map((message) => (
            <blockquote key={message} dir="auto" className={classes.quote} aria-label={t('changes.hq-says')}>
              {message}
            </blockquote>
          ))}
        </div>
      )}
      <dl className={detailClasses.lines}>
        {lines.map(([label, text]) => (
          <div key={label} className={detailClasses.pair}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
