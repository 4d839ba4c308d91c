/**
 * The one place that knows the XML parser (saxes: streaming, strict, keeps nothing). It expands no entities of a document's own, and a
 * document with a DOCTYPE, which the format forbids, is refused.
 */
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { damagedWorkbook } from './workbook-failure.ts';

export type XmlHandlers = {
  /** Names without their prefix, those of attributes too: prefixes are free, and no part here needs them to tell names apart. */
  open(name: string, attribute: (name: string) => string | undefined): void;
  /** All of a text at once, as far as no tag stands in it. */
  text?(text: string): void;
  close?(name: string): void;
};

/**
 * Calls the handlers while the pieces come; yields after each piece, so that what the handlers gathered can be handed on.
 * @param file, part for the message when the XML is wrong
 */
export async function* readXml(
  pieces: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
  { file, part }: { file: string; part: string },
): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const wrong = () => damagedWorkbook('xml', file, part, { line: parser.line });
  parser.on('error', () => {
    throw wrong();
  });
  parser.on('doctype', () => {
    throw wrong();
  });
  parser.on('opentag', ({ name, attributes }) => {
    handlers.open(localName(name), (wanted) => attributes[wanted] ?? byLocalName(attributes, wanted));
  });
  const text = handlers.text?.bind(handlers);
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  const close = handlers.close?.bind(handlers);
  if (close) parser.on('closetag', ({ name }) => close(localName(name)));

  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    decoder ??= decoderFor(piece);
    parser.write(decoded(decoder, piece, wrong));
    yield;
  }
  parser.close();
  yield;
}

/** The whole of a small part. */
export async function readSmallXml(
  pieces: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
  place: { file: string; part: string },
): Promise<void> {
  const reading = readXml(pieces, handlers, place);
  while ((await reading.next()).done !== true);
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function byLocalName(attributes: Record<string, string>, wanted: string): string | undefined {
  for (const name in attributes) if (name.endsWith(`:${wanted}`)) return attributes[name];
  return undefined;
}

/** By the mark at the beginning, or what the first line says; UTF-8 otherwise. */
function decoderFor(piece: Uint8Array): TextDecoder {
  const head = Buffer.from(piece.subarray(0, 200));
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  const said = /^<\?xml[^>]*encoding=["'](iso-8859-1|windows-125\d)["']/i.exec(head.toString('latin1'));
  return new TextDecoder(said?.[1] ?? 'utf-8', { fatal: true });
}

function decoded(decoder: TextDecoder, piece: Uint8Array, wrong: () => Error): string {
  try {
    return decoder.decode(piece, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) throw wrong();
    throw error;
  }
}
