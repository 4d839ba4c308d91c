/** Rules over several rows: what none of them breaks alone. */
import { t } from '#shared/messages/translate.ts';
import type { RowPlan, RowProblem } from './row-context.ts';

export type SetProblem = { row: number; problem: RowProblem };

/** Gathers the few rows that such rules are about while all are planned. */
export function createSetRules(lastingAdmins: ReadonlySet<string>) {
  const takingAdmins: { row: number; localId: string; does: RowPlan['does'] }[] = [];
  const renamed: { row: number; from: string; to: string }[] = [];
  const emails: { row: number; from: string; to: string }[] = [];
  return {
    row({ row, localId, does, takesAdmin, problems, changes, renamed: name, entity }: RowPlan): void {
      if (name) renamed.push({ row, ...name });
      if (problems.length > 0) return;
      if (takesAdmin && localId !== null && lastingAdmins.has(localId)) takingAdmins.push({ row, localId, does });
      const email = changes['email'];
      if (entity !== 'mobile-worker' || typeof email?.from !== 'string' || typeof email.to !== 'string') return;
      if (email.from !== '') emails.push({ row, from: email.from.toLowerCase(), to: email.to });
    },
    /** Rows that cannot stand together with others of the file. */
    problems: (): SetProblem[] => [...lastAdmin(lastingAdmins, takingAdmins), ...swaps(renamed)],
    /** Rows that give somebody's address to somebody else of the file: HQ takes it, people may not mean it. */
    exchangedEmails: (): number[] => {
      const given = new Map(emails.map(({ from, row }) => [from, row]));
      return emails.filter(({ to, row }) => given.has(to) && given.get(to) !== row).map(({ row }) => row);
    },
  };
}

/** When nobody would be left, none of those who would go can: which of them stays is for a person to say. */
function lastAdmin(
  admins: ReadonlySet<string>,
  taking: readonly { row: number; localId: string; does: RowPlan['does'] }[],
): SetProblem[] {
  const gone = new Set(taking.map(({ localId }) => localId));
  if (gone.size === 0 || gone.size < admins.size) return [];
  return taking.map(({ row, does }) => {
    const text = t(does === 'remove' ? 'rule.access.last-admin' : 'rule.role.last-admin');
    return { row, problem: { as: 'not-permitted', text } };
  });
}

function swaps(renamed: readonly { row: number; from: string; to: string }[]): SetProblem[] {
  const byName = new Map(renamed.map((one) => [one.from, one]));
  return renamed.flatMap(({ row, from, to }) => {
    const other = byName.get(to);
    if (other?.to !== from) return [];
    const rows = [row, other.row].sort((left, right) => left - right).join(', ');
    return [{ row, problem: { as: 'invalid' as const, text: t('plan.swap', { rows }) } }];
  });
}
