import type { RecordedAssessmentEvent } from '../../domain/assessment/assessment-events';
import type { Keyring } from '../../keyring/keyring';
import { openBox } from '../../keyring/open-boxes';
import type { CommandContext } from '../command-context';
import type { AssessmentRequest } from './assessment-request';

type History = readonly RecordedAssessmentEvent[];
type Words = Record<string, string | undefined>;

/** Tells what is asked a second time from what is asked otherwise: what people wrote is sealed, and no rule reads it. */
export class SaidBefore {
  constructor(private readonly keyring: Keyring) {}

  /**
   * Whether the log holds the same evidence, score or conclusion in the same words: of a score, by the same person; of a
   * conclusion, at the same time where one is named. Undefined where it holds none, or what it held is forgotten.
   */
  async isSaidAgain(
    request: AssessmentRequest,
    history: History,
    context: CommandContext,
  ): Promise<boolean | undefined> {
    const last = lastOf(request, history);
    if (!last) return undefined;
    const opened = await openBox(this.keyring, last.data.sealed);
    if (opened['forgotten']) return undefined;
    const { occurredAt, actor } = last.metadata;
    const isNow = context.occurredAt === context.recordedAt;
    switch (request.type) {
      case 'AttachEvidence': {
        const { title, text, url } = request;
        return isSame({ title, text, url }, opened as Words);
      }
      case 'ScoreElement':
        return context.actor.id === actor.id && isSame({ reason: request.reason }, opened as Words);
      case 'ConcludeAssessment':
        return (
          (isNow || context.occurredAt === occurredAt) &&
          isSame({ assessor: request.assessor }, opened as Words)
        );
      default:
        return undefined;
    }
  }
}

/** What the log has of the same thing. */
const lastOf = (request: AssessmentRequest, history: History): History[number] | undefined =>
  history.findLast(({ type, data }) => {
    switch (request.type) {
      case 'AttachEvidence':
        return type === 'EvidenceAttached' && data.evidenceId === request.evidenceId;
      case 'ScoreElement':
        return type === 'ElementScored' && data.element === request.element;
      default:
        return request.type === 'ConcludeAssessment' && type === 'AssessmentConcluded';
    }
  });

/** The log keeps words without the blanks around them. */
const isSame = (said: Words, before: Words): boolean =>
  Object.entries(said).every(([field, words]) => words?.trim() === before[field]?.trim());
