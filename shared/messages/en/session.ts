/** HQ's web session of the open account: signing in, and its end. */
export const sessionMessages = {
  'session.sign-in-lapsed': 'HQ has forgotten this sign-in. Begin again with the password.',
  'session.no-sign-in': 'No sign-in waits for a code. Begin with the password.',
  'session.other-account':
    '{{server}} signed in {{actual}}, but this account belongs to {{username}}. Nothing was kept of that session; sign in as {{username}}.',
} as const;
