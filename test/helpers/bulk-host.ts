import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { unwrap } from './engine-harness.ts';
import type { Harness } from './engine-harness.ts';

/** A host method, as main calls it; throws where it fails. */
export async function host<Name extends HostMethodName>(
  { engine }: Pick<Harness, 'engine'>,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}
