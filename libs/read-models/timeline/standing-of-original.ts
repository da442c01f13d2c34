import { type Stage, stages } from '../../domain/case/vocabulary';

/** An event as far as it says how a case has come on. */
interface Step {
  type: string;
  data: Record<string, unknown>;
}

/** The stage that each of these events reaches. */
const stageOf: Readonly<Record<string, Stage>> = {
  ForwardedToDepartment: 'forwarded',
  ActionScheduled: 'action-planned',
  ActionRescheduled: 'action-planned',
  ActionTaken: 'action-taken',
  Resolved: 'resolved',
};

/** The others that the customers of duplicates are told of. */
const others = ['ReturnedByDepartment', 'ActionCancelled', 'DelayNotified', 'Reopened'];

/** Whether the customers of duplicates are told of this event of their original. */
export const isToldToFollowers = (type: string): boolean => type in stageOf || others.includes(type);

/**
 * What an event of the original says to the customer of a duplicate: how far it has come. Whatever anybody wrote stays
 * sealed, for it was written to or about another customer, and that this one asked for something is not told either.
 */
export function dataForFollowers({ type, data }: Step): Record<string, unknown> {
  const { sealed: _, ...open } = data;
  return type === 'Reopened' ? { ...open, by: 'council' } : open;
}

/** Of some events, in their order, those that still say how the case stands: one for each stage that it has reached. */
export function stillStanding<Event extends Step>(events: readonly Event[]): Event[] {
  const standing = new Map<Stage, Event>();
  for (const event of events) {
    const stage = stageOf[event.type];
    if (stage) standing.set(stage, event);
    else if (event.type === 'Reopened') standing.delete('resolved');
    else if (event.type === 'ReturnedByDepartment') standing.delete('forwarded');
    else if (event.type === 'ActionCancelled') forget(standing, 'action-planned', event.data['actionId']);
  }
  return stages.flatMap((stage) => standing.get(stage) ?? []);
}

function forget<Event extends Step>(standing: Map<Stage, Event>, stage: Stage, actionId: unknown): void {
  if (standing.get(stage)?.data['actionId'] === actionId) standing.delete(stage);
}
