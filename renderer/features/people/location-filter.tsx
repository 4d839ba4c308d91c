import { useState } from 'react';
import { Button, CloseButton, Popover, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { LocationTree } from '../../ui/location-tree/location-tree.tsx';
import { locationLabel } from '../../ui/location-tree/tree-rows.ts';
import type { Location } from '../../ui/location-tree/tree-rows.ts';
import classes from './people.module.css';

type Props = { locations: readonly Location[]; value: string | null; onChange(id: string | null): void };

/** One location and everything below it. */
export function LocationFilter({ locations, value, onChange }: Props) {
  const [opened, setOpened] = useState(false);
  const name = value === null ? null : locationLabel(locations, value);
  return (
    <Popover opened={opened} onChange={setOpened} width={340} position="bottom-start" shadow="md" trapFocus returnFocus>
      <div className={classes.locationFilter}>
        <Popover.Target>
          <Button
            variant="default"
            fullWidth
            justify="space-between"
            className={classes.locationButton}
            data-chosen={value !== null}
            rightSection={value === null ? <IconChevronDown size={14} aria-hidden /> : undefined}
            aria-label={value === null ? t('filter.location.any') : t('filter.location.chosen', { name: name ?? '' })}
            onClick={() => setOpened(!opened)}
          >
            <span dir="auto" className={classes.clip}>
              {name ?? t('filter.location.all')}
            </span>
          </Button>
        </Popover.Target>
        {value !== null && (
          <CloseButton
            size="xs"
            className={classes.locationClear}
            aria-label={t('filter.location.clear')}
            onClick={() => onChange(null)}
          />
        )}
      </div>
      <Popover.Dropdown p={8}>
        <LocationTree
          locations={locations}
          selected={new Set(value === null ? [] : [value])}
          label={t('filter.location')}
          onToggle={(id) => {
            onChange(id === value ? null : id);
            setOpened(false);
          }}
        />
        <Text size="xs" c="dimmed" pt={6}>
          {t('filter.location.below')}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
