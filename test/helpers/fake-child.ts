import type { ChildPort } from '../../main/engine-host/child-port.ts';

/** A child process played by the test: it keeps what it was sent, and says and ends what the test tells it to. */
export class FakeChild implements ChildPort {
  readonly sent: unknown[] = [];
  killed = false;
  readonly #messages: ((message: unknown) => void)[] = [];
  readonly #errorLines: ((line: string) => void)[] = [];
  readonly #exits: ((reason: string) => void)[] = [];
  /** Called with everything main sends. */
  answer: (message: unknown) => void = () => undefined;

  pid(): number {
    return 4242;
  }

  send(message: unknown): void {
    this.sent.push(message);
    this.answer(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messages.push(listener);
  }

  onErrorLine(listener: (line: string) => void): void {
    this.#errorLines.push(listener);
  }

  onExit(listener: (reason: string) => void): void {
    this.#exits.push(listener);
  }

  kill(): void {
    this.killed = true;
    this.exit('killed');
  }

  say(message: unknown): void {
    for (const listener of this.#messages) listener(message);
  }

  complain(line: string): void {
    for (const listener of this.#errorLines) listener(line);
  }

  exit(reason: string): void {
    for (const listener of this.#exits.splice(0)) listener(reason);
  }
}
