/**
 * How hard a password is to guess, before HQ says. HQ's own form asks zxcvbn for a score of 2 or more and for a minimum length, in projects
 * that demand strong passwords only: the Mobile Workers page says whether, its API looks at a password that is changed and not at a create.
 * Where HQ's pages have told, a weak one is refused here as HQ's form would; while they have not, this is advice and never stands in the way.
 * Sources: corehq/apps/users/forms.py (`clean_mobile_worker_password`), settings.py, users/js/mobile_workers.js.
 */
import type { WorkerRules } from '#shared/domain/worker-rules.ts';
import { passwordProblems } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';

/** HQ's defaults of `MINIMUM_PASSWORD_LENGTH` and `MINIMUM_ZXCVBN_SCORE`, for advice. */
const usual = { minLength: 8, minScore: 2 };
/** What HQ counts as known, too. Source: users/js/mobile_workers.js. */
const hqWords = ['dimagi', 'commcare', 'hq', 'commcarehq'];

export type PasswordStrength = {
  /** 0 too easy to guess … 4 very hard. */
  score: 0 | 1 | 2 | 3 | 4;
  /** Would pass in a project with strong passwords, as far as can be told here. */
  strong: boolean;
  /** What to do about it, '' where it is strong. */
  advice: string;
};

type Rule = WorkerRules['strongPasswords'];

/** @param own what somebody who knows the worker tries first (username, names) */
export type Estimate = (password: string, own: readonly string[], rule?: Rule) => PasswordStrength;

let loading: Promise<Estimate> | null = null;

/** Loaded when it is first asked for: its lists of words are larger than all screens together. */
export function loadEstimate(): Promise<Estimate> {
  return (loading ??= makeEstimate());
}

async function makeEstimate(): Promise<Estimate> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs });
  return (password, own, rule = null) => {
    const { minLength, minScore } = rule || usual;
    const { score } = zxcvbn.check(password, [...hqWords, ...own.flatMap(wordsIn)]);
    const long = Array.from(password).length >= minLength;
    const strong = long && score >= minScore;
    if (strong) return { score, strong, advice: '' };
    const advice = long ? t('password.advice.guessable') : t('password.advice.short', { min: minLength });
    return { score, strong, advice };
  };
}

/** What speaks against a password where the project demands strong ones. `estimate` null: its words are not loaded yet. */
export function weakProblems(
  password: string,
  own: readonly string[],
  rule: Rule,
  estimate: Estimate | null,
): string[] {
  if (!rule || password === '') return [];
  const short = passwordProblems(password, rule);
  if (short.length > 0 || estimate === null || estimate(password, own, rule).strong) return short;
  return [t('rule.password.guessable')];
}

/** Shorter parts of a name are no sign of it. */
const shortestWord = 3;

function wordsIn(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= shortestWord);
}
