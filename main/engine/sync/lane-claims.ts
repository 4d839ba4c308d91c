/**
 * Which lane works on which person. A lane holds the person whose changes it sends; one that settles a create holds the record it finds at
 * HQ as well, because that record can have a lane of its own by now, under HQ's id: two lanes must never be open for one record.
 */
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import type { LaneClaims, SyncRun } from './sync-run.ts';

export function laneKey({ entity, localId }: Pick<ChangeRecord, 'entity' | 'localId'>): string {
  return `${entity} ${localId}`;
}

function recordKey(entity: PersonEntity, serverId: string): string {
  return laneKey({ entity, localId: serverId });
}

export function createLaneClaims(): LaneClaims {
  const holders = new Map<string, string>();
  let waiting: (() => void)[] = [];
  const claim = (key: string, lane: string) => {
    const holder = holders.get(key);
    if (holder !== undefined && holder !== lane) return false;
    holders.set(key, lane);
    return true;
  };
  return {
    isHeld: (key) => holders.has(key),
    claim,
    wait: async (key, lane) => {
      while (!claim(key, lane)) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    release: (lane) => {
      for (const [key, holder] of holders) if (holder === lane) holders.delete(key);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}

/** Before HQ's record becomes that of a create: its own lane, if it has one, comes to its end first and then joins the create's. */
export function claimRecord(run: Pick<SyncRun, 'claims'>, create: ChangeRecord, serverId: string): Promise<void> {
  return run.claims.wait(recordKey(create.entity, serverId), laneKey(create));
}
