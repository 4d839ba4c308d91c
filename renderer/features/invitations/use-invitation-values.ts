import { useState } from 'react';
import type { FieldValues } from '#shared/domain/entities.ts';
import { isTableau } from '#shared/domain/fields.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { problemsIn } from '../people/detail/save-edit.ts';
import { localProblems, mergeProblems } from '../people/fields/use-problems.ts';
import { requiredProblems, sentValues } from './custom-fields.ts';

/** The values of an invitation while they are filled in, what is wrong with them, and what the engine refused. */
export function useInvitationValues(project: string, begin: FieldValues) {
  const lookups = useLookups();
  const [values, setValues] = useState<FieldValues>(begin);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const wanted = sentValues(values, lookups);
  // HQ's rules for Tableau are asked where the invitation is saved.
  const asked = Object.fromEntries(Object.entries(wanted).filter(([key]) => !isTableau(key)));
  const rules = localProblems('invitation', { role: '', ...asked }, {}, project, lookups);
  const problems = mergeProblems(rules, requiredProblems(values, lookups), refused);
  // What was refused about these fields is about what they were.
  const forgive = (keys: readonly string[]) => {
    setError(null);
    setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !keys.includes(key))));
  };
  return {
    values,
    /** As they will be sent. */
    wanted,
    problems,
    /** A field nobody has touched is not wrong yet; after a try to save all of them count. */
    shown: tried ? problems : Object.fromEntries(Object.entries(problems).filter(([key]) => key in values)),
    refused,
    error,
    tried,
    tryNow: () => setTried(true),
    forgive,
    edit(part: FieldValues): void {
      setValues((now) => ({ ...now, ...part }));
      forgive(Object.keys(part));
    },
    refuse(failure: AppError): void {
      setRefused(problemsIn(failure));
      setError(failure.code === 'validation' ? null : failure);
    },
  };
}

/** Once the problems are drawn: where the person has to put something right first. */
export function focusFirstProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
