/**
 * Which right of the account's a change waits for: asked before each is sent, and told wherever it is shown. Computed from what is known
 * of the connection each time and never stored, so that it goes once HQ allows it again. What is not known forbids nothing: HQ's own
 * answer decides then.
 */
import { z } from 'zod';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import { changeKindSchema } from '#shared/domain/change.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { Capability } from '#shared/domain/capability.ts';
import { fieldValuesSchema, personEntitySchema } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { lacksItself, obstacleBy, rightText } from '../hq/capabilities.ts';
import type { Channel } from '../hq/capabilities.ts';
import type { RightLooker } from '../outbox/change-view.ts';
import { approvedRequest } from '../outbox/approved-request.ts';
import { jsonColumn } from '../outbox/json-column.ts';
import type { Routed } from './actions/pages-channel.ts';
import { channelOf, takesRestsPart } from './channel-of.ts';
import type { Where } from './channel-of.ts';
import type { ConnectionKnowledge } from './connection-facts.ts';
import { readMeta } from './meta.ts';

/** For several changes at one moment: what is known is read once for each channel. */
export function rightsNow(where: Where): RightLooker {
  const { db, signedIn } = where;
  return (change) => {
    for (const [channel, capability] of wayOf(where, change)) {
      // Whether a channel is there is another question, with another answer (a key, a sign-in).
      const known = where.known();
      const obstacle = obstacleBy(known.facts, capability, channel);
      if (obstacle === 'no-permission' || obstacle === 'no-api-access')
        return { ...lacking(known, capability, obstacle), at: toldAt(db) };
      // Without a session the run holds. With one what the pages can do goes on, and this waits alone.
      if (obstacle === 'plan-api' && signedIn) return { ...withoutApi(), at: toldAt(db) };
    }
    return null;
  };
}

/** Whether something of this account's waits for a right: then HQ is asked for it in every run. */
export function waitsForRight(where: Where): boolean {
  const rows = where.db
    .statement(
      // The base of a new invitation tells whether it approves an access request; its ids, by which channel it goes.
      `SELECT DISTINCT entity, kind, action, CASE WHEN entity = 'invitation' AND kind = 'create' THEN base ELSE '{}' END AS base,
          json_object('role_id', json_extract(patch, '$.role_id'), 'profile_id', json_extract(patch, '$.profile_id')) AS patch
        FROM changes WHERE state IN ('queued', 'unknown') AND lower(author) = lower(?)`,
    )
    .all(where.account.username);
  const lookAt = rightsNow(where);
  return rows.some((row) => lookAt(sentSchema.parse(row)) !== null);
}

const sentSchema = z.object({
  entity: personEntitySchema,
  kind: changeKindSchema,
  action: z.string().nullable(),
  base: jsonColumn(fieldValuesSchema),
  patch: jsonColumn(fieldValuesSchema),
});

/** The channels a change goes by, and what it takes there. */
function wayOf(where: Where, change: Routed): (readonly [Channel, Capability])[] {
  const capability = capabilityFor({ ...change, approves: approvedRequest(change) !== null });
  const channel = channelOf(where, change);
  // A member's record is read by REST before they are removed, where it may be.
  if (channel === 'pages' && change.entity === 'web-user' && !takesRestsPart(where, change))
    return [
      ['pages', capability],
      ['api', 'edit-web-user'],
    ];
  return [[channel, capability]];
}

function withoutApi(): Omit<ChangeReason, 'at'> {
  const message = `${t('capability.plan-api.why')} ${t('change.plan-api.how')}`;
  return { code: 'plan', message, hqMessages: [], fields: {}, status: null };
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
