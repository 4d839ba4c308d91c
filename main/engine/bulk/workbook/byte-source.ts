/** A file, or bytes in memory, read at any place. Nothing is copied to the temp folder. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { refuseWorkbook } from './workbook-failure.ts';
import type { WorkbookRefusal } from './workbook-failure.ts';

export type WorkbookSource = { path: string } | { bytes: Uint8Array; name: string };

export type ByteSource = {
  /** For messages: the file's name without its folder. */
  name: string;
  size: number;
  /** As many of `length` bytes as there are from `offset` on. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
};

/** What the operating systems say, by their error code. */
const refusals: Record<string, WorkbookRefusal> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'folder',
  EACCES: 'locked',
  EPERM: 'locked',
  EBUSY: 'locked',
};

/** @throws AppFailure that says why the file cannot be opened */
export async function openByteSource(source: WorkbookSource): Promise<ByteSource> {
  if (!('path' in source)) {
    const bytes = Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
    return {
      name: source.name,
      size: bytes.length,
      read: async (offset, length) => bytes.subarray(offset, offset + length),
      close: async () => undefined,
    };
  }
  const name = basename(source.path);
  return guarded(name, async () => {
    const file = await open(source.path, 'r');
    const facts = await guarded(name, () => file.stat()).catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    if (!facts.isFile()) {
      await file.close();
      throw refuseWorkbook(facts.isDirectory() ? 'folder' : 'other', name);
    }
    return {
      name,
      size: facts.size,
      read: (offset, length) =>
        guarded(name, async () => {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
          return buffer.subarray(0, bytesRead);
        }),
      close: () => file.close(),
    };
  });
}

async function guarded<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    const code = 'code' in error ? String(error.code) : '';
    throw refuseWorkbook(refusals[code] ?? 'unreadable', name, { reason: code });
  }
}
