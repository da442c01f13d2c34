import type { Catalogue } from '../../domain/catalogue/catalogue';
import { CaseReceived, type ToldEvent } from '../department-events';
import { type FollowedCase, instant, statedTargets } from './followed-case';

/** The case as the department finds it: what was told of it before was told to others. */
export function received(
  href: string,
  queue: string,
  { before, after, catalogue }: { before: FollowedCase; after: FollowedCase; catalogue: Catalogue },
): ToldEvent {
  const { state, clock, raised, timesChased } = after;
  if (!raised || !state.classification) throw new Error(`${href} was forwarded before it was raised`);
  return CaseReceived.of({
    href,
    ...state.classification,
    channel: raised.channel,
    raisedAt: state.raisedAt,
    queue,
    from: before.state.desk?.department,
    stage: state.stage,
    location: raised.location,
    targets: statedTargets(after, catalogue),
    promised: state.promised && [...state.promised],
    pauses: clock.pauses.map(({ from, to }) => ({
      from: instant(from),
      ...(to !== undefined && { to: instant(to) }),
    })),
    actions: Object.entries(state.actions).flatMap(([actionId, { status, when }]) =>
      status === 'planned' && when ? [{ actionId, when }] : [],
    ),
    awaited: Object.entries(state.requests).flatMap(([requestId, { of, received }]) =>
      received ? [] : [{ requestId, of }],
    ),
    missed: [...state.missed],
    complaintStage: state.complaintStage,
    timesReopened: state.timesReopened,
    timesChased,
    followers: state.followers.length,
  });
}
