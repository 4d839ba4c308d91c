import { adminRole } from '#shared/domain/rules/access-rules.ts';
import type { PeopleFilter } from '#shared/domain/people-export.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { DownloadFilter } from '../../hq/pages/hq-pages.ts';

/** Source: corehq/apps/users/forms.py, UserFilterForm. */
const longestSearch = 30;
const statuses = { active: 'active', deactivated: 'inactive', all: 'show_all' } as const;

/** The filters of HQ's download, which HQ answers with no more than “Invalid Request”. @throws AppFailure `invalid-input` */
export function hqFilter(db: EngineDatabase, { search, role, locationId, status }: PeopleFilter): DownloadFilter {
  const text = search.trim();
  if (text.length > longestSearch)
    throw new AppFailure('invalid-input', t('bulk.download.long-search', { most: longestSearch }));
  if (/[*?]/.test(text)) throw new AppFailure('invalid-input', t('bulk.download.wild-search'));
  return {
    status: statuses[status],
    ...(text === '' ? {} : { search: text }),
    ...(role === null ? {} : { roleId: roleId(db, role) }),
    ...(locationId === null ? {} : { locationId }),
  };
}

/** HQ wants the id, which it tells whoever is signed in; Admin has none there. */
function roleId(db: EngineDatabase, name: string): string {
  if (name === adminRole) throw new AppFailure('invalid-input', t('bulk.download.admin', { role: name }));
  const ids = db
    .statement('SELECT role_id FROM roles WHERE name = ? AND role_id IS NOT NULL LIMIT 2')
    .pluck()
    .all(name) as string[];
  const [id] = ids;
  if (id === undefined || ids.length > 1)
    throw new AppFailure(
      'invalid-input',
      t(id === undefined ? 'bulk.download.role' : 'bulk.download.two-roles', { role: name }),
    );
  return id;
}
