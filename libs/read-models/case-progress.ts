import type { Desk, RecordedCaseEvent } from '../domain/case/case-events';
import { type Stage, stages } from '../domain/case/vocabulary';

/** How far a case has come: what every read model of cases says in the same way. Instants: UTC milliseconds. */
export interface CaseProgress {
  status: 'open' | 'resolved' | 'closed' | 'withdrawn';
  stage: Stage;
  /** When each stage was reached; the last one has both its times. */
  reached: Partial<Record<Stage | 'closed', number>>;
  /** Where the work lies now; nowhere before the first forward and after a return. */
  desk?: Desk;
  /** It was closed with the case that it is a duplicate of, and is open again when that link is undone. */
  endedWithOriginal?: true;
}

export const notBegun: CaseProgress = { status: 'open', stage: 'raised', reached: {} };

/** What an event changes of it: nothing, when it is about something else. */
export function progressAfter(progress: CaseProgress, event: RecordedCaseEvent): Partial<CaseProgress> {
  switch (event.type) {
    case 'QueryRaised':
      return reach(progress, 'raised', Date.parse(event.data.raisedAt));
    case 'ForwardedToDepartment': {
      const { department, queue } = event.data;
      return { ...reach(progress, 'forwarded', occurred(event)), desk: { department, queue } };
    }
    case 'ReturnedByDepartment':
      return { desk: undefined };
    case 'ActionScheduled':
      return reach(progress, 'action-planned', occurred(event));
    case 'ActionTaken':
      return reach(progress, 'action-taken', Date.parse(event.data.takenAt));
    case 'Resolved':
      return { ...reach(progress, 'resolved', Date.parse(event.data.resolvedAt)), status: 'resolved' };
    case 'Closed':
      return {
        status: 'closed',
        reached: { ...progress.reached, closed: occurred(event) },
        ...(event.data.reason === 'duplicate' && { endedWithOriginal: true }),
      };
    case 'DuplicateUndone': {
      if (!progress.endedWithOriginal) return unchanged;
      const { closed: _, ...reached } = progress.reached;
      return { status: 'open', reached, endedWithOriginal: undefined };
    }
    case 'Withdrawn':
      return { status: 'withdrawn', reached: { ...progress.reached, closed: occurred(event) } };
    case 'Reopened':
    case 'ComplaintEscalated': {
      const { resolved: _, closed: __, ...reached } = progress.reached;
      return { status: 'open', stage: progress.desk ? 'forwarded' : 'raised', reached };
    }
    default:
      return unchanged;
  }
}

const unchanged = {};

/** A stage is reached when it first was, and work that goes back a stage does not take the later one away. */
function reach(progress: CaseProgress, stage: Stage, at: number): Pick<CaseProgress, 'stage' | 'reached'> {
  const goesBack = stages.indexOf(stage) < stages.indexOf(progress.stage);
  return {
    stage: goesBack ? progress.stage : stage,
    reached: { ...progress.reached, [stage]: progress.reached[stage] ?? at },
  };
}

const occurred = ({ metadata }: RecordedCaseEvent): number => Date.parse(metadata.occurredAt);
