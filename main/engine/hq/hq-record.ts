/** A record as HQ sent it, unknown fields kept. */
import type { Json } from '#shared/domain/entities.ts';

export type HqRecord = Record<string, Json> & { id: string };
