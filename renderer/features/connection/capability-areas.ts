import type { Capability, ConnectionView } from '#shared/domain/capability.ts';
import { capabilities } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';

export const areas = ['web-users', 'invitations', 'mobile-workers', 'personal-id', 'project', 'bulk'] as const;
export type Area = (typeof areas)[number];

/** Where a capability is looked for. */
const areaOf: Record<Capability, Area> = {
  'list-web-users': 'web-users',
  'edit-web-user': 'web-users',
  'activate-web-user': 'web-users',
  'remove-web-user': 'web-users',
  invite: 'invitations',
  'list-invitations': 'invitations',
  'edit-invitation': 'invitations',
  'resend-invitation': 'invitations',
  'delete-invitation': 'invitations',
  'answer-access-request': 'invitations',
  'list-mobile-workers': 'mobile-workers',
  'create-mobile-worker': 'mobile-workers',
  'confirm-account': 'mobile-workers',
  'edit-mobile-worker': 'mobile-workers',
  'activate-mobile-worker': 'mobile-workers',
  'delete-mobile-worker': 'mobile-workers',
  'reset-password': 'mobile-workers',
  'see-personal-id': 'personal-id',
  'link-personal-id': 'personal-id',
  'list-groups': 'project',
  'list-locations': 'project',
  'assign-locations': 'project',
  'assign-profile': 'project',
  'set-tableau': 'project',
  'list-roles': 'project',
  'see-custom-fields': 'project',
  'download-web-users': 'bulk',
  'upload-web-users': 'bulk',
  'download-mobile-workers': 'bulk',
  'upload-mobile-workers': 'bulk',
};

export type CapabilityLine = { capability: Capability; label: string; can: boolean; why: string; how: string };
export type AreaLines = { area: Area; label: string; lines: CapabilityLine[] };

/**
 * The lines of the capability table, by area; areas without a line are left out.
 * @param search every word of it occurs in a line's name, area, reason or remedy
 */
export function capabilityLines(
  table: ConnectionView['capabilities'],
  search: string,
  onlyMissing: boolean,
): AreaLines[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return areas.flatMap((area) => {
    const areaLabel = t(`connection.area.${area}`);
    const lines = capabilities
      .filter((capability) => areaOf[capability] === area)
      .map((capability) => ({ capability, label: t(`connection.can.${capability}`), ...table[capability] }))
      .filter(({ can, label, why, how }) => {
        const text = [areaLabel, label, why, how].join('\n').toLowerCase();
        return !(onlyMissing && can) && words.every((word) => text.includes(word));
      });
    return lines.length === 0 ? [] : [{ area, label: areaLabel, lines }];
  });
}
