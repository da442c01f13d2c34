import { AssessmentsController } from './assessments.controller';
import {
  AssessmentReader,
  GetAssessmentHandler,
  GetElementsHandler,
  ListAssessmentsHandler,
} from './get-assessment';
import { SuggestScoreHandler } from './suggest-score';
import { Suggestions } from './suggestions';

/** What the API needs for accreditation. */
export const accreditation = {
  controllers: [AssessmentsController],
  providers: [
    AssessmentReader,
    Suggestions,
    ListAssessmentsHandler,
    GetAssessmentHandler,
    GetElementsHandler,
    SuggestScoreHandler,
  ],
};
