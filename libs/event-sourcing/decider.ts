import { Rejection } from './rejection';

/** Anything with a name: a command or an event. */
export interface Message {
  type: string;
}

/** No event means: nothing to do, it is so already. */
export type Decision<Event> = readonly Event[] | Rejection;

/**
 * The whole of an aggregate (Chassaing, "Functional Event Sourcing Decider", 2021): what it decides and how it
 * remembers. Pure: time, ids, policy and looked-up facts arrive in the command.
 *
 * `Stored` is the event as the log gives it back, without what is personal: no rule may hang on a name or on
 * free text, so a case decides the same after its customer has been erased.
 */
export interface Decider<
  State,
  Command extends Message,
  Event extends Message,
  Stored extends Message = Event,
> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event>;
  readonly evolve: (state: State, event: Stored) => State;
}

/** A rule for each command, so that a command without one does not compile. */
export type DecideTable<State, Command extends Message, Event> = {
  readonly [Type in Command['type']]: (
    command: Extract<Command, { type: Type }>,
    state: State,
  ) => Decision<Event>;
};

/** A memory for each event, so that an event without one does not compile. */
export type EvolveTable<State, Stored extends Message, Context extends unknown[] = []> = {
  readonly [Type in Stored['type']]: (
    state: State,
    event: Extract<Stored, { type: Type }>,
    ...context: Context
  ) => State;
};

/** A decider whose rules and memories are tables. */
export function deciderOf<State, Command extends Message, Event extends Message, Stored extends Message>({
  initial,
  decide,
  evolve,
}: {
  initial: State;
  decide: DecideTable<State, Command, Event>;
  evolve: EvolveTable<State, Stored>;
}): Decider<State, Command, Event, Stored> {
  return {
    initial,
    decide: (command, state) => decide[command.type as Command['type']](command as never, state),
    evolve: (state, event) => evolve[event.type as Stored['type']](state, event as never),
  };
}

/** The state after these events. */
export function fold<State, Event>(
  evolve: (state: State, event: Event) => State,
  initial: State,
  events: Iterable<Event>,
): State {
  let state = initial;
  for (const event of events) state = evolve(state, event);
  return state;
}
