import type { Call } from '../http/call.ts';
import type { WebUser } from '../model.ts';
import type { Store } from '../store.ts';

/** HQ's default: a session ends after 14 days without use. */
const IDLE_LIMIT_MS = 14 * 86_400_000;
/** In projects with secure sessions: half an hour. */
const SECURE_IDLE_LIMIT_MS = 30 * 60_000;
export const SESSION_COOKIE = 'sessionid';
export const CSRF_COOKIE = 'csrftoken';

export function cookieOf(call: Call, name: string): string | undefined {
  for (const part of (call.headers.cookie ?? '').split(';')) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name) return value?.trim();
  }
  return undefined;
}

/** `isComplete` is false between the password and the one-time code, `hasCode` true after one. `flash`: HTML shown once, on the next page. */
type Session = { userId: string; lastUsed: number; isComplete: boolean; hasCode: boolean; flash: string[] };

/** Signed-in browsers. Kept in memory: they end with the practice HQ. */
export class Sessions {
  readonly #store: Store;
  readonly #newToken: () => string;
  readonly #isSecure: () => boolean;
  readonly #sessions = new Map<string, Session>();

  constructor(store: Store, newToken: () => string, isSecure: () => boolean) {
    this.#store = store;
    this.#newToken = newToken;
    this.#isSecure = isSecure;
  }

  newToken(): string {
    return this.#newToken();
  }

  /** Starts a session and returns its cookie value. */
  open(user: WebUser, now: Date, isComplete: boolean, hasCode = false): string {
    const id = this.#newToken();
    this.#sessions.set(id, { userId: user.id, lastUsed: now.getTime(), isComplete, hasCode, flash: [] });
    return id;
  }

  /** The user of the request's session, if it is alive and complete. Using it keeps it alive, unless `isOnlyPeeking`. */
  userOf(call: Call, isOnlyPeeking = false): WebUser | undefined {
    const session = this.#sessionOf(call);
    if (!session?.isComplete) return undefined;
    if (!isOnlyPeeking) session.lastUsed = call.now.getTime();
    return this.#store.get('web-user', session.userId);
  }

  /** Whether the request's session was opened with a one-time code. */
  hasCode(call: Call): boolean {
    return this.#sessionOf(call)?.hasCode === true;
  }

  /** The user who gave the password and still owes the one-time code. */
  halfSignedIn(call: Call): WebUser | undefined {
    const session = this.#sessionOf(call);
    return session && !session.isComplete ? this.#store.get('web-user', session.userId) : undefined;
  }

  /** When the request's session will end if it is not used again. */
  endOf(call: Call): Date | undefined {
    const session = this.#sessionOf(call);
    return session && new Date(session.lastUsed + this.#limitMs());
  }

  /** Keeps a message (HTML) for the next page of this session. */
  tell(call: Call, message: string): void {
    this.#sessionOf(call)?.flash.push(message);
  }

  takeMessages(call: Call): string[] {
    return this.#sessionOf(call)?.flash.splice(0) ?? [];
  }

  close(call: Call): void {
    const id = cookieOf(call, SESSION_COOKIE);
    if (id !== undefined) this.#sessions.delete(id);
  }

  closeAll(): void {
    this.#sessions.clear();
  }

  #limitMs(): number {
    return this.#isSecure() ? SECURE_IDLE_LIMIT_MS : IDLE_LIMIT_MS;
  }

  #sessionOf(call: Call): Session | undefined {
    const id = cookieOf(call, SESSION_COOKIE);
    const session = id === undefined ? undefined : this.#sessions.get(id);
    if (id === undefined || session === undefined) return undefined;
    if (call.now.getTime() - session.lastUsed <= this.#limitMs()) return session;
    this.#sessions.delete(id);
    return undefined;
  }
}
