/** How a call to HQ, by either channel, can be ended. */
export type CallOptions = {
  /** Ends the call wherever it is. */
  signal?: AbortSignal;
  /** Ends it only as long as it waits for its place in HQ's budget and nothing has left. */
  admit?: AbortSignal;
};
