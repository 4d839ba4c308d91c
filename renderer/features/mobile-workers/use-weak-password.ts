import { weakProblems } from './password-strength.ts';
import { useEstimate } from './use-estimate.ts';
import { useWorkerRules } from './use-worker-rules.ts';

/** What speaks against each password where the project is known to demand strong ones. @param own as for an estimate */
export function useWeakPassword(): (password: string, own: readonly string[]) => string[] {
  const { strongPasswords } = useWorkerRules();
  const estimate = useEstimate();
  return (password, own) => weakProblems(password, own, strongPasswords, estimate);
}
