/**
 * How hard a password is to guess, before HQ says. HQ asks zxcvbn for a score of 2 or more and for a minimum length, in projects that
 * demand strong passwords only; no page or API tells a client which those are, and a create through the API is not checked at all. So this is
 * advice and never stands in the way. Source: corehq/apps/users/forms.py (`clean_mobile_worker_password`), settings.py.
 */
import { t } from '../../messages/translate.ts';

/** HQ's default of `MINIMUM_PASSWORD_LENGTH`; a server may ask for more. */
export const minPasswordLength = 8;
/** HQ's default of `MINIMUM_ZXCVBN_SCORE`. */
export const minPasswordScore = 2;

/** What lists of leaked passwords begin with, and what people in this work put in front of a number. */
const commonWords = [
  'password',
  'passwort',
  'contrasena',
  'motdepasse',
  'qwerty',
  'azerty',
  'letmein',
  'welcome',
  'admin',
  'abc123',
  'iloveyou',
  'monkey',
  'dragon',
  'commcare',
  'dimagi',
  'health',
  'test',
  'user',
];
/** Rows of keys and of the alphabet: as easy to guess as one sign. */
const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** Guesses (as powers of ten) from which zxcvbn gives 1, 2, 3 and 4. */
const guessesForScore = [3, 6, 8, 10] as const;

export type PasswordScore = 0 | 1 | 2 | 3 | 4;
export type PasswordStrength = {
  /** As zxcvbn counts: 0 too easy to guess … 4 very hard. */
  score: PasswordScore;
  /** Would pass in a project with strong passwords, as far as can be told here. */
  strong: boolean;
  /** What to do about it, '' where it is strong. */
  advice: string;
};

/**
 * An estimate in the manner of zxcvbn: words that everybody tries, runs and repetitions count as one sign, the rest by the kinds of signs in it.
 * @param own what somebody who knows the worker tries first (username, names)
 */
export function passwordStrength(password: string, own: readonly string[] = []): PasswordStrength {
  const words = own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);
  const score = scoreOf(guesses(password, words));
  const long = Array.from(password).length >= minPasswordLength;
  const strong = long && score >= minPasswordScore;
  if (strong) return { score, strong, advice: '' };
  const advice = long ? t('password.advice.guessable') : t('password.advice.short', { min: minPasswordLength });
  return { score, strong, advice };
}

/** Powers of ten: one of the worker's own words, one of a list of words with capitals where people put them, one of a hundred years. */
const guessesFor = { own: 0.5, common: 1.5, year: 2 } as const;
const year = /(?:19|20)\d\d/g;

/** Powers of ten. */
function guesses(password: string, own: readonly string[]): number {
  let rest = password.toLowerCase();
  let found = 0;
  const known = [
    ...own.map((word) => ({ word, power: guessesFor.own })),
    ...commonWords.map((word) => ({ word, power: guessesFor.common })),
  ];
  for (const { word, power } of known) {
    if (!rest.includes(word)) continue;
    rest = rest.replaceAll(word, '');
    found += power;
  }
  found += (rest.match(year)?.length ?? 0) * guessesFor.year;
  rest = rest.replace(year, '');
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  // 10 digits, 26 letters, 52 of both cases, 95 with signs: what one more sign multiplies the guesses by.
  const perSign = rest === '' ? 0 : ([0, 1, 1.3, 1.6, 1.8][kinds] ?? 1.8);
  return found + countSigns(rest) * perSign;
}

/** Signs that are not foreseen from the one before: `aaaa` and `3456` are one each. */
function countSigns(text: string): number {
  const signs = Array.from(text);
  return signs.filter((sign, at) => at === 0 || !follows(signs[at - 1] ?? '', sign)).length;
}

function follows(before: string, sign: string): boolean {
  if (before === sign) return true;
  return runs.some((run) => run.includes(before + sign) || run.includes(sign + before));
}

function scoreOf(power: number): PasswordScore {
  const reached = guessesForScore.filter((least) => power >= least).length;
  return reached as PasswordScore;
}
