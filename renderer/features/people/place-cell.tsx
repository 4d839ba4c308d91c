import type { WebUserRow } from '#shared/domain/entities.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { locationNames } from '../../ui/location-tree/tree-rows.ts';
import classes from './people.module.css';

type Place = WebUserRow['primaryLocation'];

/** The primary location by its name, with what tells it from others of that name; its whole path on hover. */
export function placeColumn<Row extends { primaryLocation: Place }>(): Column<Row> {
  return {
    key: 'primaryLocation',
    label: t('field.primary_location'),
    sortable: true,
    minWidth: 130,
    grow: 1,
    priority: 3,
    cell: ({ primaryLocation }) => primaryLocation && <PlaceCell place={primaryLocation} />,
  };
}

function PlaceCell({ place }: { place: NonNullable<Place> }) {
  const names = locationNames(useLookups().locations);
  const mark = names.mark(place.id);
  // A location that is not listed has no path but its id, which says less than the name the person came with.
  const path = names.path(place.id);
  return (
    <span title={path === place.id ? place.name : path}>
      <span dir="auto">{place.name}</span>
      {mark !== '' && (
        <span dir="auto" className={classes.mark}>
          {mark}
        </span>
      )}
    </span>
  );
}
