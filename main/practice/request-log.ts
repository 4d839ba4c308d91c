import { isObject } from './http/call.ts';
import type { Call } from './http/call.ts';

export type LogEntry = {
  seq: number;
  /** In which order HQ got down to it; 0: it has not, or a fault kept it from that. Another order than `seq` where requests were held up. */
  handled: number;
  time: string;
  method: string;
  /** Path and query; keys in the query are hidden. */
  path: string;
  /** 0: no answer was sent. */
  status: number;
  /** Whether the request changed HQ's data. */
  applied: boolean;
  /** The faults that struck. */
  faults: string[];
  /** The user name the caller gave, whether or not it was accepted. */
  by: string | null;
  /** Requests under way when this one came, itself included. */
  underWay: number;
  /** The answer went out compressed. */
  zipped: boolean;
  body: unknown;
};

const HIDDEN = '(hidden)';
const SECRET_NAME = /password|api_key|csrf|token|secret/i;

/** Weeks of polling must not fill the memory; no test comes near. */
const MAX_ENTRIES = 50_000;

/** A copy in which everything whose name sounds secret is replaced. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, SECRET_NAME.test(key) ? HIDDEN : withoutSecrets(item)]),
  );
}

function shownBody(call: Call): unknown {
  if (call.body.length === 0) return null;
  const text = call.body.toString('utf8');
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) return `(${call.body.length} bytes)`;
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return withoutSecrets(Object.fromEntries(new URLSearchParams(text)));
  }
  try {
    return withoutSecrets(JSON.parse(text));
  } catch {
    // Not JSON: it is shown by size only, for a password could stand anywhere in it.
    return `(${call.body.length} bytes that are not JSON)`;
  }
}

function shownTarget(target: string): string {
  return target.replaceAll(/((?:api_key|password|otp)=)[^&]*/gi, `$1${HIDDEN}`);
}

function callerName(call: Call): string | null {
  const header = call.headers.authorization ?? '';
  if (/^apikey /i.test(header)) return header.slice('apikey '.length).split(':')[0] ?? null;
  if (/^basic /i.test(header)) {
    return Buffer.from(header.slice('basic '.length), 'base64').toString('utf8').split(':')[0] ?? null;
  }
  return call.query.get('username');
}

/** Every request HQ saw, in order of arrival, without secrets. Kept in memory, the newest tens of thousands. */
export class RequestLog {
  #entries: LogEntry[] = [];
  #seq = 0;
  #underWay = 0;
  #handled = 0;

  /** Notes the arrival, `signedIn` by whose session at HQ's pages; the entry is completed by the server once the request has ended. */
  arrived(call: Call, faults: string[], signedIn: string | null): LogEntry {
    this.#seq += 1;
    this.#underWay += 1;
    const entry: LogEntry = {
      seq: this.#seq,
      handled: 0,
      time: call.now.toISOString(),
      method: call.method,
      path: shownTarget(call.target),
      status: 0,
      applied: false,
      faults,
      by: callerName(call) ?? signedIn,
      underWay: this.#underWay,
      zipped: false,
      body: shownBody(call),
    };
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries = this.#entries.slice(-MAX_ENTRIES / 2);
    return entry;
  }

  /** The last number given as `handled`. */
  get handledSoFar(): number {
    return this.#handled;
  }

  /** HQ gets down to the request. */
  handling(entry: LogEntry): void {
    this.#handled += 1;
    entry.handled = this.#handled;
  }

  /** To be called once for each that arrived, answered or not. */
  ended(): void {
    this.#underWay -= 1;
  }

  /** Entries after a sequence number. */
  since(seq: number): LogEntry[] {
    return this.#entries.filter((entry) => entry.seq > seq);
  }

  clear(): void {
    this.#entries = [];
  }
}
