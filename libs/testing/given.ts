import { type Decider, fold, type Message } from '../event-sourcing/decider';
import { Rejection } from '../event-sourcing/rejection';

/**
 * Given what has happened, when something is asked, then: what follows, what is refused, or nothing at all.
 *
 *   given(caseDecider, raised()).when(forward()).then(ForwardedToDepartment.of({ … }));
 */
export function given<State, Command extends Message, Event extends Message, Stored extends Message>(
  decider: Decider<State, Command, Event, Stored>,
  ...history: Stored[]
) {
  const before = fold(
    (state: State, event: Stored) => decider.evolve(state, event),
    decider.initial,
    history,
  );
  return {
    state: before,
    when(command: Command) {
      const decision = decider.decide(command, before);
      return {
        decision,
        then(...events: Event[]): void {
          expect(decision).toEqual(events);
        },
        /** These types of event, whatever they say. */
        happens(...types: Event['type'][]): void {
          expect(decision instanceof Rejection ? decision : decision.map(({ type }) => type)).toEqual(types);
        },
        isRefused(code: string): void {
          expect(decision).toBeInstanceOf(Rejection);
          expect(decision).toMatchObject({ code });
        },
        isQuiet(): void {
          expect(decision).toEqual([]);
        },
      };
    },
  };
}
