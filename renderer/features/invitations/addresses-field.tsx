import { useEffect, useId } from 'react';
import { Textarea } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import type { Address } from './addresses.ts';
import classes from './invitations.module.css';

type Props = {
  text: string;
  addresses: readonly (Address & { problem: string })[];
  problem: string;
  onChange(text: string): void;
};

/** E-mail addresses, one or pasted by the dozen; each that cannot be invited is named with the reason below. */
export function AddressesField({ text, addresses, problem, onChange }: Props) {
  const listId = useId();
  const told = addresses.filter((address) => address.problem !== '' || address.twice);
  const good = addresses.filter((address) => address.problem === '' && !address.twice).length;
  // What is said here comes a moment later and moves all that is below: what has the keyboard by then stays in sight.
  useEffect(() => document.activeElement?.scrollIntoView({ block: 'nearest' }), [told.length]);
  return (
    <div>
      <Textarea
        label={t('invite.emails')}
        description={t('invite.emails.hint')}
        value={text}
        error={problem || addresses.some((address) => address.problem !== '')}
        aria-describedby={told.length > 0 ? listId : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        size="xs"
        autosize
        minRows={2}
        maxRows={6}
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        required
      />
      {/* Always there, so that screen readers hear what is put in. */}
      <div role="status" id={listId} aria-label={t('invite.emails.list')}>
        {addresses.length > 1 && <div className={classes.addresses}>{t('invite.emails.count', { count: good })}</div>}
        {told.length > 0 && (
          <ul className={classes.addresses}>
            {told.map(({ email, problem: why, twice }, index) => (
              <li key={`${email}-${index}`} className={twice ? classes.dim : classes.bad}>
                <bdi>{email}</bdi>: {twice ? t('invite.emails.twice') : why}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
