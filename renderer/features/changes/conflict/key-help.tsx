import { t } from '#shared/messages/translate.ts';
import type { Use } from './clash-groups.ts';
import { keysOf } from './conflict-keys.ts';
import classes from './conflict.module.css';

const uses: readonly Use[] = ['mine', 'theirs', 'value'];

function lines(): [keys: string[], text: string][] {
  return [
    [['↑', '↓'], t('conflict.keys.move')],
    ...uses.map((use): [string[], string] => [[keysOf[use].digit, keysOf[use].letter], t(`conflict.use.${use}`)]),
    [['⇧Y', '⇧H'], t('conflict.keys.all')],
    [['N', 'P'], t('conflict.keys.turn')],
    [['↵'], t('conflict.keys.apply')],
    [['Esc'], t('conflict.keys.leave')],
  ];
}

/** Which key does what, for the eye; screen readers are told in a sentence at the table. */
export function KeyHelp() {
  return (
    <dl className={classes.keys} aria-hidden>
      {lines().map(([keys, text]) => (
        <div key={text}>
          <dt>
            {keys.map((key) => (
              <kbd key={key} className={classes.key}>
                {key}
              </kbd>
            ))}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
