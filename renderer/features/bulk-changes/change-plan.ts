import type { MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import { call } from '../../api/call.ts';
import { invalidateMethods } from '../../api/query-client.ts';
import { useBulk } from '../../state/bulk.ts';
import { useToasts } from '../../state/toasts.ts';

type Changing = 'bulk.replan' | 'bulk.repair' | 'bulk.editCell' | 'bulk.exclude';

/** Changes a plan and waits until all of it is planned anew; one at a time. @returns whether it was done */
export async function changePlan<Name extends Changing>(name: Name, input: MethodInput<Name>): Promise<boolean> {
  if (useBulk.getState().busy) return false;
  useBulk.setState({ busy: true, progress: null });
  const result: Result<MethodOutput<Name>> = await call(name, input);
  useBulk.setState({ busy: false, progress: null });
  if (!result.ok) invalidateMethods(['bulk.plans', 'bulk.rows', 'bulk.row']);
  // Called off by the person: the review says itself that its rows wait to be compared.
  if (!result.ok && result.error.code !== 'cancelled')
    useToasts.getState().show({ tone: 'problem', text: result.error.message });
  return result.ok;
}
