import { Radio, Stack, Text } from '@mantine/core';
import type { BatchWay, PlanWays } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import classes from './bulk-changes.module.css';

const ways = ['rows', 'upload', 'file'] as const satisfies readonly BatchWay[];

type Props = { offered: PlanWays; way: BatchWay; disabled: boolean; onChoose(way: BatchWay): void };

/** How a plan goes to HQ: what Roster advises and why, and what speaks against the others. */
export function WayChoice({ offered, way, disabled, onChoose }: Props) {
  return (
    <Radio.Group
      label={t('commit.ways')}
      description={offered.why}
      value={way}
      onChange={(value) => onChoose(ways.find((each) => each === value) ?? 'rows')}
    >
      <Stack gap={8} mt={8}>
        {ways.map((each) => {
          const against = each === 'file' ? '' : offered[each].can ? '' : offered[each].why;
          return (
            <Radio
              key={each}
              value={each}
              disabled={disabled || against !== ''}
              label={
                <>
                  {t(`commit.way.${each}`)}
                  {offered.advised === each && <span className={classes.advised}>{t('commit.way.advised')}</span>}
                </>
              }
              description={
                <>
                  <Text span size="xs">
                    {against || t(`commit.way.${each}.about`)}
                  </Text>
                  {each !== 'rows' &&
                    [offered.upload.refuses, offered.risk]
                      .filter((text) => text !== '')
                      .map((text) => (
                        <Text span size="xs" key={text} className={classes.risk}>
                          {text}
                        </Text>
                      ))}
                </>
              }
            />
          );
        })}
      </Stack>
    </Radio.Group>
  );
}
