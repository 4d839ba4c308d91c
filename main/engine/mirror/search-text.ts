/**
 * What is searched, and how a typed search becomes a question to SQLite's trigram index. A trigram index finds any part of three
 * characters or more; two blanks before each word let it also find the beginnings of words from one or two characters.
 */
import { foldText } from './fold-text.ts';

const wordStart = '  ';

/** Control characters count as blanks: SQLite's text ends at a NUL. */
const blanks = /[\s\p{Cc}]+/u;

/** Scripts that write words without blanks between them, where one character says a lot. */
const withoutBlanks =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Words longer than this (characters) in such scripts are sentences, not names: only their beginning is cut up. */
const longestName = 24;

/** Folded words of a person: name, username (its parts too), e-mail, phone digits. */
export function searchText(name: string, username: string, email: string, phones: readonly string[]): string {
  const words = wordsOf([name, username, email, ...phones]);
  // 'lo' has to find 'ana.lopez'.
  const [, ...parts] =
    foldText(username)
      .split('@')[0]
      ?.split(/[._-]+/) ?? [];
  for (const part of parts) if (part !== '') words.add(part);
  return joined(words);
}

/** Folded words of any texts. */
export function searchWords(texts: readonly string[]): string {
  return joined(wordsOf(texts));
}

function wordsOf(texts: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const text of texts) for (const word of foldText(text).split(blanks)) if (word !== '') words.add(word);
  return words;
}

function joined(words: Set<string>): string {
  // '藤' has to find '佐藤': each rest of such a word is a word.
  for (const word of [...words]) if (withoutBlanks.test(word)) for (const rest of restsOf(word)) words.add(rest);
  return [...words].map((word) => wordStart + word).join('');
}

function restsOf(word: string): string[] {
  const characters = Array.from(word).slice(0, longestName);
  return characters.slice(1).map((_, index) => characters.slice(index + 1).join(''));
}

/**
 * The FTS5 MATCH expression for a search as typed, null for an empty one. All words must be found, in any order: from three
 * characters anywhere, shorter ones at the beginning of a word. Digits typed as people write phone numbers find the number.
 */
export function searchMatch(typed: string): string | null {
  const terms = foldText(typed)
    .split(blanks)
    .filter((term) => term !== '')
    .map((term) => (/^\+[\d().-]+$/.test(term) ? digitsOf(term) : term));
  if (terms.length === 0) return null;
  const all = terms.map(phrase).join(' AND ');
  const phone = /^[+\d\s().-]+$/.test(typed) ? digitsOf(typed) : '';
  const sameAlready = terms.length === 1 && terms[0] === phone;
  return phone === '' || sameAlready ? all : `(${all}) OR ${phrase(phone)}`;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function phrase(term: string): string {
  const missing = 3 - Array.from(term).length;
  return `"${(missing > 0 ? wordStart.slice(0, missing) : '') + term.replaceAll('"', '""')}"`;
}
