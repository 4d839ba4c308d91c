import type { ReactNode } from 'react';
import type { Capability } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../../api/use-connection.ts';
import { MissingNote } from '../../../ui/missing-note.tsx';

/**
 * For below a field that offers values from a list HQ does not give us: that the list is short or not there at all, why, and how to
 * get it. Undefined where nothing of what the field takes (`capabilities`, the gravest first) is missing.
 */
export function useListNote(capabilities: readonly Capability[], empty: boolean): ReactNode | undefined {
  const { missing } = useConnection();
  const state = capabilities.map(missing).find((each) => each !== null);
  if (!state) return undefined;
  return <MissingNote missing={state} lead={t(empty ? 'missing.list.none' : 'missing.list.seen')} />;
}
