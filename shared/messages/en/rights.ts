/** What waits because the account may not do it at HQ (any more). */
export const rightMessages = {
  'change.right.role': 'Your role at HQ, {{role}}, no longer allows this: it lacks the permission: {{permissions}}.',
  'change.right.own': 'Your role at HQ no longer allows this: it lacks the permission: {{permissions}}.',
  'change.right.key':
    'Your role at HQ (or the role your API key is limited to) no longer allows this: it lacks the permission: {{permissions}}.',
  'change.right.how':
    'It stays saved here, and goes to HQ by itself once a project administrator has given the permission back.',
  'change.plan-api.how':
    'It stays saved here, and goes to HQ by itself once the plan includes it. Someone who manages the subscription can change the plan.',
  'mirror.from-page':
    'To view only: HQ’s API refuses the list of web users to your role, so it is shown as HQ’s Web Users page has it, without locations, profiles and custom data. The permission to edit web users (and API access) brings the rest; a project administrator can give it.',
  'mirror.from-page.plan':
    'To view only: the project’s plan has no API access, so the list is shown as HQ’s Web Users page has it, without locations, profiles and custom data. Inviting, deactivating, reactivating and removing go through HQ’s pages while you are signed in.',
  'changes.waits-for-right': 'Waits for a permission',
  'changes.next.right': 'Once HQ allows it',
} as const;
