/** New mobile workers: the form, passwords, several pasted from a table. */
export const newWorkerMessages = {
  'password.advice.short': 'At least {{min}} characters.',
  'password.advice.guessable': 'Easy to guess: add words or signs that have nothing to do with one another.',
  'account_confirmation.mail-now': 'The worker sets a password; HQ mails the link at once',
  'account_confirmation.mail-later': 'The worker sets a password; HQ mails the link when somebody sends it from HQ',
} as const;
