/** The command line's texts about the connection and the sign-in to HQ's pages. */
export const cliAccountMessages = {
  'cli.account.sign-in.summary': "Sign in to HQ's web pages, for what an API key alone does not open",
  'cli.account.sign-in.details':
    'The password is asked for without showing it, or read from standard input; it is used once and not kept.\nThe session is kept in the folder, in the same file as the API key, which only you can read.',
  'cli.account.password-stdin': 'read the password from the first line of standard input',
  'cli.account.code': 'the code of your device, where two-factor is on',
  'cli.account.backup-code': 'a backup code in place of it',
  'cli.account.one-code': 'Give --code or --backup-code, not both.',
  'cli.account.no-password': 'There is nobody to ask for the password. Give it with --password-stdin.',
  'cli.account.empty-password': 'The password is empty.',
  'cli.account.ask-password': 'Password of {{username}} at {{server}}: ',
  'cli.account.ask-code': 'Code: ',
  'cli.account.code-needed': 'HQ asks for a second step. Give the code of your device with --code, or --backup-code.',
  'cli.account.refused': 'HQ does not take this password.',
  'cli.account.code-refused': 'HQ does not take this code.',
  'cli.account.browser':
    "This account signs in with its organisation, which only a browser can do ({{address}}). Roster's API key goes on working.",
  'cli.account.signed-in': 'Signed in to {{server}} as {{username}}.',
  'cli.account.sign-out.summary': "Forget the session on HQ's web pages",
  'cli.account.signed-out':
    "Signed out: Roster has forgotten the session of {{username}}. HQ's own copy ends with its time.",
  'cli.account.connection.summary': 'What this connection can do, and what is missing for the rest',
  'cli.account.connection.details':
    'From what HQ has told so far: nothing is asked now. What is not known counts as possible; HQ decides then.',
  'cli.account.api': 'API key: there is one.',
  'cli.account.no-api': 'API key: there is none.',
  'cli.account.session.none': 'HQ’s web pages: not signed in.',
  'cli.account.session.signed-in': 'HQ’s web pages: signed in.',
  'cli.account.session.over': 'HQ’s web pages: the session has ended. Sign in again: roster account sign-in',
  'cli.account.until': 'The session ends without use at {{until}}.',
  'cli.account.role': 'Role: {{role}}',
  'cli.account.what': 'What',
  'cli.account.possible': 'Possible',
  'cli.account.can': 'yes',
  'cli.account.cannot': 'no',
} as const;
