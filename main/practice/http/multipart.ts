import type { Call } from './call.ts';

/** One part of a multipart form. `fileName` is set for files only. */
export type FormPart = { name: string; fileName?: string; content: Buffer };

const BLANK_LINE = '\r\n\r\n';

/** The parts of a multipart/form-data body, in order; [] for any other body. */
export function readMultipart(call: Call): FormPart[] {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(call.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [];
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let at = call.body.indexOf(mark);
  while (at >= 0) {
    const next = call.body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = readPart(call.body.subarray(at + mark.length, next));
    if (part) parts.push(part);
    at = next;
  }
  return parts;
}

/** `chunk`: from behind one boundary to the next: a line end, headers, a blank line, the content, a line end. */
function readPart(chunk: Buffer): FormPart | undefined {
  const split = chunk.indexOf(BLANK_LINE);
  if (split < 0) return undefined;
  const head = chunk.subarray(0, split).toString('utf8');
  const disposition = /content-disposition:([^\r\n]*)/i.exec(head)?.[1] ?? '';
  const name = /[;\s]name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) return undefined;
  const fileName = /[;\s]filename="([^"]*)"/i.exec(disposition)?.[1];
  const content = chunk.subarray(split + BLANK_LINE.length, chunk.length - 2);
  return fileName === undefined ? { name, content } : { name, fileName, content };
}

/** The text of a field, if the form has it. */
export function fieldOf(parts: readonly FormPart[], name: string): string | undefined {
  return parts.find((part) => part.name === name && part.fileName === undefined)?.content.toString('utf8');
}
