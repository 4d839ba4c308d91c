export const screenMessages = {} as const;
