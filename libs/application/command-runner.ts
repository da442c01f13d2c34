import { unlessInTheFuture } from '../domain/in-the-future';
import { type Decider, type Decision, fold, type Message } from '../event-sourcing/decider';
import type { Recorded } from '../event-sourcing/recorded-event';
import { Rejection } from '../event-sourcing/rejection';
import { RevisionConflict } from '../event-store/event-store';
import type { CommandContext } from './command-context';
import type { EventLog, KeyOwner } from './event-log';
import type { Outcome } from './outcome';

/** How often a decision is made again because somebody else got in first. */
const ATTEMPTS = 10;

/** A command, or how it is made of the history that it will be decided on: so its facts are never older than that. */
export type Asked<Command, Stored extends Message> =
  Command | ((history: readonly Recorded<Stored>[]) => Promise<Command | Rejection>);

/** What is decided on a history. */
type Decide<Stored extends Message> = (history: readonly Recorded<Stored>[]) => Promise<Decision<Decided>>;

type Decided = Message & { data: object };

export interface RunOptions {
  /** Whose key the stream's own key is wrapped with, when it is made. */
  owner?: KeyOwner;
  /** The stream most likely does not exist: try without reading it first. */
  presumedNew?: boolean;
}

/** Load, decide, append: the one way in which anything happens here. */
export class CommandRunner {
  private readonly lastInLine = new Map<string, Promise<unknown>>();

  constructor(private readonly log: EventLog) {}

  /**
   * Carries a command out once. A command whose id the stream already holds is answered as it was the first time;
   * losing a race means loading and deciding again, unless the caller insisted on a revision.
   */
  run<State, Command extends Message, Event extends Decided, Stored extends Message>(
    decider: Decider<State, Command, Event, Stored>,
    stream: string,
    asked: Asked<Command, Stored>,
    context: CommandContext,
    options: RunOptions = {},
  ): Promise<Outcome> {
    const decide: Decide<Stored> = async (history) => {
      const command = typeof asked === 'function' ? await asked(history) : asked;
      if (command instanceof Rejection) return command;
      return decider.decide(command, fold(decider.evolve, decider.initial, history));
    };
    return this.inLine(stream, () => this.decideAndAppend(stream, decide, context, options));
  }

  /** Commands to one stream wait for each other here; only those of other processes race. */
  private inLine<Answer>(stream: string, work: () => Promise<Answer>): Promise<Answer> {
    const before = this.lastInLine.get(stream);
    const turn = before ? before.then(work, work) : work();
    const leave = (): void => {
      if (this.lastInLine.get(stream) === turn) this.lastInLine.delete(stream);
    };
    this.lastInLine.set(stream, turn);
    turn.then(leave, leave);
    return turn;
  }

  private async decideAndAppend<Stored extends Message>(
    stream: string,
    decide: Decide<Stored>,
    context: CommandContext,
    { owner, presumedNew = false }: RunOptions,
  ): Promise<Outcome> {
    const tooEarly = unlessInTheFuture(context);
    if (tooEarly) return { kind: 'refused', rejection: tooEarly };
    let history = this.log.recall<Stored>(stream) ?? (presumedNew ? [] : undefined);
    for (let attempt = 1; ; attempt++) {
      const isOfNow = history === undefined;
      history ??= await this.log.load<Stored>(stream);
      const judged = await judge(stream, decide, context, history);
      if ('kind' in judged) {
        // The store tells whether an append rests on an old history; nobody tells whether a refusal does.
        if (isOfNow || judged.kind === 'accepted') return judged;
        history = undefined;
        continue;
      }
      try {
        const expected = history.length === 0 ? 'none' : history.length - 1;
        const appended = await this.log.append(stream, expected, [{ events: judged, context }], owner);
        return { kind: 'accepted', stream, ...appended, events: judged.map(({ type }) => type) };
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
        if (attempt === ATTEMPTS) return { kind: 'contended', stream };
        history = undefined;
      }
    }
  }
}

/** What a command leads to on this history: events to append, or an answer when there is nothing to append. */
async function judge<Stored extends Message>(
  stream: string,
  decide: Decide<Stored>,
  context: CommandContext,
  history: readonly Recorded<Stored>[],
): Promise<readonly Decided[] | Outcome> {
  const before = answeredBefore(stream, history, context.commandId);
  if (before) return before;

  const revision = history.length - 1;
  const moved = context.expectedRevision !== undefined && context.expectedRevision !== revision;
  if (moved && revision >= 0) return { kind: 'moved', stream, revision };
  const decision = await decide(history);
  if (decision instanceof Rejection) return { kind: 'refused', rejection: decision };
  if (decision.length > 0) return decision;
  return { kind: 'unchanged', stream, revision, position: history.at(-1)?.position ?? '' };
}

function answeredBefore(
  stream: string,
  history: readonly Recorded<Message>[],
  commandId: string,
): Outcome | undefined {
  const mine = history.filter(({ metadata }) => metadata.commandId === commandId);
  const last = mine.at(-1);
  return (
    last && {
      kind: 'accepted',
      stream,
      revision: last.revision,
      position: last.position,
      events: mine.map(({ type }) => type),
    }
  );
}
