/** What HQ would say to values still being typed; nothing is saved. */
import { completeUsername, editProblems, invitationProblems } from '#shared/domain/rules.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import { withoutFixed, workerDataProblems } from '#shared/domain/rules/custom-data-rules.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { visibleValues } from '../mirror/visible.ts';
import { roleProblems } from './check-access.ts';
import { emailUse } from './check-invitation.ts';
import { completeGroups, fold, normalise, openCreate } from './coalesce.ts';
import { readTruth } from './person-truth.ts';
import { readLane } from './read-changes.ts';
import { createdProblems, isAboutAccount, storedPassword } from './record-change.ts';
import type { RecordContext } from './record-context.ts';
import { recordFacts } from './record-facts.ts';

/** @returns problems by field, and the username as HQ would complete it ('' when none was typed) */
export function checkPerson(
  context: RecordContext,
  input: { entity: PersonEntity; localId: string | null; values: FieldValues },
): { problems: FieldProblems; username: string } {
  const { db, project } = context;
  const { entity, localId } = input;
  const { password = '', ...typed } = input.values;
  const facts = recordFacts(context);
  const username = typeof typed['username'] === 'string' ? completeUsername(typed['username'], project) : '';
  if (localId === null && entity === 'invitation') {
    const taken = (email: string) => emailUse(db, email, null).problem;
    return { problems: invitationProblems(normalise(entity, typed), facts, taken), username };
  }
  if (localId === null) {
    const values = normalise(entity, typed);
    const secret = typeof password === 'string' ? password : '';
    return { problems: createdProblems(context, values, secret, { own: null }), username };
  }
  const seen = visibleValues(db, entity, localId) ?? {};
  const whole = completeGroups(entity, normalise(entity, typed), seen);
  const patch = entity === 'mobile-worker' && 'profile' in whole ? withoutFixed(whole, facts) : whole;
  const touched = Object.keys(patch).filter((key) => !sameFieldValue(entity, key, patch[key], seen[key]));
  const lane = readLane(db, entity, localId);
  if (entity === 'mobile-worker' && openCreate(lane, context.author) && isAboutAccount(patch, seen)) {
    // The password is stored and not read here.
    const values = { ...fold({}, lane), ...patch };
    const problems = createdProblems(context, values, storedPassword(values), { own: localId, touched });
    return { problems, username };
  }
  const all = { ...seen, ...patch };
  const custom = entity === 'mobile-worker' ? workerDataProblems(all, facts, touched) : {};
  const rules = { ...editProblems(entity, patch, all, facts), ...custom };
  const forRole = entity === 'web-user' ? roleProblems(context, localId, patch, readTruth(db, entity, localId)) : {};
  return { problems: { ...rules, ...forRole }, username };
}
