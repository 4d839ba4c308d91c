/** Rules over several rows: what none of them breaks alone. */
import { z } from 'zod';
import { t } from '#shared/messages/translate.ts';
import type { RowPlan, RowProblem } from './row-context.ts';

export type SetProblem = { row: number; problem: RowProblem };

const exchangeSchema = z.object({ from: z.string(), to: z.string() });

/** What of a row such rules go by; most rows have none of it. */
export const setFactsSchema = z.object({
  /** Takes a member's access or role of Admin. */
  admin: z.object({ localId: z.string(), removes: z.boolean() }).optional(),
  renamed: exchangeSchema.optional(),
  /** A member whom a row of a worker removes. */
  removes: z.string().optional(),
  /** Of a worker. */
  email: exchangeSchema.optional(),
});
export type SetFacts = z.infer<typeof setFactsSchema>;

/** Null: nothing of the row concerns others. */
export function setFacts({ takesAdmin, removesWebUser, problems, changes, renamed, entity }: RowPlan): SetFacts | null {
  const facts: SetFacts = {};
  if (renamed) facts.renamed = renamed;
  if (problems.length === 0) {
    if (takesAdmin) facts.admin = takesAdmin;
    if (removesWebUser !== null) facts.removes = removesWebUser;
    const email = changes['email'];
    if (entity === 'mobile-worker' && typeof email?.from === 'string' && typeof email.to === 'string')
      if (email.from !== '') facts.email = { from: email.from.toLowerCase(), to: email.to };
  }
  return Object.keys(facts).length === 0 ? null : facts;
}

/** Gathers them row by row. */
export function createSetRules(lastingAdmins: ReadonlySet<string>) {
  const takingAdmins: TakesAdmin[] = [];
  const renamed: Exchange[] = [];
  const emails: Exchange[] = [];
  const removed = new Set<string>();
  const removedAgain: SetProblem[] = [];
  return {
    /** In the order of the file. */
    row(row: number, { admin, renamed: name, email, removes }: SetFacts): void {
      if (name) renamed.push({ row, ...name });
      if (admin && lastingAdmins.has(admin.localId)) takingAdmins.push({ row, ...admin });
      if (email) emails.push({ row, ...email });
      if (removes === undefined) return;
      if (removed.has(removes.toLowerCase())) removedAgain.push(goneBefore(row, removes));
      removed.add(removes.toLowerCase());
    },
    /** Rows that cannot stand together with others of the file. */
    problems: (): SetProblem[] => [...lastAdmin(lastingAdmins, takingAdmins), ...swaps(renamed), ...removedAgain],
    /** Rows that give somebody's address to somebody else of the file: HQ takes it, people may not mean it. */
    exchangedEmails: (): number[] => {
      const given = new Map(emails.map(({ from, row }) => [from, row]));
      return emails.filter(({ to, row }) => given.has(to) && given.get(to) !== row).map(({ row }) => row);
    },
  };
}

type TakesAdmin = { row: number; localId: string; removes: boolean };
type Exchange = { row: number; from: string; to: string };

/** When nobody would be left, none of those who would go can: which of them stays is for a person to say. */
function lastAdmin(admins: ReadonlySet<string>, taking: readonly TakesAdmin[]): SetProblem[] {
  const gone = new Set(taking.map(({ localId }) => localId));
  if (gone.size === 0 || gone.size < admins.size) return [];
  return taking.map(({ row, removes }) => {
    const text = t(removes ? 'rule.access.last-admin' : 'rule.role.last-admin');
    return { row, problem: { as: 'not-permitted', text } };
  });
}

/** A row before has removed them by then: HQ finds no member, and says so (importer.py, CCUserRow._process_web_user). */
function goneBefore(row: number, username: string): SetProblem {
  return { row, problem: { as: 'invalid', text: t('plan.hq.web-user-remove', { username }) } };
}

function swaps(renamed: readonly Exchange[]): SetProblem[] {
  const byName = new Map(renamed.map((one) => [one.from, one]));
  return renamed.flatMap(({ row, from, to }) => {
    const other = byName.get(to);
    if (other?.to !== from) return [];
    const rows = [row, other.row].sort((left, right) => left - right).join(', ');
    return [{ row, problem: { as: 'invalid' as const, text: t('plan.swap', { rows }) } }];
  });
}
