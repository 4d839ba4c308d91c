/** Who asked to be let in. */
export const accessRequestScreenMessages = {
  'access-requests.title': 'Access Requests',
  'access-requests.about':
    'People outside the project who asked to be let in. HQ shows them to admins only. Approving gives a role and lets HQ send an email; deleting tells nobody.',
  'access-requests.none': 'No access requests',
  'access-requests.none.more': 'Nobody waits to be let in.',
  'access-requests.not-read': 'Not read from HQ yet',
  'access-requests.not-admin': 'HQ shows access requests to the project’s admins only.',
  'access-requests.as-of': 'Read from HQ {{when}}',
  'access-requests.read': 'Read again',
  'access-requests.actions': 'Action',
  'access-requests.approve': 'Approve…',
  'access-requests.approve.of': 'Approve the request of {{name}}',
  'access-requests.delete': 'Delete…',
  'access-requests.delete.of': 'Delete the request of {{name}}',
  'access-requests.offline': 'An access request is approved or deleted only while HQ can be reached.',
  'access-requests.offline.how': 'Go online and try again.',
  'access-requests.under-way': 'Being approved',
  'access-requests.needs-you': 'The approval needs you',
  'access-requests.to-changes': 'Look under Changes',
  'access-requests.approve.title': 'Approve access request',
  'access-requests.approve.text':
    '{{name}} ({{email}}) asked to be let into this project. HQ sends an email: who has an HQ account with this address becomes a member at once, everybody else is invited.',
  'access-requests.approve.check':
    'Right before it is sent, Roster looks at HQ again. If somebody approved or deleted the request meanwhile, nothing is sent.',
  'access-requests.approve.send': 'Approve',
  'access-requests.approve.done': 'The approval for {{email}} is saved and goes to HQ.',
  'access-requests.delete.title': 'Delete this access request?',
  'access-requests.delete.text':
    'The request of {{name}} ({{email}}) goes from HQ at once. HQ tells nobody, and there is no way back; the person may ask again.',
  'access-requests.delete.confirm': 'Delete request',
  'access-requests.delete.done': 'The access request of {{email}} is deleted.',
} as const;
