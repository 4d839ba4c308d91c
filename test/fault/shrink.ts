import type { Script } from './script.ts';

/** Time for the search, ms: replays take a second or two each, on a busy machine many. */
const searchMs = 90_000;

/**
 * Leaves out steps as long as the script still fails: first halves, then smaller pieces. What a run does is not decided by the script
 * alone (four lanes send at once), so this finds a short script, not always the shortest.
 * @param fails whether a script fails in the same way
 */
export async function shrink(script: Script, fails: (shorter: Script) => Promise<boolean>): Promise<Script> {
  const deadline = performance.now() + searchMs;
  let { steps } = script;
  let piece = Math.ceil(steps.length / 2);
  for (;;) {
    let start = 0;
    while (start < steps.length && performance.now() < deadline) {
      const shorter = [...steps.slice(0, start), ...steps.slice(start + piece)];
      if (await fails({ ...script, steps: shorter })) steps = shorter;
      else start += piece;
    }
    if (piece <= 1) return { ...script, steps };
    piece = Math.ceil(piece / 2);
  }
}
