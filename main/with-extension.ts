import path from 'node:path';

/** Not every system adds the ending by itself. Added by us it could name an older file, about which nobody was asked. */
export function withExtension(file: string, format: string, exists: (file: string) => boolean): string {
  if (path.extname(file) !== '') return file;
  const complete = `${file}.${format}`;
  return exists(complete) ? file : complete;
}
