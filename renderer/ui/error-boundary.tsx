import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { Button, Center, Group, Stack, Text, Title } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';

type State = { error: Error | null };

/** When drawing a screen fails: says so, says that nothing saved is lost, and offers to draw it again or to load the window afresh. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // The console of the window is what main writes to its log.
    console.error('screen failed', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Center h="100%" p="xl" role="alert">
        <Stack maw={460} gap="sm">
          <Title order={2}>{t('crash.title')}</Title>
          <Text>{t('crash.text')}</Text>
          <Text size="sm" c="dimmed" dir="auto">
            {error.message}
          </Text>
          <Group gap={8}>
            <Button onClick={() => this.setState({ error: null })}>{t('crash.again')}</Button>
            <Button variant="default" onClick={() => window.location.reload()}>
              {t('crash.reload')}
            </Button>
          </Group>
        </Stack>
      </Center>
    );
  }
}
