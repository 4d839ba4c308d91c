import { useState } from 'react';
import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { PlanSummary, PlanWarning } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { useBulk } from '../../state/bulk.ts';
import { formatNumber } from '../../ui/format.ts';
import { changePlan } from './change-plan.ts';
import classes from './bulk-changes.module.css';

/** The gravest first. */
const gravest: readonly PlanWarning['effect'][] = ['refuses', 'breaks-off', 'clears', 'drops', 'alters', 'notice'];
/** What bites is opened by itself; what is only to be known is not. */
const biting: ReadonlySet<PlanWarning['effect']> = new Set(['refuses', 'breaks-off', 'clears']);

/** What the person may not expect of this file, with what can be put right by one click. */
export function WarningList({ summary: { planId, warnings } }: { summary: PlanSummary }) {
  const bites = warnings.some(({ effect }) => biting.has(effect));
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? bites;
  const busy = useBulk((state) => state.busy);
  if (warnings.length === 0) return null;
  const sorted = [...warnings].sort((a, b) => gravest.indexOf(a.effect) - gravest.indexOf(b.effect));
  const repairable = warnings.filter((warning) => warning.repairable).length;
  const repair = (codes?: string[]) => void changePlan('bulk.repair', codes ? { planId, codes } : { planId });
  return (
    <section className={classes.warnings} aria-label={t('review.warnings.label')}>
      <Group gap={10} wrap="nowrap">
        <IconAlertTriangle size={16} className={classes.warningIcon} data-bites={bites} aria-hidden />
        <Text size="sm" fw={600}>
          {t('review.warnings', { count: warnings.length, number: formatNumber(warnings.length) })}
        </Text>
        <Group gap={8} ml="auto" wrap="nowrap">
          {repairable > 0 && (
            <Button size="compact-sm" disabled={busy} onClick={() => repair()}>
              {t('review.repair-all', { count: repairable, number: formatNumber(repairable) })}
            </Button>
          )}
          <Button variant="default" size="compact-sm" aria-expanded={open} onClick={() => setChosen(!open)}>
            {t(open ? 'review.warnings.hide' : 'review.warnings.show')}
          </Button>
        </Group>
      </Group>
      {open && (
        // Focusable, so that the keyboard can scroll it.
        <ul className={classes.warningItems} tabIndex={0} aria-label={t('review.warnings.label')}>
          {sorted.map((warning) => (
            <li key={`${warning.code}.${warning.sheet}.${warning.column ?? ''}.${warning.row ?? ''}`}>
              <span className={classes.effect} data-effect={warning.effect}>
                {t(`review.effect.${warning.effect}`)}
              </span>
              <span dir="auto">{warning.text}</span>
              {warning.repairable && (
                <Button
                  variant="default"
                  size="compact-xs"
                  disabled={busy}
                  aria-label={t('review.repair.what', { text: warning.text })}
                  onClick={() => repair([warning.code])}
                >
                  {t('review.repair')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
