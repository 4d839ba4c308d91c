import type { ReactNode } from 'react';
import { Stack, Text, Title } from '@mantine/core';

/** What stands where a list would be: a sign, one line, what to do about it. */
export function EmptyNote({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={8} maw={420} p="xl" ta="center">
      <Text c="dimmed" component="span" aria-hidden>
        {icon}
      </Text>
      <Title order={2}>{title}</Title>
      {typeof children === 'string' ? <Text c="dimmed">{children}</Text> : children}
    </Stack>
  );
}
