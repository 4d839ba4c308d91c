import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { MethodInput, MethodName, MethodOutput } from '#shared/ipc/contract.ts';
import type { AppFailure } from '#shared/ipc/result.ts';
import { callOrThrow } from './call.ts';

type Options = { enabled?: boolean; keepPrevious?: boolean };

/** The answer of a query method, read again when an event says it changed. Keyed by method name first, so that events can find it. */
export function useMethod<Name extends MethodName>(name: Name, input: MethodInput<Name>, options: Options = {}) {
  return useQuery<MethodOutput<Name>, AppFailure>({
    queryKey: [name, input],
    queryFn: () => callOrThrow(name, input),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}
