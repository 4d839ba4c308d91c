/** New mobile workers: the form, passwords, several pasted from a table. */
export const newWorkerMessages = {
  'password.advice.short': 'At least {{min}} characters.',
  'password.advice.guessable': 'Easy to guess: add words or signs that have nothing to do with one another.',
  'password.strength': 'Strength of the password',
  'password.strength.0': 'Very easy to guess',
  'password.strength.1': 'Easy to guess',
  'password.strength.2': 'Fair',
  'password.strength.3': 'Strong',
  'password.strength.4': 'Very strong',
  'password.strong-projects': 'Projects with strong passwords refuse it later.',
  'new-worker.required': 'Fields marked with * are required; the others are optional.',
  'new-worker.username.free': 'free at HQ',
  'account_confirmation.none': 'You set the password now',
  'account_confirmation.mail-now': 'The worker sets a password; HQ mails the link at once',
  'account_confirmation.mail-later': 'The worker sets a password; HQ mails the link when somebody sends it from HQ',
} as const;
