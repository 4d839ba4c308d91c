/**
 * Which right of the account's a change waits for: asked before each is sent, and told wherever it is shown. Computed from what is known
 * of the connection each time and never stored, so that it goes once HQ allows it again. What is not known forbids nothing: HQ's own
 * answer decides then.
 */
import { z } from 'zod';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import { changeKindSchema } from '#shared/domain/change.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { Capability, CapabilityTable } from '#shared/domain/capability.ts';
import type { Account } from '#shared/domain/account.ts';
import { fieldValuesSchema, personEntitySchema } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { capabilityTable, lacksItself, rightText } from '../hq/capabilities.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import type { RightLooker } from '../outbox/change-view.ts';
import { approvedRequest } from '../outbox/approved-request.ts';
import { jsonColumn } from '../outbox/json-column.ts';
import { needsPages } from './actions/pages-channel.ts';
import { connectionFacts } from './connection-facts.ts';
import type { ConnectionKnowledge } from './connection-facts.ts';
import { readMeta } from './meta.ts';

type Channel = 'api' | 'pages';
type Sent = Pick<ChangeRecord, 'entity' | 'kind' | 'action' | 'base'>;

/** For several changes at one moment: what is known is read once for each channel. */
export function rightsNow(db: EngineDatabase, account: Account): RightLooker {
  const read: Partial<Record<Channel, ConnectionKnowledge & { table: CapabilityTable }>> = {};
  // Whether a channel is there is another question, with another answer (a key, a sign-in).
  const knownOf = (channel: Channel) =>
    (read[channel] ??= withTable(
      connectionFacts(db, account, { api: channel === 'api', signedIn: channel === 'pages' }),
    ));
  return (change) => {
    for (const [channel, capability] of wayOf(change)) {
      const known = knownOf(channel);
      const { obstacle } = known.table[capability];
      if (obstacle === 'no-permission' || obstacle === 'no-api-access')
        return { ...lacking(known, capability, obstacle), at: toldAt(db) };
    }
    return null;
  };
}

/** Whether something of this account's waits for a right: then HQ is asked for it in every run. */
export function waitsForRight(db: EngineDatabase, account: Account): boolean {
  const rows = db
    .statement(
      // The base of a new invitation tells whether it approves an access request.
      `SELECT DISTINCT entity, kind, action, CASE WHEN entity = 'invitation' AND kind = 'create' THEN base ELSE '{}' END AS base
        FROM changes WHERE state IN ('queued', 'unknown') AND lower(author) = lower(?)`,
    )
    .all(account.username);
  const lookAt = rightsNow(db, account);
  return rows.some((row) => lookAt(sentSchema.parse(row)) !== null);
}

const sentSchema = z.object({
  entity: personEntitySchema,
  kind: changeKindSchema,
  action: z.string().nullable(),
  base: jsonColumn(fieldValuesSchema),
});

function withTable(known: ConnectionKnowledge): ConnectionKnowledge & { table: CapabilityTable } {
  return { ...known, table: capabilityTable(known.facts) };
}

/** The channels a change goes by, and what it takes there. */
function wayOf(change: Sent): (readonly [Channel, Capability])[] {
  const capability = capabilityFor({ ...change, approves: approvedRequest(change) !== null });
  if (!needsPages(change)) return [['api', capability]];
  // A member's record is read by REST before they are removed.
  if (change.entity === 'web-user')
    return [
      ['pages', capability],
      ['api', 'edit-web-user'],
    ];
  return [['pages', capability]];
}

function lacking(
  { role, facts }: ConnectionKnowledge,
  capability: Capability,
  obstacle: 'no-permission' | 'no-api-access',
): Omit<ChangeReason, 'at'> {
  const own = lacksItself(facts, capability, obstacle);
  const who = own ? (role === '' ? 'own' : 'role') : 'key';
  const why = t(`change.right.${who}`, { role, permissions: rightText(capability, obstacle) });
  return {
    code: 'permission',
    message: `${why} ${t('change.right.how')}`,
    hqMessages: [],
    fields: {},
    status: null,
  };
}

/** When HQ told what is known: its lists, or its pages. */
function toldAt(db: EngineDatabase): number {
  return Math.max(readMeta(db, 'connection').rights?.at ?? 0, readMeta(db, 'lastPullAt') ?? 0);
}
