export const mainMessages = {} as const;
