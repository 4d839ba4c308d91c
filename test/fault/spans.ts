/** How long the stage waits for what. */
/** More than the client may take to end what is under way. */
export const closingMs = 10_000;
/** More than a sign-in takes, HQ's budget of requests included. */
export const signInMs = 30_000;
/** Rounds of deciding and syncing in the end; each is longer than the longest delay of a change, and than a poll. */
export const calmRounds = 24;
export const calmMs = 400_000;
/** Longer than the longest pause after HQ's 429s: until it is over HQ takes no sign-in either, and the person waits as they are told. */
export const pauseMs = 1_200_000;
/** A session lasts longer than these rounds; it is begun anew in case HQ did not take the last sign-in. */
export const signInEvery = 4;
