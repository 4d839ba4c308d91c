/**
 * How hard a password is to guess, before HQ says. HQ asks zxcvbn for a score of 2 or more and for a minimum length, in projects that
 * demand strong passwords only; no page or API tells a client which those are, and a create through the API is not checked at all. So this is
 * advice and never stands in the way. Source: corehq/apps/users/forms.py (`clean_mobile_worker_password`), settings.py.
 */
import { t } from '#shared/messages/translate.ts';

/** HQ's default of `MINIMUM_PASSWORD_LENGTH`; a server may ask for more. */
const minPasswordLength = 8;
/** HQ's default of `MINIMUM_ZXCVBN_SCORE`. */
const minPasswordScore = 2;

export type PasswordStrength = {
  /** 0 too easy to guess … 4 very hard. */
  score: 0 | 1 | 2 | 3 | 4;
  /** Would pass in a project with strong passwords, as far as can be told here. */
  strong: boolean;
  /** What to do about it, '' where it is strong. */
  advice: string;
};

/** @param own what somebody who knows the worker tries first (username, names) */
export type Estimate = (password: string, own: readonly string[]) => PasswordStrength;

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
  return (password, own) => {
    const { score } = zxcvbn.check(password, own.flatMap(wordsIn));
    const long = Array.from(password).length >= minPasswordLength;
    const strong = long && score >= minPasswordScore;
    if (strong) return { score, strong, advice: '' };
    const advice = long ? t('password.advice.guessable') : t('password.advice.short', { min: minPasswordLength });
    return { score, strong, advice };
  };
}

/** Shorter parts of a name are no sign of it. */
const shortestWord = 3;

function wordsIn(name: string): string[] {
  return name.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= shortestWord);
}
