/**
 * How much of one of HQ's windows Roster's own calls may take up, whatever HQ's clock says. HQ cuts time into fixed windows and adds to
 * the present one what is left of the last, in proportion; where its windows begin is not known here. So a call counts in full for the
 * length of a window and fades out over the next: at no cut does HQ count more. Source: corehq/project_limits, rate_counter (sliding window).
 */

/** Beginnings (ms since 1970) and numbers of calls, oldest first. */
export type CountedPieces = [from: number, calls: number][];

export type WindowCount = {
  add(now: number): void;
  /** The most HQ can count of our calls at this moment. */
  used(now: number): number;
  /** Milliseconds until less than `limit` is used, 0 when it is so now. */
  waitMs(now: number, limit: number): number;
  pieces(): CountedPieces;
};

/** Two windows back are kept, in so many pieces each; more would be finer than any clock of HQ's. */
const piecesPerWindow = 60;

/** @param lengthMs a multiple of 60 */
export function createWindowCount(lengthMs: number, kept: CountedPieces = []): WindowCount {
  const pieceMs = lengthMs / piecesPerWindow;
  let pieces: CountedPieces = [...kept];
  /** The pieces as a straight line, good while `now` stays in the same piece: used = at - fading * now. */
  let line: { piece: number; at: number; fading: number } | null = null;

  const pieceOf = (now: number) => Math.floor(now / pieceMs) * pieceMs;

  function put(now: number): void {
    const piece = pieceOf(now);
    // The newest lies ahead: the clock was set back, and nobody knows how long ago. All keep their distance from each other, as if no
    // time had passed since: were they to count as made now, two days' calls would hold up a third day.
    const ahead = Math.max(0, (pieces.at(-1)?.[0] ?? piece) - piece);
    pieces = pieces
      .map(([from, calls]): [number, number] => [from - ahead, calls])
      .filter(([from]) => from > piece - 2 * lengthMs - pieceMs);
    let at = 0;
    let fading = 0;
    for (const [from, calls] of pieces) {
      const fadesFrom = from + pieceMs + lengthMs;
      if (piece < fadesFrom) at += calls;
      else {
        at += calls * (1 + fadesFrom / lengthMs);
        fading += calls / lengthMs;
      }
    }
    line = { piece, at, fading };
  }

  function addTo(piece: number, calls: number): void {
    const last = pieces.at(-1);
    if (last?.[0] === piece) last[1] += calls;
    else pieces.push([piece, calls]);
  }

  function used(now: number): number {
    if (line?.piece !== pieceOf(now)) put(now);
    return line === null ? 0 : Math.max(0, line.at - line.fading * now);
  }

  /** Without looking at the pieces in between: for a moment to come. */
  function usedAt(later: number): number {
    let sum = 0;
    for (const [from, calls] of pieces) {
      const age = (later - from - pieceMs) / lengthMs;
      sum += calls * Math.min(1, Math.max(0, 2 - age));
    }
    return sum;
  }

  return {
    used,
    add: (now) => {
      used(now);
      addTo(pieceOf(now), 1);
      if (line !== null) line.at += 1;
    },
    waitMs: (now, limit) => {
      if (used(now) < limit) return 0;
      // It only falls from here on: halved down to the millisecond.
      let low = 0;
      let high = 2 * lengthMs + pieceMs;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (usedAt(now + middle) < limit) high = middle;
        else low = middle;
      }
      return high;
    },
    pieces: () => pieces.map(([from, calls]) => [from, calls]),
  };
}
