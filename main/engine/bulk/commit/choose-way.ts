/** Which way a plan goes best: row by row, or through HQ's importer; and why. */
import type { PlanWays } from '#shared/domain/bulk-batch.ts';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import { mostAtOnce } from '#shared/ipc/many.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { readPlan } from '../plan/plan-store.ts';
import { listPlanned } from '../plan/planned-rows.ts';
import { headerOf } from '../plan/read-draft.ts';
import { mayTakeDates } from '../worker-dates.ts';
import { handOverRefusals } from './hand-over-refusals.ts';
import { unknownGroups } from './new-groups.ts';
import { importerColumns } from './record-row.ts';

/**
 * Rows up to which each goes by itself: compared with HQ's own record right before, refused and repeated alone. A few minutes of HQ's budget of
 * calls, which is for one project; beyond, the importer's one request is the kinder way.
 */
const fewRows = 300;
/** Look, write, look again. */
const requestsOfRow = 3;

type Now = {
  /** Why HQ's importer cannot be had, '' where nothing is known against it. */
  noUpload: string;
  /** Invitations that nobody has read are read before a workbook for HQ is made. */
  readsForms: boolean;
};

export function chooseWay(db: EngineDatabase, planId: string, { noUpload, readsForms }: Now): PlanWays {
  let count = 0;
  let onlyImporter = 0;
  let changed = 0;
  const columns = new Set<string>();
  const refused: number[] = [];
  const reasons = new Set<string>();
  const plan = readPlan(db, planId);
  for (let after = 0; ;) {
    const rows = listPlanned(db, planId, { outcomes: [...doingOutcomes] }, { after, limit: pageRows });
    for (const row of rows.filter(({ excluded }) => !excluded)) {
      const only = [...importerColumns(row), ...(unknownGroups(db, row).length > 0 ? ['group'] : [])];
      count += 1;
      onlyImporter += Number(only.length > 0);
      changed += Number(row.outcome === 'update');
      for (const column of only) columns.add(column);
    }
    for (const [row, why] of handOverRefusals(db, rows, { added: plan.sheet.newGroups, readsForms })) {
      refused.push(row);
      reasons.add(why);
    }
    if (rows.length < pageRows) break;
    after = rows.at(-1)?.row ?? after;
  }
  const only = t('batch.way.only', { count: onlyImporter, columns: [...columns].join(', ') });
  const tooMany = count > mostAtOnce ? t('batch.too-many', { count, most: mostAtOnce }) : '';
  const rows = { can: onlyImporter === 0 && tooMany === '', why: onlyImporter > 0 ? only : tooMany };
  const upload = { can: noUpload === '', why: noUpload, refuses: refusesText(refused, [...reasons]) };
  const requests = count * requestsOfRow;
  const risk =
    changed > 0 && plan.kind === 'mobile-workers' && mayTakeDates(db, headerOf(plan.sheet))
      ? t('batch.way.dates', { count: changed })
      : '';
  if (!rows.can) return { advised: 'upload', why: rows.why, rows, upload, risk };
  if (count <= fewRows) return { advised: 'rows', why: t('batch.way.few', { count }), rows, upload, risk };
  if (!upload.can)
    return { advised: 'rows', why: t('batch.way.rows-instead', { count, why: noUpload }), rows, upload, risk };
  return { advised: 'upload', why: t('batch.way.many', { count, requests }), rows, upload, risk };
}

/** '' for none. */
function refusesText(rows: readonly number[], reasons: readonly string[]): string {
  if (rows.length === 0) return '';
  const named = rows.slice(0, namedRows).join(', ') + (rows.length > namedRows ? ', …' : '');
  return t('batch.way.refuses', { count: rows.length, rows: named, why: reasons.slice(0, namedReasons).join(' ') });
}

/** Rows and reasons named in a sentence; all of them are told where the workbook is handed over. */
const namedRows = 10;
const namedReasons = 2;

/** Rows read at once. */
const pageRows = 1000;
