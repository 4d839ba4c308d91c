import { useId } from 'react';
import { Button, Popover, VisuallyHidden } from '@mantine/core';
import type { ButtonProps } from '@mantine/core';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { MissingNote } from './missing-note.tsx';

type Props = Omit<ButtonProps, 'disabled'> & {
  children: string;
  /** Where the keyboard goes on when what had it in a panel is gone. */
  'data-panel-next'?: boolean;
  /** Says more than the button's own words, where several buttons say the same. */
  label?: string;
  /** What stands in the way; null: an ordinary button. */
  missing: CapabilityState | null;
  onClick(): void;
};

/**
 * A button for something this connection may not be able to do. Then it looks and counts as disabled but keeps its place in the tab
 * order, carries the explanation as its description, and shows it when pressed or clicked.
 */
export function GatedButton({ missing, onClick, children, label, ...button }: Props) {
  const explanation = useId();
  if (!missing)
    return (
      <Button {...button} aria-label={label} onClick={onClick}>
        {children}
      </Button>
    );
  return (
    <Popover width={320} position="bottom-end" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button {...button} aria-label={label} aria-disabled data-disabled aria-describedby={explanation}>
          {children}
        </Button>
      </Popover.Target>
      <VisuallyHidden id={explanation}>
        {missing.why} {missing.how}
      </VisuallyHidden>
      <Popover.Dropdown>
        <MissingNote missing={missing} look="block" />
      </Popover.Dropdown>
    </Popover>
  );
}
