import { useLayoutEffect, useRef, useState } from 'react';
import { ActionIcon, Button, Input, Popover, Radio } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { LocationTree } from '../../../ui/location-tree/location-tree.tsx';
import { locationPath } from '../../../ui/location-tree/tree-rows.ts';
import type { Location } from '../../../ui/location-tree/tree-rows.ts';
import { useListNote } from './use-list-note.tsx';
import classes from './fields.module.css';

const locationCapabilities = ['assign-locations', 'list-locations'] as const;

type Props = {
  locations: readonly Location[];
  assigned: string[];
  primary: string;
  problems: string[];
  onChange(assigned: string[], primary: string): void;
};

/** The assigned locations and which of them is the primary one. HQ wants a primary as soon as there is any, so the first becomes it. */
export function LocationsField({ locations, assigned, primary, problems, onChange }: Props) {
  const [opened, setOpened] = useState(false);
  const note = useListNote(locationCapabilities, locations.length === 0);
  const several = assigned.length > 1;
  const button = useRef<HTMLButtonElement>(null);

  // Each location that is chosen pushes the button, and the tree below it, further down.
  useLayoutEffect(() => {
    if (opened) button.current?.scrollIntoView({ block: 'nearest' });
  }, [opened, assigned.length]);

  function toggle(id: string): void {
    const next = assigned.includes(id) ? assigned.filter((each) => each !== id) : [...assigned, id];
    onChange(next, next.includes(primary) ? primary : (next[0] ?? ''));
  }

  return (
    <Input.Wrapper
      label={t('field.locations')}
      description={
        several || note ? (
          <>
            {several && t('locations.primary.hint')} {note}
          </>
        ) : undefined
      }
      error={problems.join(' ') || undefined}
      size="xs"
      role="group"
      aria-label={t('field.locations')}
    >
      <Radio.Group value={primary} onChange={(id) => onChange(assigned, id)}>
        <ul className={classes.assigned}>
          {assigned.map((id) => (
            <li key={id}>
              <Radio
                value={id}
                size="xs"
                className={classes.assignedName}
                label={<span dir="auto">{locationPath(locations, id)}</span>}
                description={id === primary ? t('field.primary_location') : undefined}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('locations.remove', { name: locationPath(locations, id) })}
                onClick={() => toggle(id)}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      </Radio.Group>
      <Popover
        opened={opened}
        onChange={setOpened}
        width={340}
        position="bottom-start"
        shadow="md"
        trapFocus
        returnFocus
        // Whoever chooses by the keyboard is in it: it stays, also where its button is scrolled out of sight.
        hideDetached={false}
      >
        <Popover.Target>
          <Button
            ref={button}
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setOpened(!opened)}
          >
            {t('locations.add')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={8}>
          <LocationTree
            locations={locations}
            selected={new Set(assigned)}
            onToggle={toggle}
            label={t('field.locations')}
            multiple
          />
        </Popover.Dropdown>
      </Popover>
    </Input.Wrapper>
  );
}
