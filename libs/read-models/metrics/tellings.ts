import type { RecordedCaseEvent } from '../../domain/case/case-events';
import { messageOfStage } from '../../domain/case/notification';
import { type Stage, stages } from '../../domain/case/vocabulary';
import type { CaseProgress } from '../case-progress';

/** Whether there is somebody to tell, and of which stages they were told. */
export interface Tellings {
  hasCustomer: boolean;
  /** They spoke to us when they raised the query: what we answered then they have heard. */
  isSpokenTo: boolean;
  /** The customer asked not to be written to. */
  isUnwanted: boolean;
  told: readonly Stage[];
}

export const noTellings: Tellings = { hasCustomer: false, isSpokenTo: false, isUnwanted: false, told: [] };

type Reached = CaseProgress['reached'];

/** @param reached the stages that the case has reached, this event included */
export function evolveTellings(tellings: Tellings, event: RecordedCaseEvent, reached: Reached): Tellings {
  const { told } = tellings;
  switch (event.type) {
    case 'QueryRaised':
      return {
        ...tellings,
        hasCustomer: event.data.customerId !== undefined,
        isSpokenTo: event.data.channel === 'phone' || event.data.channel === 'in-person',
      };
    case 'Resolved': {
      const isAtOnce = Date.parse(event.data.resolvedAt) === reached.raised;
      return isAtOnce && tellings.isSpokenTo
        ? { ...tellings, told: together(told, ['raised', 'resolved']) }
        : tellings;
    }
    case 'QueryAcknowledged':
      return { ...tellings, told: together(told, ['raised']) };
    case 'CustomerTold':
      return { ...tellings, told: together(told, stagesOf(event.data.message)) };
    case 'NotificationFailed': {
      const untold = stagesOf(event.data.message);
      return { ...tellings, told: told.filter((stage) => !untold.includes(stage)) };
    }
    case 'NotificationWithheld':
      return event.data.reason === 'not-wanted' ? { ...tellings, isUnwanted: true } : tellings;
    // Whoever rings the customer says how the case stands.
    case 'ContactRecorded':
      return event.data.direction === 'outbound'
        ? { ...tellings, told: together(told, stages.filter(isIn(reached))) }
        : tellings;
    case 'Reopened':
    case 'ComplaintEscalated':
      return { ...tellings, told: told.filter(isIn(reached)) };
    default:
      return tellings;
  }
}

/** Whether the customer was told of every stage that was reached; null where there is nobody who wants to be told. */
export function isToldOfEachStage(
  { hasCustomer, isUnwanted, told }: Tellings,
  reached: Reached,
): boolean | null {
  if (!hasCustomer || isUnwanted) return null;
  return stages.filter(isIn(reached)).every((stage) => told.includes(stage));
}

const isIn =
  (reached: Reached) =>
  (stage: Stage): boolean =>
    reached[stage] !== undefined;

const stagesOf = (message: string): Stage[] => stages.filter((stage) => messageOfStage[stage] === message);

const together = (one: readonly Stage[], other: readonly Stage[]): readonly Stage[] => [
  ...new Set([...one, ...other]),
];
