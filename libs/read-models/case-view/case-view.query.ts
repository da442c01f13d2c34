import type { Database } from '../../platform/database/databases';
import { parseKept } from '../projection';
import type { CaseView } from './case-view';
import { caseViews } from './case-view.projection';

/** A case as it stands, and the revision of the last event that made it so. */
export interface ViewOfCase {
  view: CaseView;
  revision: number;
}

/** One case in full; undefined when there is none. */
export async function viewOfCase(db: Database, reference: string): Promise<ViewOfCase | undefined> {
  const row = await db
    .selectFrom(caseViews)
    .select(['state', 'revision'])
    .where('reference', '=', reference)
    .executeTakeFirst();
  return row && { view: parseKept(row['state']) as CaseView, revision: Number(row['revision']) };
}
