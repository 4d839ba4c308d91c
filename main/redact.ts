/** Keeps secrets out of the log, twice over: by the names they go under, and by value for those that are known. */

/** What stands in a secret's place. */
export const redacted = '[redacted]';

/** Names of things that are secret wherever they turn up, in our objects and in HTTP's headers. */
const secretName = /api[-_ ]?key|password|passwd|secret|authorization|cookie|csrf|token|credential/i;

/** `name=value`, `name: value`, `"name": "value"` inside a text; the scheme of an Authorization header goes along. */
const secretInText =
  /((?:api[-_ ]?key|password|passwd|secret[-_ ]?key|authorization|set-cookie|cookie|csrf[-_ ]?token)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|(?:apikey|basic|bearer|digest)\s+\S+|[^\s,;}&]+)/gi;

/** HQ's own form of an Authorization header's value: `ApiKey user:key`. */
const apiKeyHeader = /\bapikey\s+\S+:\S+/gi;

/** Shorter values would black out ordinary words. */
const shortestSecret = 6;

/** Deeper than anything we log; also ends a circle. */
const deepest = 8;

export class Redactor {
  readonly #values = new Set<string>();

  /** From now on this value never gets through. */
  addSecret(value: string): void {
    if (value.length >= shortestSecret) this.#values.add(value);
  }

  text(text: string): string {
    let clean = text;
    for (const value of this.#values) clean = clean.replaceAll(value, redacted);
    return clean.replace(secretInText, `$1${redacted}`).replace(apiKeyHeader, `ApiKey ${redacted}`);
  }

  /** A copy in which every secret is replaced, at any depth. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value);
    if (value instanceof Error) return this.text(value.stack ?? value.message);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= deepest) return '[…]';
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, secretName.test(key) ? redacted : this.value(item, depth + 1)]),
    );
  }
}
