/** Texts of the sample workbooks, in the practice project only. */
export const sampleMessages = {
  'samples.title': 'Sample workbooks',
  'samples.about':
    'Made of the practice project’s people. Nothing that you do with them reaches anybody: open one, put it right, carry it out.',
  'samples.open': 'Open',
  'samples.open.of': 'Open: {{sample}}, {{kind}}',
  'samples.copy': 'Save a copy…',
  'samples.copy.of': 'Save a copy: {{sample}}, {{kind}}',
  'samples.clean': 'A clean one',
  'samples.mistakes': 'Typical mistakes',
  'samples.many': 'A large one',
  'samples.web-users.clean':
    'Roles change and somebody is invited: what a review looks like when every row can be carried out.',
  'samples.web-users.mistakes':
    'Wrong columns, a blank row, 1 for yes, somebody twice, a role that is not there, a new admin, yourself shut out: see what HQ would make of it, and put it right.',
  'samples.web-users.many': '400 invitations: how many e-mails go out is said before, and rows can be left out.',
  'samples.mobile-workers.clean':
    'An address, a phone number, somebody deactivated, a new worker: every row can be carried out.',
  'samples.mobile-workers.mistakes':
    'Lists without numbers, phone numbers that are numbers, 1 and 0, a blank row, two who swap usernames, a password forgotten: warnings, and repairs with one click.',
  'samples.mobile-workers.many':
    'Everybody gets another language and 100 are new: filter and search the rows, and see why Roster would rather ask HQ’s importer.',
} as const;
