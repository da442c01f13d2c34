import type { AssessmentCommand } from '../../domain/assessment/assessment-commands';

type Unlooked<Message> = Message extends { type: 'BeginAssessment' }
  ? Omit<Message, 'occurredAt' | 'facts' | 'standard'> & { standard: string }
  : Omit<Message, 'occurredAt' | 'facts' | 'scoredBy'>;

/** What is asked of an assessment, before the facts of it are looked up. */
export type AssessmentRequest = Unlooked<AssessmentCommand>;
