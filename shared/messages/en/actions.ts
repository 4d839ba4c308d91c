/** What is said about actions: deactivate, resend, link and the like. HQ's own words stand beside these, unchanged. */
export const actionMessages = {
  'rule.access.self': 'You cannot deactivate or remove yourself. Another admin of the project can.',
  'rule.access.last-admin':
    'This is the last active admin of the project. Without one, nobody could manage its users any more.',
  'rule.profile.unknown': "Profile '{{value}}' does not exist",
  'rule.reset.no-email': 'This user does not have an email address set.',
  'rule.reset.inactive': 'This user is inactive and cannot reset their password.',
  'rule.action.unknown': '{{entity}}: there is no {{action}}.',
  'rule.action.removal-waits': 'This is going to be removed. Take that back first (discard the change).',
  'action.deactivate': 'Deactivate',
  'action.reactivate': 'Reactivate',
  'action.remove': 'Delete',
  'action.remove.web-user': 'Remove Membership',
  'action.link': 'Link PersonalID',
  'action.unlink': 'Unlink PersonalID',
  'action.email-password-reset': 'Email a password reset',
  'action.resend': 'Resend',
  'change.needs-gone': 'What this change waited for was discarded. Look at it again, then send or discard it.',
  'change.sign-in-needed': 'Waits: sign in to HQ to send this.',
  'change.nothing-asked': 'This change does not wait for a word of yours.',
  'change.ask.mail':
    'HQ may have sent the e-mail. Look there or ask the person, then send it again or take it as done.',
  'change.ask.invitation':
    'HQ may have sent this invitation, and its list of pending invitations cannot be read from here. Look at HQ, then send it again or take it as done.',
} as const;
