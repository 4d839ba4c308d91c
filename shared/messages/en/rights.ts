/** What waits because the account may not do it at HQ (any more). */
export const rightMessages = {
  'change.right.role': 'Your role at HQ, {{role}}, no longer allows this: it lacks the permission: {{permissions}}.',
  'change.right.own': 'Your role at HQ no longer allows this: it lacks the permission: {{permissions}}.',
  'change.right.key':
    'Your role at HQ (or the role your API key is limited to) no longer allows this: it lacks the permission: {{permissions}}.',
  'change.right.how':
    'It stays saved here, and goes to HQ by itself once a project administrator has given the permission back.',
  'changes.waits-for-right': 'Waits for a permission',
  'changes.next.right': 'Once HQ allows it',
} as const;
