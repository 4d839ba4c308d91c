import type { Call } from '../http/call.ts';
import type { Store } from '../store.ts';
import type { WebUser } from '../model.ts';

/** HQ's default: a session ends after 14 days without use. */
const IDLE_LIMIT_MS = 14 * 86_400_000;
export const SESSION_COOKIE = 'sessionid';
export const CSRF_COOKIE = 'csrftoken';

export function cookieOf(call: Call, name: string): string | undefined {
  for (const part of (call.headers.cookie ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name) return value?.trim();
  }
  return undefined;
}

type Session = { userId: string; lastUsed: number };

/** Signed-in browsers. Kept in memory: they end with the practice HQ. */
export class Sessions {
  readonly #store: Store;
  readonly #newToken: () => string;
  readonly #sessions = new Map<string, Session>();

  constructor(store: Store, newToken: () => string) {
    this.#store = store;
    this.#newToken = newToken;
  }

  newToken(): string {
    return this.#newToken();
  }

  open(user: WebUser, now: Date): string {
    const id = this.#newToken();
    this.#sessions.set(id, { userId: user.id, lastUsed: now.getTime() });
    return id;
  }

  /** The user of the request's session cookie, if the session is alive; using it keeps it alive. */
  userOf(call: Call): WebUser | undefined {
    const id = cookieOf(call, SESSION_COOKIE);
    const session = id === undefined ? undefined : this.#sessions.get(id);
    if (id === undefined || session === undefined) return undefined;
    if (call.now.getTime() - session.lastUsed > IDLE_LIMIT_MS) {
      this.#sessions.delete(id);
      return undefined;
    }
    session.lastUsed = call.now.getTime();
    return this.#store.get('web-user', session.userId);
  }

  close(call: Call): void {
    const id = cookieOf(call, SESSION_COOKIE);
    if (id !== undefined) this.#sessions.delete(id);
  }

  closeAll(): void {
    this.#sessions.clear();
  }
}
