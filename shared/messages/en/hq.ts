export const hqMessages = {} as const;
