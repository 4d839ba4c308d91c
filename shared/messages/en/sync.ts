/** What the sync engine says about runs and about single changes. HQ's own words stand beside these, unchanged. */
export const syncMessages = {
  'sync.key-needed':
    'The API key of {{username}} is not on this computer. Enter it to go on; until then nothing is pulled or sent.',
  'sync.work-offline': 'Roster works offline because you said so. Switch "Work offline" off to sync.',
  'sync.list-unavailable': '{{list}} cannot be read: {{reason}}',
  'sync.removals_one':
    "HQ's list no longer has one of {{all}} {{entities}} saved here. Nothing was removed. Look at the project on HQ; if that is right, agree to the removal.",
  'sync.removals_other':
    "HQ's list no longer has {{count}} of {{all}} {{entities}} saved here. Nothing was removed. Look at the project on HQ; if that is right, agree to the removal.",
  'sync.no-account': 'No account is open.',
  'sync.other-account':
    'This folder belongs to {{username}} in {{project}} on {{server}}. Every account has a folder of its own; nothing was changed.',
  'sync.cancelled': 'Cancelled. What was read stays; the next sync goes on from there.',
  'sync.read-only': 'This account is open in another Roster; here it can only be looked at.',
  'sync.invalid-input': 'The input of {{method}} does not fit: {{problem}}',
  'sync.unknown-method': 'The engine knows no method {{method}}.',
  'sync.internal': 'Something went wrong inside Roster. Nothing that was saved is lost; the log says more.',
  'change.person-not-found': 'There is no such person here.',
  'change.not-found': 'There is no such change any more: it has been sent or discarded.',
  'change.under-way': 'This change is being sent right now. Try again in a moment.',
  'change.conflict': 'HQ has other values now than when this was written. Decide which ones are to stay.',
  'change.deleted-at-hq': 'HQ does not have this person any more.',
  'change.not-kept': 'HQ answered yes but did not keep this value.',
  'change.password-lost':
    'The password saved with this change cannot be opened any more on this computer. Enter a new one.',
  'change.password-set-again': 'The password saved with this change is gone. Type it again, or another one.',
  'change.password-again': 'Enter a password: the one saved with this new worker is gone.',
} as const;
