export const engineMessages = {} as const;
