/** Who is made or invited while a script is played. */
import type { FieldValues } from '#shared/domain/entities.ts';
import { changeIdOf, rulesSayNo } from './on-stage.ts';
import type { OnStage } from './on-stage.ts';
import { newcomers, valuesAt } from './people.ts';
import type { Person } from './people.ts';
import type { Step } from './script.ts';

/** Of every worker who is made. */
export const password = 'Long-pass-1';

/** What the sample project asks of every worker: HQ's form takes nobody without it, and so neither does Roster. */
const asked: FieldValues = { 'user_data.team': 'Blue' };

export async function create(step: Extract<Step, { do: 'create' }>, stage: OnStage): Promise<void> {
  const { user, cast, notes, project, insist } = stage;
  const changeId = changeIdOf(step.n);
  const given = valuesAt('mobile-worker', step.fields, step.n);
  const short = `${newcomers}n${step.n}`;
  const values: FieldValues = { username: short, ...asked, ...given };
  const { result } = await insist(() => user.create(changeId, values, password));
  const localId = result.ok ? result.localId : '';
  const person: Person = { entity: 'mobile-worker', localId, username: `${short}@${project}.commcarehq.org` };
  notes.save(result, { n: step.n, changeId, kind: 'create', action: null, person, values: given });
  if (result.ok) cast.people.push(person);
}

export async function invite({ n }: Extract<Step, { do: 'invite' }>, stage: OnStage): Promise<void> {
  const { user, hq, cast, notes, insist } = stage;
  const email = `invited.${n}@example.org`;
  const changeId = changeIdOf(n);
  const values: FieldValues = { email, role: hq.role(n) };
  const { result } = await insist(() => user.invite(changeId, values));
  if (!result.ok && rulesSayNo.has(result.code)) return;
  const person: Person = { entity: 'invitation', localId: result.ok ? result.localId : '', username: email };
  notes.save(result, { n, changeId, kind: 'invite', action: null, person, values });
  if (result.ok) cast.people.push(person);
}
