/**
 * A custom field's pattern, as HQ checks it. HQ's patterns are Python's (`re.search`); those that mean the same here are put into
 * this language, letters and digits of every script included. A pattern that cannot be said here is nobody's to judge but HQ's.
 */

/** What Python calls a word character: letters, digits and numbers of every script, and the underscore. */
const word = String.raw`\p{L}\p{N}_`;
/** Outside a class, and inside one (null: there it cannot be said). */
const escapes: Readonly<Record<string, readonly [outside: string, inside: string | null]>> = {
  d: [String.raw`\p{Nd}`, String.raw`\p{Nd}`],
  D: [String.raw`\P{Nd}`, String.raw`\P{Nd}`],
  w: [`[${word}]`, word],
  W: [`[^${word}]`, null],
  s: [String.raw`\s`, String.raw`\s`],
  S: [String.raw`\S`, String.raw`\S`],
  b: [`(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`, String.raw`\u{8}`],
  B: [`(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`, null],
  A: ['^', null],
  Z: ['$', null],
  n: [String.raw`\n`, String.raw`\n`],
  r: [String.raw`\r`, String.raw`\r`],
  t: [String.raw`\t`, String.raw`\t`],
  f: [String.raw`\f`, String.raw`\f`],
  v: [String.raw`\v`, String.raw`\v`],
};

/** Pieces of a pattern from the left: an escape, the start of a group, a quantifier, a class, or one character. */
const piece =
  /\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[1-9]|\\[^]|\(\?P<[A-Za-z_]\w*>|\(\?P=[A-Za-z_]\w*\)|\(\?(?:[:=!]|<[=!])|\((?!\?)|\{\d*,?\d*\}|[*+?]|\[|[^]/uy;

/**
 * Whether HQ would take the value. Source: corehq/apps/custom_data_fields/models.py (`Field.validate_regex`).
 * @returns null where the pattern cannot be said here, or would not be taken by Python either: HQ judges
 */
export function matchesPythonPattern(pattern: string, value: string): boolean | null {
  return pythonPattern(pattern)?.test(value) ?? null;
}

function pythonPattern(pattern: string): RegExp | null {
  const ignoresCase = pattern.startsWith('(?i)');
  const source = translated(ignoresCase ? pattern.slice('(?i)'.length) : pattern);
  if (source === null) return null;
  try {
    return new RegExp(source, ignoresCase ? 'iu' : 'u');
  } catch {
    // The language itself is asked what it cannot say: that is the answer, not an accident.
    return null;
  }
}

function translated(pattern: string): string | null {
  let out = '';
  let quantified = false;
  for (let at = 0; at < pattern.length;) {
    piece.lastIndex = at;
    const found = piece.exec(pattern)?.[0] ?? '';
    const isQuantifier = /^[*+?]$|^\{(\d+,?\d*|,\d+)\}$/.test(found);
    // Python's `a*+` takes all and gives nothing back: there is no such thing here.
    if (isQuantifier && quantified && found !== '?') return null;
    quantified = isQuantifier && !quantified;
    const read: Part | null =
      found === '[' ? characterClass(pattern, at) : { text: outside(found), end: at + found.length };
    if (read === null || read.text === null) return null;
    out += read.text;
    at = read.end;
  }
  return out;
}

type Part = { text: string | null; end: number };

function outside(found: string): string | null {
  if (/^\\[xu1-9]/.test(found)) return found.length > 2 || /\d/.test(found) ? found : null;
  if (found.startsWith('\\')) return escaped(found.slice(1), 0);
  if (found.startsWith('(?P<')) return `(?<${found.slice('(?P<'.length)}`;
  if (found.startsWith('(?P=')) return String.raw`\k<${found.slice('(?P='.length, -1)}>`;
  // `{,3}` is "up to three" in Python.
  if (/^\{,\d+\}$/.test(found)) return `{0${found.slice(1)}`;
  if (/^\{\d+,?\d*\}$/.test(found) || found.startsWith('(?')) return found;
  switch (found) {
    case '.':
      return String.raw`[^\n]`;
    case '$':
      // Python's also stands before the last line break.
      return String.raw`(?=\n?$)`;
    case '{':
    case '}':
    case ']':
      return `\\${found}`;
    default:
      return /^\{/.test(found) ? null : found;
  }
}

/** A class from its bracket to the closing one; null where it has none, or holds what cannot be said here. */
function characterClass(pattern: string, start: number): Part | null {
  let at = start + 1;
  let out = '[';
  if (pattern[at] === '^') {
    out += '^';
    at += 1;
  }
  // A bracket that comes first is one of the characters.
  if (pattern[at] === ']') {
    out += String.raw`\]`;
    at += 1;
  }
  while (at < pattern.length && pattern[at] !== ']') {
    piece.lastIndex = at;
    const found =
      pattern[at] === '\\' ? (piece.exec(pattern)?.[0] ?? '') : String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    const text = inside(found);
    if (text === null) return null;
    out += text;
    at += found.length;
  }
  return at < pattern.length ? { text: `${out}]`, end: at + 1 } : null;
}

function inside(found: string): string | null {
  if (/^\\[xu]/.test(found)) return found.length > 2 ? found : null;
  if (found.startsWith('\\')) return escaped(found.slice(1), 1);
  return found === '[' ? String.raw`\[` : found;
}

/** What stands behind a backslash. Letters and digits that Python knows and this language does not (or otherwise) are not said. */
function escaped(character: string, place: 0 | 1): string | null {
  const known = escapes[character];
  if (known) return known[place];
  const code = character.codePointAt(0);
  return code === undefined || /[0-9A-Za-z]/.test(character) ? null : String.raw`\u{${code.toString(16)}}`;
}
