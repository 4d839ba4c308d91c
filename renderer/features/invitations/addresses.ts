import { looksLikeEmail } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';

/** Most invitations made at once: each is a mail, and HQ takes them one by one. */
export const maxAddresses = 200;

/** One address as typed or pasted; `problem` '' where nothing speaks against it. `twice`: a repetition that is left out. */
export type Address = { email: string; problem: string; twice: boolean };

/** Straight and curly quotes: mail programs and word processors put both around names and addresses. */
const quotes = '"\'“”„‘’‚«»';
const quotedName = new RegExp(`["“„«][^"“”„«»<>]*["”“»]\\s*(?=<)`, 'g');
const outerQuotes = new RegExp(`^[${quotes}]+|[${quotes}]+$`, 'g');

/** Addresses separated by commas, semicolons, blanks or line ends; also as mail programs copy them: `"Lovelace, Ada" <ada@example.org>`. */
export function parseAddresses(text: string): Address[] {
  const named = text.replace(quotedName, '').replace(/[^,;\n<>]*<([^<>\s]+@[^<>\s]+)>/g, ' $1 ');
  const words = named
    .split(/[\s,;]+/)
    .map((word) => word.replace(outerQuotes, ''))
    .filter((word) => word !== '');
  const seen = new Set<string>();
  return words.map((word) => {
    const email = word.toLowerCase();
    const twice = seen.has(email);
    seen.add(email);
    if (twice) return { email, problem: '', twice };
    return { email, problem: looksLikeEmail(email) ? '' : t('rule.email', { value: word }), twice };
  });
}
