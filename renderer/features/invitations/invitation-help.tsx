import { t } from '#shared/messages/translate.ts';
import { useLive } from '../../state/live.ts';
import { formatMoment } from '../../ui/format.ts';
import classes from './invitations.module.css';

const why = ['bounced', 'expired', 'spam', 'unknown', 'link', 'account', 'unsent'] as const;
const how = ['mail', 'has-account', 'new', 'sso', 'after', 'several'] as const;

/** What to look into when somebody does not accept, and what the invited person does. `asOf`: when HQ told of the invitation last, ms. */
export function InvitationHelp({ asOf }: { asOf: number | null }) {
  const server = useLive((state) => state.session?.account?.server ?? '');
  return <InvitationHelpText server={server} asOf={asOf} />;
}

/** `server`: the account's own, where the invited person logs in; `asOf`: when HQ told of the invitation last, ms, null when it never did. */
export function InvitationHelpText({ server, asOf }: { server: string; asOf: number | null }) {
  return (
    <section className={classes.help}>
      <details>
        <summary>{t('invitation.help.why')}</summary>
        <ul>
          {why.map((reason) => (
            <li key={reason}>{t(`invitation.help.why.${reason}`, { server })}</li>
          ))}
          {asOf !== null && <li>{t('invitation.help.why.as-of', { when: formatMoment(asOf, Date.now()) })}</li>}
        </ul>
      </details>
      <details>
        <summary>{t('invitation.help.how')}</summary>
        <ol>
          {how.map((step) => (
            <li key={step}>{t(`invitation.help.how.${step}`, { server })}</li>
          ))}
        </ol>
      </details>
    </section>
  );
}
