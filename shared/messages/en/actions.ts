/** What is said about actions: deactivate, resend, link and the like. HQ's own words stand beside these, unchanged. */
export const actionMessages = {
  'rule.access.self': 'You cannot deactivate or remove yourself. Another admin of the project can.',
  'rule.access.last-admin':
    'This is the last active admin of the project. Without one, nobody could manage its users any more.',
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
} as const;
