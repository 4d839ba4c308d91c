/** New mobile workers: the form, passwords, several pasted from a table. */
export const newWorkerMessages = {
  'password.advice.short': 'At least {{min}} characters.',
  'password.advice.guessable': 'Easy to guess: add words or signs that have nothing to do with one another.',
} as const;
