import { useState } from 'react';
import { Button, Text } from '@mantine/core';
import type { Capability, CapabilityState } from '#shared/domain/capability.ts';
import { mostAtOnce } from '#shared/ipc/many.ts';
import type { ManyPeople } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../../api/use-connection.ts';
import { formatNumber } from '../../../ui/format.ts';
import { GatedButton } from '../../../ui/gated-button.tsx';
import type { PeopleSelection } from '../use-selection.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import type { BulkKind } from './bulk-dialog.tsx';
import classes from './bulk.module.css';

/** What can be done to many, and what it takes. */
export type BulkOffer = { kind: BulkKind; needs: Capability };
type Props<Row> = {
  entity: 'mobile-worker' | 'web-user';
  offers: readonly BulkOffer[];
  selection: PeopleSelection<Row>;
  project: string;
};

/** How many people are chosen, and what can be done to all of them. */
export function BulkBar<Row>({ entity, offers, selection, project }: Props<Row>) {
  const [kind, setKind] = useState<BulkKind | null>(null);
  const { forbidden } = useConnection();
  if (selection.count === 0) return null;
  const hindered = tooMany(selection.who());
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('select.bar')}>
      <Text size="sm" fw={600} role="status" className={classes.count}>
        {t('select.count', { count: selection.count, number: formatNumber(selection.count) })}
      </Text>
      {hindered && (
        <Text size="sm" role="status">
          {hindered.why}
        </Text>
      )}
      {offers.map((offer) => (
        <GatedButton
          key={offer.kind}
          variant="default"
          missing={hindered ?? forbidden(offer.needs)}
          onClick={() => setKind(offer.kind)}
        >
          {t(`bulk.${offer.kind}`)}
        </GatedButton>
      ))}
      <Button variant="subtle" color="gray" className={classes.clear} onClick={selection.clear}>
        {t('select.clear')}
      </Button>
      {kind && (
        <BulkDialog
          entity={entity}
          kind={kind}
          who={selection.who()}
          project={project}
          onClose={() => setKind(null)}
          onDone={selection.clear}
        />
      )}
    </div>
  );
}

/** Why nothing can be done to so many that were chosen, or left out, one by one; null where it can. All of a list has no such limit. */
export function tooMany(who: ManyPeople): CapabilityState | null {
  const named = 'ids' in who ? who.ids : (who.except ?? []);
  if (named.length <= mostAtOnce) return null;
  const why = t('select.too-many', { max: formatNumber(mostAtOnce) });
  return { can: false, obstacle: null, why, how: t('select.too-many.how') };
}
