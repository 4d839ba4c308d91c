import { t } from '#shared/messages/translate.ts';
import type { ClashGroup, Use } from './clash-groups.ts';
import { keysOf } from './conflict-keys.ts';
import classes from './conflict.module.css';

type Props = { group: ClashGroup; label: string; use: Use | undefined; onChoose(use: Use): void };

function choiceText({ kind }: ClashGroup, use: Use): string {
  if (kind === 'values' || use === 'value') return t(`conflict.use.${use}`);
  return t(`conflict.guard.${use}`);
}

/** Yours, HQ's, another: one tab stop, the arrows move, a digit or letter or Space chooses. */
export function ChoiceRadios({ group, label, use, onChoose }: Props) {
  const stop = use ?? group.uses[0];
  return (
    <div
      role="radiogroup"
      aria-label={t('conflict.choice', { field: label })}
      aria-required
      data-group={group.key}
      className={classes.choices}
    >
      {group.uses.map((each) => (
        <button
          key={each}
          type="button"
          role="radio"
          aria-checked={each === use}
          aria-label={each === 'value' ? t('conflict.use.value.label') : choiceText(group, each)}
          aria-keyshortcuts={`${keysOf[each].digit} ${keysOf[each].letter}`}
          tabIndex={each === stop ? 0 : -1}
          className={classes.choice}
          onClick={() => onChoose(each)}
        >
          {choiceText(group, each)}
          <kbd className={classes.key} aria-hidden>
            {keysOf[each].digit}
          </kbd>
        </button>
      ))}
    </div>
  );
}
