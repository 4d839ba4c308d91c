import { Anchor, Button } from '@mantine/core';
import type { CapabilityState, Obstacle } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { useSignIn } from '../state/sign-in.ts';
import classes from './missing-note.module.css';

type Props = {
  missing: CapabilityState;
  /** A sentence of the place itself, before the reason. */
  lead?: string | undefined;
  /** `inline`: within a field's description or a panel's text. `block`: on its own, with a button. */
  look?: 'inline' | 'block';
  center?: boolean;
};

/** Where signing in to HQ's pages is what mends it. */
const signInMends: ReadonlySet<Obstacle> = new Set(['no-connection', 'not-signed-in']);

/** What is missing and how to get it, with the way there where Roster has one. Made of spans: it also stands inside sentences. */
export function MissingNote({ missing, lead, look = 'inline', center = false }: Props) {
  const open = useSignIn((state) => state.open);
  const signIn = missing.obstacle !== null && signInMends.has(missing.obstacle);
  const reason = [lead, missing.why].filter(Boolean).join(' ');
  if (look === 'inline')
    return (
      <span className={classes.inline} dir="auto">
        {/* The link says the same as the words would. */}
        {reason} {missing.obstacle !== 'not-signed-in' && `${missing.how} `}
        {signIn && (
          <Anchor component="button" type="button" className={classes.link} onClick={open}>
            {t('sign-in.open')}
          </Anchor>
        )}
      </span>
    );
  return (
    <span className={classes.block} data-center={center}>
      <span dir="auto">{reason}</span>
      <span className={classes.how} dir="auto">
        {missing.how}
      </span>
      {signIn && <Button onClick={open}>{t('sign-in.open')}</Button>}
    </span>
  );
}
