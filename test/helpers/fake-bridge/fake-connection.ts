/** Signing in to the fake HQ's pages, and the connection that comes of it. */
import { capabilityTable } from '#engine/hq/capabilities.ts';
import type { ConnectionFacts } from '#engine/hq/capabilities.ts';
import type { ConnectionView, SignInStep } from '#shared/domain/capability.ts';
import type { MethodName } from '#shared/ipc/contract.ts';
import { fail, ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import type { FakeAnswers } from './fake-changes.ts';

export const fakePassword = 'correct horse';
export const fakeCode = '123456';
export const fakeBackupCode = 'backup-1';

export type FakeConnectionOptions = {
  /** How the account signs in. */
  signIn?: 'password' | 'two-factor' | 'sso';
  session?: ConnectionView['session'];
  facts?: Partial<Omit<ConnectionFacts, 'signedIn'>>;
};

type SignInMethod = Extract<MethodName, `session.sign${string}`> | 'connection.get';

/** HQ ends a session after two weeks without use. */
const sessionMs = 14 * 86_400_000;

export type FakeConnection = {
  answers: FakeAnswers<SignInMethod>;
  signedIn(): boolean;
  /** HQ ends the session. */
  end(): void;
};

export function createFakeConnection(options: FakeConnectionOptions, changed: () => void): FakeConnection {
  let session: ConnectionView['session'] = options.session ?? 'none';
  let asked: 'token' | 'backup' | null = null;

  function become(next: ConnectionView['session']): void {
    session = next;
    asked = null;
    changed();
  }

  function done(): Result<SignInStep> {
    become('signed-in');
    return ok({ step: 'done' });
  }

  function view(): ConnectionView {
    const facts: ConnectionFacts = {
      api: true,
      isAdmin: 'yes',
      permissions: {},
      keyRights: {},
      flags: { personalId: 'unknown', tableau: 'no' },
      plan: { api: 'yes', locations: 'yes', bulkUsers: 'unknown', profiles: 'unknown', accountConfirmation: 'unknown' },
      ...options.facts,
      signedIn: session === 'signed-in',
    };
    return {
      api: facts.api,
      session,
      sessionExpiresAt: session === 'signed-in' ? Date.now() + sessionMs : null,
      role: facts.isAdmin === 'yes' ? 'Admin' : 'Read Only',
      isAdmin: facts.isAdmin,
      serverAheadMs: 0,
      capabilities: capabilityTable(facts),
    };
  }

  return {
    signedIn: () => session === 'signed-in',
    end: () => become('over'),
    answers: {
      'connection.get': () => ok(view()),
      'session.signIn': ({ password }) => {
        if (options.signIn === 'sso')
          return ok({ step: 'browser', address: 'https://www.commcarehq.org/a/demo-health/login/' });
        if (password !== fakePassword)
          return ok({ step: 'refused', messages: ['Please enter a correct username and password.'] });
        if (options.signIn !== 'two-factor') return done();
        asked = 'token';
        return ok({ step: 'token', backup: true, messages: [] });
      },
      'session.signInCode': ({ code }) => {
        if (asked === null) return fail('wrong-state', 'Begin with the password.');
        if (code === (asked === 'token' ? fakeCode : fakeBackupCode)) return done();
        const messages = ['Invalid token. Please make sure you have entered it correctly.'];
        return ok(asked === 'token' ? { step: 'token', backup: true, messages } : { step: 'backup', messages });
      },
      'session.signInBackup': () => {
        if (asked === null) return fail('wrong-state', 'Begin with the password.');
        asked = 'backup';
        return ok({ step: 'backup', messages: [] });
      },
      'session.signOut': () => {
        become('none');
        return ok({});
      },
    },
  };
}
