import type { Faults } from '../faults.ts';
import type { Hq } from '../hq.ts';
import type { RequestLog } from '../request-log.ts';

/** What the server works with. */
export type ServerParts = {
  hq: Hq;
  faults: Faults;
  requests: RequestLog;
  controlToken: string;
  log: (line: string) => void;
  /** The fault `delay` waits with it. */
  wait: (ms: number) => Promise<unknown>;
};
