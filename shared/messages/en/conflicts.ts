/** Clashes between what waits here and what HQ has now, and what the person decides about them. */
export const conflictMessages = {
  'field.*deleted*': 'The person itself',
  'field.*exists*': 'The person itself',
  'field.*role*': 'Role',
  'field.*status*': 'Active state',
  'field.*permissions*': 'Permissions',
  'change.guard.deactivated': 'This person was deactivated at HQ after this was written.',
  'change.guard.reactivated': 'This person was reactivated at HQ after this was written.',
  'change.guard.role': 'This person was given another role at HQ after this was written.',
  'change.guard.permissions': 'The role of this person allows other things at HQ than when this was written.',
  'change.guarded': 'Decide whether it is still to be sent.',
  'change.nothing-to-decide': 'There is nothing (any more) to decide about this change.',
  'change.no-decision': 'There is no decision to take back: none was made, or the change has been sent since.',
  'change.no-clash': "'{{field}}' does not clash in this change; there is nothing to decide about it.",
  'change.one-decision':
    '{{labels}}: HQ keeps these together, so they are decided together. Give them the same choice.',
  'change.no-value': '{{label}} cannot be given another value here: send yours, or let it go.',
  'change.deleted-mine':
    'HQ does not have this person any more, so nothing can be sent to them. HQ keeps a username for ever, so the same person cannot be made again either: let the change go. Somebody who is needed again is invited anew (web user) or created with another username (mobile worker). If the person comes back at HQ, the change goes on by itself.',
  'change.exists-mine':
    'HQ has somebody of this name already and keeps every username for ever, so it cannot be made a second time. Edit the new person and choose another name, or let it go.',
  'change.took-theirs': "took HQ's values",
  'change.let-go': 'let go: HQ has no such person any more',
  'change.let-go-exists': 'let go: HQ has somebody of this name',
} as const;
