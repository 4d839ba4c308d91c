/** Another admin's hand at HQ: a value, a role, a profile, or a removal. */
import type { Json } from '#shared/domain/entities.ts';
import { fieldAt, valueOf } from './people.ts';
import type { OnStage } from './on-stage.ts';
import type { Step } from './script.ts';

type AdminStep = Extract<Step, { do: 'admin' | 'admin-gives' }>;

export async function playAdmin(step: AdminStep, { hq, cast, notes, self }: OnStage): Promise<void> {
  const { n, who } = step;
  const person = cast.member(who);
  if (!person) return;
  const isOwn = person.username === self;
  // Whoever removes the account we work with, or takes its rights, ends the work; that is a hold, and not this suite's matter.
  if (isOwn && (step.do === 'admin-gives' || step.remove)) return;
  if (step.do === 'admin-gives' && person.entity !== 'web-user') return;
  const field = step.do === 'admin' ? (step.remove ? null : fieldAt(person.entity, step.field)) : step.what;
  const value: Json = field === null ? null : given(step, field, hq);
  const edited = await hq.edit(person, field, value);
  if (edited === null) return;
  if (field === null) cast.gone.add(person.username);
  notes.write({ n, person, field, value, ...edited });
}

function given(step: AdminStep, field: string, hq: OnStage['hq']): Json {
  if (step.do === 'admin') return valueOf('w', field, step.n);
  return step.what === 'role' ? hq.role(step.place) : hq.profile(step.place);
}
