import type { Database } from '../../platform/database/databases';
import type { AssessmentView } from './assessment-view';
import { assessmentsTable } from './assessment.projection';
import { parseKept } from '../projection';

/** An assessment as it is kept; `revision` is where its stream stood. */
export interface KeptAssessment {
  assessmentId: string;
  revision: number;
  view: AssessmentView;
}

export async function assessmentCalled(
  db: Database,
  assessmentId: string,
): Promise<KeptAssessment | undefined> {
  const [row] = await rows(db, assessmentId);
  return row;
}

/** Every assessment, the latest first: a council has a handful. */
export const allAssessments = (db: Database): Promise<KeptAssessment[]> => rows(db);

async function rows(db: Database, assessmentId?: string): Promise<KeptAssessment[]> {
  let selection = db
    .selectFrom(assessmentsTable)
    .select(['assessment_id', 'revision', 'state'])
    .orderBy('begun_at', 'desc')
    .orderBy('assessment_id');
  if (assessmentId !== undefined) selection = selection.where('assessment_id', '=', assessmentId);
  return (await selection.execute()).map((row) => ({
    assessmentId: String(row['assessment_id']),
    revision: Number(row['revision']),
    view: parseKept(row['state']) as AssessmentView,
  }));
}
