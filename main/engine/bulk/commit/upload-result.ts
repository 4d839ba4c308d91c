/** What HQ's result page of an upload says of each row. Source: HQ's users/views/utils.py BulkUploadResponseWrapper, user_upload_status.html. */

/** A row in HQ's hands, by the username that stands in the workbook. */
export type HandedRow = { row: number; username: string };

export type UploadResult = {
  /** HQ's words for each row that it refused. */
  failed: Map<number, string[]>;
  /** What becomes of all other rows: `lost` where HQ refused more or fewer rows than could be told by their lines. */
  others: 'done' | 'lost';
  /** Lines that are about no row. */
  besides: string[];
};

/** HQ's words for a row that went well; in a language but English a web user's `invited` stands among the problems (HQ: BulkUploadResponseWrapper). */
const goodFlags: ReadonlySet<string> = new Set(['created', 'updated', 'invited']);
/** Heading, "upload has finished", and how many went well: HQ's page begins with these three, in any language. */
const opening = 3;

/** @param lines of the page, one for each paragraph */
export function uploadResult(lines: readonly string[], handed: readonly HandedRow[]): UploadResult {
  const named = handed.map(({ row, username }) => ({ row, name: nameInLines(username) }));
  const names = new Set(named.map(({ name }) => name));
  const { problems, praised } = wordsByName(lines);
  const failed = new Map<number, string[]>();
  for (const { row, name } of named) {
    const words = problems.get(name);
    if (words) failed.set(row, words);
  }
  const besides = lines.filter((line) => !namesBegun(line).some((name) => names.has(name)));
  const done = handed.length - failed.size;
  const counted = named.filter(({ row, name }) => !failed.has(row) && praised.has(name)).length;
  const told = toldCount(lines);
  // Without a number, a line about somebody who is in no row is a row of ours that HQ refused.
  const agrees =
    told === null ? !besides.slice(opening).some((line) => namesBegun(line).length > 0) : isOne(told, done, counted);
  return { failed, others: agrees ? 'done' : 'lost', besides };
}

/** Rows that went well but stand among the problems are counted by HQ as problems, or, in English, as well done. */
function isOne(told: number, done: number, counted: number): boolean {
  return told === done || told === done - counted;
}

/** How many rows HQ says went well; null where it tells no number. Its digits are the same in every language. */
function toldCount(lines: readonly string[]): number | null {
  const numbers = lines.slice(0, opening).flatMap((line) => /\d+/.exec(line)?.[0] ?? []);
  return numbers.length === 1 ? Number(numbers[0]) : null;
}

/** HQ's words by the username they begin with, which may hold blanks and colons: each way to part a line counts. */
function wordsByName(lines: readonly string[]): { problems: Map<string, string[]>; praised: Set<string> } {
  const problems = new Map<string, string[]>();
  const praised = new Set<string>();
  for (const line of lines)
    for (const name of namesBegun(line)) {
      const words = line.slice(name.length + 2);
      if (goodFlags.has(words)) praised.add(name);
      else problems.set(name, [...(problems.get(name) ?? []), words]);
    }
  return { problems, praised };
}

/** Usernames, in small letters, that the line can begin with. */
function namesBegun(line: string): string[] {
  return [...line.matchAll(/: /g)].map(({ index }) => line.slice(0, index).toLowerCase());
}

/** As HQ writes a username in its lines. */
function nameInLines(username: string): string {
  return username.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
