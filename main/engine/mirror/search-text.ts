/**
 * What is searched, and how a typed search becomes a question to SQLite's trigram index. A trigram index finds any part of three
 * characters or more; two blanks before each word let it also find the beginnings of words from one or two characters.
 */
import { foldText } from './fold-text.ts';

const wordStart = '  ';

/** Scripts that write words without blanks between them, where one character says a lot: those are found anywhere in a word. */
const withoutBlanks =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Folded words of a person: name, username (its parts too), e-mail, phone digits. */
export function searchText(name: string, username: string, email: string, phones: readonly string[]): string {
  const words = new Set<string>();
  for (const text of [name, username, email, ...phones])
    for (const word of foldText(text).split(/\s+/)) if (word !== '') words.add(word);
  // 'lo' has to find 'ana.lopez'.
  const [, ...parts] =
    foldText(username)
      .split('@')[0]
      ?.split(/[._-]+/) ?? [];
  for (const part of parts) if (part !== '') words.add(part);
  return [...words].map((word) => wordStart + word).join('');
}

export type SearchQuestion = {
  /** FTS5 MATCH expression, null when only `contains` asks. */
  match: string | null;
  /** Folded texts that must occur, too short for the index. */
  contains: string[];
};

/** @returns null for an empty search. All words must be found, in any order; digits typed as a phone number find the number. */
export function searchQuestion(typed: string): SearchQuestion | null {
  const terms = foldText(typed)
    .split(/\s+/)
    .filter((term) => term !== '')
    .map((term) => (/^\+[\d().-]+$/.test(term) ? digitsOf(term) : term));
  if (terms.length === 0) return null;
  const contains = terms.filter((term) => [...term].length < 3 && withoutBlanks.test(term));
  const indexed = terms.filter((term) => !contains.includes(term)).map(phrase);
  const all = indexed.length > 0 ? indexed.join(' AND ') : null;
  const phone = /^[+\d\s().-]+$/.test(typed) ? digitsOf(typed) : '';
  const match =
    all !== null && phone !== '' && terms.length + terms.join('').length !== 1 + phone.length
      ? `(${all}) OR ${phrase(phone)}`
      : all;
  return { match, contains };
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function phrase(term: string): string {
  const missing = 3 - [...term].length;
  return `"${(missing > 0 ? wordStart.slice(0, missing) : '') + term.replaceAll('"', '""')}"`;
}
