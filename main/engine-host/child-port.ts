/** A child process seen the same way, whether Electron's utility process or a Node beside it. */
export type ChildPort = {
  /** undefined before the start and after the end. */
  pid(): number | undefined;
  /** Hands over a structured-cloneable message; one to a child that has gone is dropped, its end is reported by `onExit`. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Lines the child wrote to its standard error (crashes say there what happened). */
  onErrorLine(listener: (line: string) => void): void;
  /** Called once, also when the child could not be started. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
};
