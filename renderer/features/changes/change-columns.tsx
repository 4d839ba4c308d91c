import type { Capability, CapabilityState } from '#shared/domain/capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatMoment } from '../../ui/format.ts';
import { textColumn } from '../people/common-columns.tsx';
import { ChangeIcon } from './change-icon.tsx';
import { waitsForSignIn } from './change-capability.ts';
import { nextText, stateText, whatText, whoText } from './change-text.ts';
import { TakeBackButton } from './take-back-button.tsx';
import classes from './changes.module.css';

/** The columns of the Changes table. Changes stand in the order they were made and are sent in. */
export function changeColumns(
  now: number,
  lookups: Lookups,
  missing: (capability: Capability) => CapabilityState | null,
): Column<ChangeView>[] {
  const fixed = { sortable: false };
  return [
    textColumn('who', t('changes.who'), whoText, { ...fixed, minWidth: 170, grow: 1.2, priority: 1 }),
    {
      ...textColumn('what', t('changes.what'), (change) => whatText(change, lookups), { ...fixed, minWidth: 180 }),
      grow: 2,
      priority: 2,
      cell: (change) => <What change={change} text={whatText(change, lookups)} />,
    },
    {
      key: 'state',
      label: t('changes.state'),
      sortable: false,
      minWidth: 208,
      grow: 0,
      priority: 1,
      cell: (change) => <State change={change} />,
    },
    textColumn('when', t('changes.when'), (change) => formatMoment(change.updatedAt, now), {
      ...fixed,
      minWidth: 110,
      grow: 0,
      priority: 3,
    }),
    textColumn('next', t('changes.next'), (change) => nextText(change, now, waitsForSignIn(change, missing)), {
      ...fixed,
      minWidth: 140,
      grow: 0.4,
      priority: 4,
    }),
  ];
}

function What({ change, text }: { change: ChangeView; text: string }) {
  return (
    <span className={classes.what} title={text}>
      <ChangeIcon change={change} />
      <span dir="auto" className={classes.clip}>
        {text}
      </span>
    </span>
  );
}

/** A decision about a clash can be taken back from the list while it waits. */
function State({ change }: { change: ChangeView }) {
  const text = (
    <span className={`${classes.state} ${classes.clip}`} data-state={change.state} title={stateText(change)}>
      {stateText(change)}
    </span>
  );
  if (!change.can.unresolve) return text;
  return (
    <span className={classes.what}>
      {text}
      <TakeBackButton change={change} look="row" />
    </span>
  );
}
