import { useEffect } from 'react';
import { Center, MantineProvider, Text, useMantineColorScheme } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { setLanguage, t } from '#shared/messages/translate.ts';
import { queryClient } from './api/query-client.ts';
import { FailedScreen } from './features/connect/failed-screen.tsx';
import { WelcomeScreen } from './features/connect/welcome-screen.tsx';
import { Frame } from './features/frame/frame.tsx';
import { useLive } from './state/live.ts';
import { cssVariables } from './theme/css-variables.ts';
import { theme } from './theme/theme.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Preferences />
        <ErrorBoundary>
          <Screen />
        </ErrorBoundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Puts the person's theme and language into effect. */
function Preferences() {
  const settings = useLive((state) => state.settings);
  const { setColorScheme } = useMantineColorScheme();
  const shown = settings?.theme === 'system' ? 'auto' : settings?.theme;
  useEffect(() => {
    if (shown) setColorScheme(shown);
  }, [shown, setColorScheme]);
  const language = settings?.language;
  useEffect(() => {
    if (!language) return;
    document.documentElement.lang = language;
    void setLanguage(language);
  }, [language]);
  return null;
}

/** One screen per state of the session. */
function Screen() {
  const { session, startError, settled } = useLive();
  if (startError) return <FailedScreen error={startError} account={null} />;
  switch (session?.state) {
    case undefined:
      return null;
    case 'none':
      return <WelcomeScreen />;
    case 'opening':
      if (settled === 'none') return <WelcomeScreen />;
      return (
        <Center h="100%" role="status">
          <Text c="dimmed">{t('session.opening')}</Text>
        </Center>
      );
    case 'failed':
      return <FailedScreen error={session.error} account={session.account} />;
    case 'open':
      return session.account ? <Frame key={session.account.id} account={session.account} /> : null;
  }
}
