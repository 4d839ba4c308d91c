/** The part of the contract about HQ's own files of people. */
import { z } from 'zod';
import { downloadViewSchema } from '../domain/hq-download.ts';
import { peopleFilterSchema } from '../domain/people-export.ts';
import { hostContract } from './engine-host.ts';
import { method } from './method.ts';

const nothing = z.object({}).strict();
const { jobId } = hostContract['bulk.cancelExport'].input.shape;
const thisOne = z.object({ jobId }).strict();
const downloaded = z.object({ path: z.string().nullable(), rows: z.number().int() });

export const downloadMethods = {
  /** How many rows HQ's own file of them would have, as HQ counts them now. */
  'people.countDownload': method('query', 'engine', peopleFilterSchema.strict(), z.object({ rows: z.number().int() })),
  /** Asks where to save HQ's own file; `path` null when the person cancelled. Tells `people.downloading`. */
  'people.download': method('command', 'main', peopleFilterSchema.extend({ jobId }).strict(), downloaded),
  'people.cancelDownload': method('command', 'main', thisOne, z.object({ found: z.boolean() })),
  /** Files that HQ was asked for and whose end nobody was told of yet, the oldest first; also those of the last start. */
  'people.downloads': method('query', 'engine', nothing, z.object({ downloads: z.array(downloadViewSchema) })),
  /** A person knows how it ended. */
  'people.dismissDownload': method('command', 'engine', thisOne, nothing),
  /** Asks where to save one that failed, then goes on as `people.download`: with HQ's file where HQ may still have it, else with a new one. */
  'people.retryDownload': method('command', 'main', thisOne, downloaded),
  /** Shows the saved file in the system's file manager. */
  'people.showDownload': method('command', 'main', thisOne, nothing),
} as const;
