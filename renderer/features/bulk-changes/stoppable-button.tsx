import { Button, Loader } from '@mantine/core';

type Props = { label: string; stopLabel: string; running: boolean; onStart(): void; onStop(): void };

/** Begins work that can take long; meanwhile it is the button that stops it, so that the keyboard stays where it is. */
export function StoppableButton({ label, stopLabel, running, onStart, onStop }: Props) {
  return (
    <Button
      variant="default"
      leftSection={running ? <Loader size={14} aria-hidden /> : undefined}
      onClick={({ detail }) => {
        if (!running) onStart();
        // The second press of a double click is no wish to stop what the first began.
        else if (detail < 2) onStop();
      }}
    >
      {running ? stopLabel : label}
    </Button>
  );
}
