/** What a change waits for while it is found out what became of it at HQ. */
export const settlingMessages = {
  'change.which-invitation':
    'HQ has this invitation. Which one it is only HQ’s web pages tell: what waits behind it goes once you are signed in.',
  'change.invitation-accepted':
    'There was no invitation left to delete: it was accepted, and the person is a web user of the project now.',
} as const;
