/** What is said about actions: deactivate, resend, link and the like. HQ's own words stand beside these, unchanged. */
export const actionMessages = {
  'rule.access.self':
    'You cannot deactivate or remove yourself. Another admin of the project can. If there is none, write to support@dimagi.com.',
  'rule.role.self': 'You cannot change your own role. Another admin of the project can.',
  'rule.role.last-admin':
    'This is the last active admin of the project. Make somebody else an admin first, or write to support@dimagi.com.',
  'rule.access.last-admin':
    'This is the last active admin of the project. Without one, nobody could manage its users any more. Make somebody else an admin first, or write to support@dimagi.com.',
  'rule.access.sso':
    "The organisation's single sign-on decides about this account, so HQ takes neither a deactivation nor a reactivation of it. Its identity provider's admins can change it.",
  'many.not-found': 'There is no such batch on this computer.',
  'many.in-conflict': 'HQ has another value than the change that waits: {{field}}. Decide that first, under Changes.',
  'rule.profile.unknown': "Profile '{{value}}' does not exist",
  'rule.reset.no-email': 'This user does not have an email address set.',
  'rule.reset.inactive': 'This user is inactive and cannot reset their password.',
  'rule.reactivate.unconfirmed':
    "Unconfirmed: this account waits for the worker's own confirmation, which sets the password and makes it active. Nobody could log in before that.",
  'rule.personal-id.not-linked':
    'Not linked: there is nothing to switch on or off. A link comes about when the worker is sent a PersonalID invite and accepts it on their device.',
  'rule.password.personal-id-active':
    'PersonalID is Active: the worker logs in with it, and HQ lets nobody reset or change the password. Unlink PersonalID first.',
  'rule.password.personal-id-active-now':
    'Not sent: PersonalID has become Active meanwhile, so the worker logs in with it, and HQ lets nobody reset or change the password. Unlink PersonalID first, or discard this.',
  'rule.password.not-at-hq': 'HQ does not have this worker yet: the password is part of the change that creates them.',
  'rule.action.unknown': '{{entity}}: there is no {{action}}.',
  'rule.action.removal-waits': 'This is going to be removed. Take that back first (discard the change).',
  'action.deactivate': 'Deactivate',
  'action.reactivate': 'Reactivate',
  'action.remove': 'Delete',
  'action.remove.web-user': 'Remove Membership',
  'action.link': 'Link PersonalID',
  'action.unlink': 'Unlink PersonalID',
  'action.set-password': 'Set a new password',
  'action.email-password-reset': 'Email a password reset',
  'action.resend': 'Resend',
  'action.undo-removal': 'Undo removal',
  'change.of-another':
    'This change was made with another account ({{author}}), and is sent by that account only. Edit the person instead, or discard the change.',
  'change.needs-gone': 'What this change waited for was discarded. Look at it again, then send or discard it.',
  'cli.act.deactivate': '{{entity}}: deactivate; no access to the project any more, nothing is deleted',
  'cli.act.reactivate': '{{entity}}: reactivate',
  'cli.act.delete-worker': '{{entity}}: delete, with all forms and cases; the username is never free again',
  'cli.act.remove-web-user': '{{entity}}: remove from the project (Remove Membership)',
  'cli.act.delete-invitation': '{{entity}}: delete; its link stops working',
  'cli.act.link': '{{entity}}: link PersonalID again',
  'cli.act.unlink': "{{entity}}: unlink PersonalID; ends the worker's sessions on devices",
  'cli.act.reset-password': '{{entity}}: have HQ mail a link to set a new password',
  'cli.act.set-password': '{{entity}}: set a new password',
  'cli.act.set-password.details':
    'Asks for it twice without showing it. It is kept encrypted until HQ has it. While PersonalID is Active HQ takes none: unlink first.',
  'cli.act.password-stdin': 'take the new password from the first line of standard input',
  'cli.act.no-password': 'Without a terminal, give the new password on standard input, with --password-stdin.',
  'cli.act.ask-password': 'New password of {{key}}: ',
  'cli.act.ask-password-again': 'Once more: ',
  'cli.act.passwords-differ': 'The two passwords are not the same. Nothing was saved.',
  'cli.act.resend': '{{entity}}: have HQ mail it again; its 30 days begin anew',
  'cli.act.details':
    "Saved here and now, done at HQ with the next sync; until then roster changes discard takes it back, and so does its opposite.\nWhat only HQ's web pages offer (PersonalID, memberships, pending invitations) waits until somebody is signed in.",
  'cli.act.final.details':
    'There is no way back once it is sent, so it asks for --yes. Saved here and now, done at HQ with the next sync; until then\nroster changes discard takes it back. Memberships and pending invitations wait until somebody is signed in to HQ;\na worker is deleted only while HQ can be reached.',
  'cli.act.yes': 'yes, I know that there is no way back',
  'cli.act.confirm': 'There is no way back for {{key}} once this is sent. Nothing was saved; say --yes if you mean it.',
  'cli.act.done': '{{key}}: saved here, waits for the next sync (change {{id}}).',
  'cli.act.nothing': '{{key}}: nothing waits; it is like that already, or what waited was taken back.',
  'cli.act.gone': '{{key}} was only here and is gone; nothing is sent.',
  'cli.invite.summary': 'Invitation: create, here and now; HQ mails it with the next sync',
  'cli.invite.details':
    'Other fields with --set as for edit: locations, primary_location, profile, user_data.x. HQ lets it run out after a month.',
  'cli.invite.email': 'the address to invite',
  'cli.invite.role': "the role's name, as HQ calls it",
  'cli.invite.done': '{{key}}: saved here, is invited with the next sync (change {{id}}).',
  'cli.changes.answer.summary': 'Changes: say what became of one that may have been mailed (send-again or done)',
  'cli.changes.answer.details':
    'For changes that "need your word": HQ may have sent the email, and no answer came. Look at HQ or ask the person first.',
  'cli.changes.done': 'Change {{id}} counts as done.',
  'change.not-listed-yet':
    'HQ has this worker, but its list does not show them yet. Tried again in a minute, later less often.',
  'change.sign-in-needed': 'Waits: sign in to HQ to send this.',
  'change.nothing-asked': 'This change does not wait for a word of yours.',
  'change.not-sent': 'This was not sent yet. Confirm it, or discard it.',
  'change.ask.remove':
    'This removal was prepared while it could not be sent, and there is no way back. Look at what HQ has now, then confirm or discard it.',
  'change.ask.remove.worker':
    'This deletion could not be sent when you said it, and there is no way back. Look at what HQ has now, then confirm or discard it.',
  'worker.remove.offline': 'Deleting a worker cannot be taken back, so it is done only while HQ can be reached.',
  'worker.remove.offline.how': 'Go online and try again, or deactivate the worker.',
  'worker.remove.no-key': 'Deleting a worker goes by HQ’s API, and there is no API key on this computer.',
  'sync.not-reached': 'HQ could not be reached at the last try.',
  'change.ask.mail': 'HQ may have sent the email. Look there or ask the person, then send it again or take it as done.',
  'change.ask.invitation':
    'HQ may have sent this invitation, and its list of pending invitations cannot be read from here. Look at HQ, then send it again or take it as done.',
} as const;
