import { connectionState } from './connection-state.ts';
import type { ConnectionState } from './connection-state.ts';
import { useMethod } from './use-method.ts';

/** How the account is connected and what that allows, read again when an event says it changed. */
export function useConnection(): ConnectionState {
  const { data, error } = useMethod('connection.get', {}, { keepPrevious: true });
  return connectionState(data ?? null, error?.error ?? null);
}
