import { personEntitySchema } from '#shared/domain/entities.ts';
import type { MirrorEntity, PersonEntity } from '#shared/domain/entities.ts';

/** Whether a kind of record is a kind of person (has visible rows and lanes). */
export function isPerson(entity: MirrorEntity): entity is PersonEntity {
  return personEntitySchema.safeParse(entity).success;
}
