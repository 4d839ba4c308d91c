/** Judges guards: what was decided about a web user in one role is not done to them in another before the person was asked. */
import { inOrder, readJustBefore, targetOf } from './judge-fields.ts';
import type { Violation } from './judge.ts';
import type { AdminWrite, LogEntry, Played } from './played.ts';

export function judgeGuards(played: Played): Violation[] {
  const roles = played.adminWrites.filter(({ field }) => field === 'role');
  return roles.flatMap((write): Violation[] => {
    const { username } = write.person;
    const next = inOrder(played.log).find(
      (entry) =>
        entry.applied && entry.handled > write.after && isDecision(entry) && targetOf(entry, played) === username,
    );
    if (!next || roleIn(next) === write.value || wasAsked(played, write)) return [];
    // Only the last role is there to be seen.
    const others = roles.filter(({ n, person }) => n > write.n && person.username === username);
    if (others.some(({ after }) => after < next.handled)) return [];
    // Read just before, and changed by somebody else after that: the documented gap.
    const read = readJustBefore(played, username, next.seq);
    if (read && read.handled <= write.after) return [];
    const what = `${next.method} ${next.path.replace(/^.*\/(api|users)\//, '')}`;
    return [
      {
        kind: 'overwritten',
        text: `w${write.n}: ${username} became ${JSON.stringify(write.value)}, and ${what} came after that, and nobody was asked`,
      },
    ];
  });
}

/** Another role, access given or taken, or a removal. */
function isDecision(entry: LogEntry): boolean {
  return /\/(de)?activate\/$|\/web\/remove\//.test(entry.path) || roleIn(entry) !== undefined;
}

function roleIn({ method, body }: LogEntry): unknown {
  return method === 'PATCH' ? (body as { role?: unknown } | null)?.role : undefined;
}

/** Since then the person has decided about this one: by an answer, or anew. */
function wasAsked({ acknowledged, decisions, batchEnds }: Played, { person, order }: AdminWrite): boolean {
  const own = acknowledged.filter((one) => one.person.username === person.username);
  return (
    own.some((one) => one.order > order && (one.action !== null || 'role' in one.values)) ||
    decisions.some((one) => one.order > order && one.change.localId === person.localId) ||
    batchEnds.some((end) => end.order > order && own.some(({ batch }) => batch === end.batch))
  );
}
