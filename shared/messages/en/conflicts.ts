/** Clashes between what waits here and what HQ has now, and what the person decides about them. */
export const conflictMessages = {
  'field.*deleted*': 'The person itself',
  'field.*exists*': 'The person itself',
  'field.*role*': 'Role',
  'field.*status*': 'Active state',
  'field.*permissions*': 'Permissions',
  'field.*personal-id*': 'PersonalID',
  'change.guard.deactivated': 'This person was deactivated at HQ after this was written.',
  'change.guard.reactivated': 'This person was reactivated at HQ after this was written.',
  'change.guard.role': 'This person was given another role at HQ after this was written.',
  'change.guard.permissions': 'The role of this person allows other things at HQ than when this was written.',
  'change.had-ours':
    'This was sent, HQ took it or may have taken it, and shows another value now. Decide which one is to stay.',
  'change.guarded': 'Decide whether it is still to be sent.',
  'change.nothing-to-decide': 'There is nothing (any more) to decide about this change.',
  'change.moved-since-seen':
    '{{labels}}: HQ has something else by now than what you were shown, so nothing was decided. Look at it again.',
  'change.moved-field': 'HQ has something else by now.',
  'change.similar-since-seen_one': 'Only one change is like this by now, so nothing was decided. Look at it again.',
  'change.similar-since-seen_other':
    '{{count}} changes are like this by now, which is not what you were shown, so nothing was decided. Look at it again.',
  'change.no-decision': 'There is no decision to take back: none was made, or the change has been sent since.',
  'change.edited-since':
    '{{labels}}: a later change of this person waits or was sent since, and is the newer word. Edit the person instead.',
  'change.acted-since':
    'Something else waits or was done with this person since, and is the newer word. Do it anew on the person instead.',
  'change.no-clash': "'{{field}}' does not clash in this change; there is nothing to decide about it.",
  'change.one-decision':
    '{{labels}}: HQ keeps these together, so they are decided together. Give them the same choice.',
  'change.no-value': '{{label}} cannot be given another value here: send yours, or let it go.',
  'change.deleted-mine':
    'HQ does not have this person any more, so nothing can be sent to them. HQ keeps a username for ever, so the same person cannot be made again either: let the change go. Somebody who is needed again is invited anew (web user) or created with another username (mobile worker). If the person comes back at HQ, the change goes on by itself.',
  'change.exists-mine':
    'HQ has somebody of this name already and keeps every username for ever, so it cannot be made a second time. Edit the new person and choose another name, or let it go.',
  'change.exists': 'HQ has somebody of this username already.',
  'change.exists.invitation': 'HQ has a member or an invitation with this address already.',
  'change.exists-mine.invitation':
    'HQ has a member or a pending invitation with this address already, and takes an address only once. Edit the invitation and choose another address, or let it go and edit what HQ has.',
  'change.took-theirs': "took HQ's values",
  'change.let-go': 'let go: HQ has no such person any more',
  'change.let-go-exists': 'let go: HQ has somebody of this name',
  'change.name-waits': 'Another new person of this name waits here: that is the newer word.',

  'cli.column.clash': "Was · yours · HQ's",
  'cli.column.decide': 'Decide',
  'cli.changes.clashes': 'yes',
  'cli.changes.clashes-similar_one': 'yes, one more like it',
  'cli.changes.clashes-similar_other': 'yes, {{count}} more like it',
  'cli.changes.decide': 'Decide: roster changes resolve {{id}} --field FIELD --use mine|theirs|VALUE',
  'cli.changes.decided':
    'You have decided what clashed. To take that back before it is sent: roster changes unresolve {{id}}',
  'cli.changes.decided-part':
    'You have decided a part of what clashed; the rest still asks. To take that back: roster changes unresolve {{id}}',
  'cli.resolve.summary': 'Changes: decide what clashes with HQ: your value, HQ’s, or another',
  'cli.resolve.details':
    'Several fields: --field F --use mine --field G --use theirs. Values are written as for edit; --value says one that is the\nword "mine" or "theirs". For scripts: --field F --use mine --seen VALUE decides only while HQ still has VALUE. Fields HQ keeps together (locations) are decided together. What is left out keeps the change\nwaiting. A change with nothing left to send ends. Of somebody HQ no longer has: --field \'*deleted*\' --use theirs.',
  'cli.resolve.field': 'a clashing field; each is followed by --use or --value',
  'cli.resolve.use': "your value, HQ's, or another one, for the --field before it",
  'cli.resolve.value': 'another value, whatever it says',
  'cli.resolve.seen':
    "HQ's value as changes show printed it, after --use or --value: where HQ has another by now, nothing is decided",
  'cli.resolve.against.mine': "{{field}}: yours, {{mine}}, over HQ's {{theirs}}",
  'cli.resolve.against.theirs': "{{field}}: HQ's {{theirs}} stays, yours was {{mine}}",
  'cli.resolve.against.value': "{{field}}: {{mine}}, over HQ's {{theirs}}",
  'cli.resolve.all': 'the same for every clashing field of this change',
  'cli.resolve.similar':
    'the same for all changes with this kind of clash in this field (of the same batch, or outside of batches)',
  'cli.resolve.pairs':
    'Say for each field what is to stay: --field FIELD --use mine|theirs|VALUE (or --all mine|theirs).',
  'cli.resolve.all-alone': '--all decides every field of one change; it goes with neither --field nor --similar.',
  'cli.resolve.similar-one': '--similar takes one --field with one --use or --value.',
  'cli.resolve.done': '{{key}}: decided, waits for the next sync. To take it back: roster changes unresolve {{id}}',
  'cli.resolve.partly': '{{key}}: decided in part. The change waits until the rest is decided, too.',
  'cli.resolve.nothing-left':
    "{{key}}: HQ's values stay; nothing of the change is left to be sent. To take that back: roster changes unresolve {{id}}",
  'cli.resolve.similar-done_one': 'Decided for one change.',
  'cli.resolve.similar-done_other': 'Decided for {{count}} changes.',
  'cli.unresolve.summary':
    'Changes: take a decision back, as long as it has not been sent (also one that ended the change)',
  'cli.unresolve.done': '{{key}}: the decision is taken back.',
} as const;
