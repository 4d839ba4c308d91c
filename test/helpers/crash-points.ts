/** Where a crash is told to happen between the moment a change is saved and the moment it is settled, in order. */
export const pushCrashPoints = [
  'push:before-sending',
  'write:sending:before-commit',
  'write:sending:after-commit',
  'push:answered',
  'settle:before',
  'write:settle:before-commit',
  'write:settle:after-commit',
  'settle:after',
] as const;
