/** What the engine says about access requests. */
export const accessRequestMessages = {
  'access-request.gone':
    'HQ does not list this access request any more: somebody approved or deleted it. Nothing was sent.',
  'access-request.no-tableau': 'A Tableau role cannot go with an approval: give it once the person is in the project.',
  'access-request.waits': 'An approval of this request is under way. Settle it under Changes first.',
  'access-request.email-fixed': 'HQ lets in who asked, under the address they asked with.',
  'action.delete-access-request': 'Delete access request',
  'change.ask.approval':
    'HQ may have approved this request and sent an email, but nobody with this address is to be seen among invitations and members. Look at HQ, then send it again or take it as done.',
} as const;
