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
  'plan.workers': 'The plan includes {{limit}} mobile workers; {{active}} are active, with what waits here.',
  'plan.workers.more': 'With these {{more}} it is {{sum}}.',
  'plan.workers.short': '{{active}} active of {{limit}} in the plan',
  'plan.workers.reached':
    'HQ says “Mobile Worker Limit Reached” and makes no more on its own page. What HQ refuses stays here with its words, to be sent again later.',
  'plan.workers.beyond':
    'Beyond that number the plan may charge for each, or HQ refuses; what it refuses stays here with its words.',
  'new-worker.required': 'Fields marked with * are required; the others are optional.',
  'new-worker.username.free': 'free at HQ',
  'new-workers.open': 'Paste several…',
  'new-workers.title': 'New mobile workers from a spreadsheet',
  'new-workers.rows': 'Rows copied from a spreadsheet',
  'new-workers.hint':
    'With a line of headings (username, password, first name, last name, email, phone, language, groups, profile, locations, PersonalID account, custom data), or in this order: username, password, first name, last name, email, phones.',
  'new-workers.unknown': 'Not used: {{columns}}.',
  'new-workers.left': '{{count}} more rows are left out: at most 200 at once.',
  'new-workers.preview': 'New mobile workers',
  'new-workers.line': 'Line',
  'new-workers.problems': 'Problems',
  'new-workers.twice': "'{{username}}' is in the rows twice.",
  'new-workers.several': "Several are called '{{name}}': use the site code or the id.",
  'new-workers.asking':
    'HQ is asked whether the usernames are free: {{told}} of {{of}} so far. All are checked again when they are sent.',
  'new-workers.not-asked':
    'HQ cannot be asked about {{left}} of {{of}} usernames now: they are checked when they are sent.',
  'new-workers.asked': 'HQ was asked whether the usernames are free.',
  'new-workers.passwords': 'Generate missing passwords',
  'new-workers.count': '{{good}} without problems, {{bad}} with problems.',
  'new-workers.save-all': 'Create all',
  'new-workers.save-valid': 'Create the {{count}} without problems',
  'new-workers.saved': '{{count}} new mobile workers are saved on this computer, waiting to be sent.',
  'new-worker.connect-username.hint':
    'Only for somebody who has PersonalID already: HQ links them at once, and a password is not needed.',
  'account_confirmation.none': 'You set the password now',
  'account_confirmation.mail-now': 'The worker sets a password; HQ mails the link at once',
  'account_confirmation.mail-later': 'The worker sets a password; HQ mails the link when somebody sends it from HQ',
} as const;
