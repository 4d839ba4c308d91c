import { useConnection } from '../../api/use-connection.ts';
import { BulkBar } from '../people/bulk/bulk-bar.tsx';
import type { BulkOffer } from '../people/bulk/bulk-bar.tsx';
import type { PeopleSelection } from '../people/use-selection.ts';

const offers: readonly BulkOffer[] = [
  { kind: 'groups', needs: 'edit-mobile-worker' },
  { kind: 'locations', needs: 'assign-locations' },
  { kind: 'language', needs: 'edit-mobile-worker' },
  { kind: 'custom', needs: 'edit-mobile-worker' },
  { kind: 'deactivate', needs: 'activate-mobile-worker' },
  { kind: 'reactivate', needs: 'activate-mobile-worker' },
  { kind: 'link', needs: 'link-personal-id' },
  { kind: 'unlink', needs: 'link-personal-id' },
];

/** What can be done to many workers at once. Where HQ itself shows no button for PersonalID there is none here. */
export function WorkerBulkBar<Row>({ selection, project }: { selection: PeopleSelection<Row>; project: string }) {
  const { forbidden } = useConnection();
  const offered = offers.filter(({ needs }) => needs !== 'link-personal-id' || forbidden(needs) === null);
  return <BulkBar entity="mobile-worker" offers={offered} selection={selection} project={project} />;
}
