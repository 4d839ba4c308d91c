import { faultRuleSchema } from './options.ts';
import type { FaultRule } from './options.ts';
import type { z } from 'zod';

type Rule = z.output<typeof faultRuleSchema>;
type Armed = { rule: Rule; seen: number; used: number };

/** Kinds that end the request; the first of them wins. The others (delay, stale-list …) only change it, and add up. */
const ENDING: ReadonlySet<Rule['kind']> = new Set([
  'drop-before',
  'drop-after',
  '500-before',
  '500-after',
  '429',
  'html-200',
  'redirect',
  '511',
  'cut-body',
  'plan-401',
  'cut-off-401',
  '401',
  '403',
]);

/** The scripted troubles, in the order they were given. */
export class Faults {
  #armed: Armed[] = [];

  constructor(rules: readonly FaultRule[]) {
    for (const rule of rules) this.add(rule);
  }

  /** Throws a ZodError for a rule that is not one, a SyntaxError for a broken pattern. */
  add(rule: unknown): void {
    const parsed = faultRuleSchema.parse(rule);
    pathMatcher(parsed.match.path);
    this.#armed.push({ rule: parsed, seen: 0, used: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The rules with how often they matched and struck. */
  list(): (Rule & { seen: number; used: number })[] {
    return this.#armed.map(({ rule, seen, used }) => ({ ...rule, seen, used }));
  }

  /** The rules that strike this request; they are counted as used. */
  strike(method: string, target: string): Rule[] {
    const struck: Rule[] = [];
    for (const armed of this.#armed) {
      const { rule } = armed;
      if (rule.match.method !== undefined && rule.match.method.toUpperCase() !== method) continue;
      if (!pathMatcher(rule.match.path)(target)) continue;
      if (ENDING.has(rule.kind) && struck.some((other) => ENDING.has(other.kind))) continue;
      armed.seen += 1;
      if (armed.seen <= (rule.after ?? 0) || armed.used >= rule.times) continue;
      armed.used += 1;
      struck.push(rule);
    }
    return struck;
  }
}

function pathMatcher(path: string | undefined): (target: string) => boolean {
  if (path === undefined) return () => true;
  if (path.startsWith('re:')) {
    const pattern = new RegExp(path.slice('re:'.length), 'u');
    return (target) => pattern.test(target);
  }
  return (target) => target.includes(path);
}
