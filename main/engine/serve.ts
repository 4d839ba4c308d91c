/** The engine behind a message port: requests with an id in, one reply each out, events and log lines any time. */
import { z } from 'zod';
import type { FromEngine } from '#shared/ipc/engine-host.ts';
import { createEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import type { EngineDeps } from './deps.ts';

export type EnginePort = { send(message: FromEngine): void; onMessage(listener: (message: unknown) => void): void };

const requestSchema = z.object({ id: z.number().int(), method: z.string(), params: z.unknown() });

/** Says `ready` and answers until the process ends. */
export function serveEngine(port: EnginePort, deps: EngineDeps): Engine {
  const engine = createEngine(deps);
  engine.on('sync.status', (payload) => port.send({ event: 'sync.status', payload }));
  engine.on('data.changed', (payload) => port.send({ event: 'data.changed', payload }));
  engine.on('account.failed', (payload) => port.send({ event: 'account.failed', payload }));
  engine.on('account.cookies', (payload) => port.send({ event: 'account.cookies', payload }));
  engine.on('bulk.progress', (payload) => port.send({ event: 'bulk.progress', payload }));
  engine.on('bulk.exporting', (payload) => port.send({ event: 'bulk.exporting', payload }));
  port.onMessage((message) => {
    const request = requestSchema.safeParse(message);
    if (!request.success) {
      deps.log('warn', 'a message that is no request was ignored');
      return;
    }
    const { id, method, params } = request.data;
    void engine.call(method, params).then((result) => port.send({ id, result }));
  });
  port.send({ ready: true });
  return engine;
}
