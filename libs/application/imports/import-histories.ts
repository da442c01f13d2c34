import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { CaseCommand } from '../../domain/case/case-commands';
import { evolveClock, targetsOf, unwoundClock } from '../../domain/case/case-clock';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream, type StoredCaseEvent } from '../../domain/case/case-events';
import { type CaseReference, referenceFor } from '../../domain/case/case-reference';
import { fold } from '../../event-sourcing/decider';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { Rejection } from '../../event-sourcing/rejection';
import { RevisionConflict } from '../../event-store/event-store';
import { LiveCatalogue } from '../catalogue/live-catalogue';
import type { CommandContext } from '../command-context';
import { type Decided, EventLog } from '../event-log';
import type { History, HistoryStep, Imported } from './history';

/** The namespace of imported cases: the same source and id are the same case, in every installation. */
const SOURCES = '6d3b9a0e-4c21-4f61-9d2e-5b8a7c1f0e42';

/** Takes over cases of the past: each through the rules that today's cases go by, with its true dates. */
export class ImportHistories extends Command<Imported[]> {
  constructor(
    readonly histories: readonly History[],
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ImportHistories)
export class ImportHistoriesHandler implements ICommandHandler<ImportHistories> {
  constructor(
    private readonly log: EventLog,
    private readonly catalogue: LiveCatalogue,
  ) {}

  /** All at once, so that the store commits them together; each stands or falls alone. */
  execute({ histories, context }: ImportHistories): Promise<Imported[]> {
    return Promise.all(histories.map((history) => this.importOne(history, context)));
  }

  private async importOne(history: History, context: CommandContext): Promise<Imported> {
    const caseId = uuidv5(`${history.source.system}/${history.source.id}`, SOURCES);
    for (let attempt = 0; ;) {
      const reference = referenceFor(caseId, attempt);
      const past = (await this.log.load(caseStream(reference))) as unknown as Recorded<StoredCaseEvent>[];
      if (past[0] && past[0].metadata.commandId !== `${caseId}/raise`) {
        attempt++;
        continue;
      }
      const decided = this.decide(history, caseId, reference, past, context);
      if (decided instanceof Rejection) {
        return { kind: 'refused', code: decided.code, reason: decided.reason, field: decided.field };
      }
      if (decided.length === 0) return { kind: 'unchanged', reference };
      try {
        const expected = past.length === 0 ? 'none' : past.length - 1;
        const { position } = await this.log.append(caseStream(reference), expected, decided);
        const added = decided.reduce((sum, { events }) => sum + events.length, 0);
        return past.length === 0
          ? { kind: 'taken', reference, position }
          : { kind: 'extended', reference, position, added };
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
  }

  /** What the history adds to what is known: each step is a command of its own, and one already taken is passed over. */
  private decide(
    history: History,
    caseId: string,
    reference: CaseReference,
    past: readonly Recorded<StoredCaseEvent>[],
    context: CommandContext,
  ): Decided[] | Rejection {
    const known = new Set(past.map(({ metadata }) => metadata.commandId));
    let state = fold((folded, event) => caseDecider.evolve(folded, event), caseDecider.initial, past);
    let clock = fold(evolveClock, unwoundClock, past);
    const decided: Decided[] = [];
    for (const { name, at, provenance, command } of this.commandsOf(history)) {
      const commandId = `${caseId}/${name}`;
      if (known.has(commandId)) continue;
      const asked =
        command instanceof Rejection
          ? command
          : command(reference, () => targetsOf(clock, this.catalogue.current));
      const events = asked instanceof Rejection ? asked : caseDecider.decide(asked, state);
      if (events instanceof Rejection) return events;
      if (events.length === 0) continue;
      const stepContext = {
        ...context,
        commandId,
        occurredAt: at,
        provenance,
        causationId: context.commandId,
      };
      decided.push({ events, context: stepContext });
      for (const event of events) {
        state = caseDecider.evolve(state, event);
        clock = evolveClock(clock, {
          ...event,
          metadata: { occurredAt: at },
        } as unknown as Recorded<StoredCaseEvent>);
      }
    }
    return decided;
  }

  private *commandsOf(history: History): Generator<{
    name: string;
    at: string;
    provenance: 'observed' | 'derived';
    command:
      Rejection | ((reference: CaseReference, targets: () => ReturnType<typeof targetsOf>) => CaseCommand);
  }> {
    yield { name: 'raise', at: history.raisedAt, provenance: 'observed', command: this.raise(history) };
    for (const step of history.steps) {
      yield {
        name: step.step,
        at: step.at,
        provenance: step.provenance,
        command: (reference, targets) => commandOf(step, reference, targets),
      };
    }
  }

  private raise({ query, raisedAt, source }: History): Rejection | (() => CaseCommand) {
    const service = this.catalogue.current.service(query.service);
    if (!service) {
      const reason = `No service is called “${query.service}”. Publish it first.`;
      return new Rejection('unknown-service', 'invalid', reason, 'service');
    }
    const kind = query.kind ?? service.definition.kind;
    const { channel } = query;
    return () => ({
      ...query,
      type: 'RaiseQuery',
      occurredAt: raisedAt,
      kind,
      service: { code: query.service, version: service.version },
      standard: this.catalogue.current.standardFor({ kind, channel, service: service.definition }),
      source,
      facts: { questions: [] },
    });
  }
}

function commandOf(
  step: HistoryStep,
  reference: CaseReference,
  targets: () => ReturnType<typeof targetsOf>,
): CaseCommand {
  const occurredAt = step.at;
  switch (step.step) {
    case 'acknowledge': {
      const promised = targets().flatMap(({ target, due }) =>
        due === undefined ? [] : [{ target, due: new Date(due).toISOString() }],
      );
      return { type: 'AcknowledgeQuery', reference, channel: 'unknown', promised, occurredAt };
    }
    case 'forward':
      return { type: 'ForwardToDepartment', department: step.department, queue: step.queue, occurredAt };
    case 'act':
      return {
        type: 'RecordAction',
        actionId: 'imported',
        outcome: step.outcome,
        note: step.note,
        occurredAt,
      };
    case 'resolve':
      return { type: 'Resolve', outcome: step.outcome, explanation: step.explanation, occurredAt };
    case 'withdraw':
      return { type: 'Withdraw', by: 'customer', occurredAt };
    case 'close':
      return { type: 'Close', reason: 'resolved', occurredAt };
  }
}
