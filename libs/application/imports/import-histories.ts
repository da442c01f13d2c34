import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { CaseCommand } from '../../domain/case/case-commands';
import { type CaseClock, evolveSettledClock, promisedBy } from '../../domain/case/case-clock';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream, type RecordedCaseEvent } from '../../domain/case/case-events';
import { type CaseReference, referenceFor } from '../../domain/case/case-reference';
import { refuse } from '../../domain/case/case-refusals';
import type { Versioned } from '../../domain/case/vocabulary';
import type { Service } from '../../domain/catalogue/catalogue-events';
import { unlessInTheFuture } from '../../domain/in-the-future';
import { UnwritableEvent } from '../../event-sourcing/event-codec';
import { Rejection } from '../../event-sourcing/rejection';
import { RevisionConflict } from '../../event-store/event-store';
import { clockAfter, loadCase, stateAfter } from '../case/case-history';
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
      const past = await loadCase(this.log, reference);
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
        if (error instanceof UnwritableEvent) return unwritable(error);
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
  }

  /** What the history adds to what is known: each step is a command of its own, and one already taken is passed over. */
  private decide(
    history: History,
    caseId: string,
    reference: CaseReference,
    past: readonly RecordedCaseEvent[],
    context: CommandContext,
  ): Decided[] | Rejection {
    const known = new Set(past.map(({ metadata }) => metadata.commandId));
    let state = stateAfter(past);
    let clock = clockAfter(past, this.catalogue.overTime);
    const raising: Step = { step: 'raise', at: history.raisedAt, provenance: 'observed' };
    const decided: Decided[] = [];
    for (const step of [raising, ...history.steps]) {
      const { at: occurredAt, provenance } = step;
      const commandId = `${caseId}/${step.step}`;
      if (known.has(commandId)) continue;
      const tooEarly = unlessInTheFuture({ ...context, occurredAt });
      if (tooEarly) return tooEarly;
      const command = this.commandOf(step, history, reference, clock);
      const events = command instanceof Rejection ? command : caseDecider.decide(command, state);
      if (events instanceof Rejection) return events;
      if (events.length === 0) continue;
      const metadata = { ...context, commandId, occurredAt, provenance, causationId: context.commandId };
      decided.push({ events, context: metadata });
      for (const event of events) {
        state = caseDecider.evolve(state, event);
        const recorded = { ...event, metadata } as unknown as RecordedCaseEvent;
        clock = evolveSettledClock(clock, recorded, this.catalogue.current);
      }
    }
    return decided;
  }

  /** What a step asks of its case; refused where it names what nobody has published. */
  private commandOf(
    step: Step,
    { query, source }: History,
    reference: CaseReference,
    clock: CaseClock,
  ): CaseCommand | Rejection {
    const occurredAt = step.at;
    const catalogue = this.catalogue.current;
    switch (step.step) {
      case 'raise': {
        const service = catalogue.service(query.service);
        if (!service) return refuse.serviceNotPublished(query.service);
        return {
          ...query,
          type: 'RaiseQuery',
          occurredAt,
          kind: query.kind ?? service.definition.kind,
          service: { code: query.service, version: service.version },
          standard: this.standardOf(service.definition),
          source,
          facts: { questions: [] },
        };
      }
      case 'acknowledge':
        return {
          type: 'AcknowledgeQuery',
          reference,
          channel: 'unknown',
          promised: promisedBy(clock, catalogue, occurredAt),
          occurredAt,
        };
      case 'forward': {
        const { department, queue } = step;
        const queues = catalogue.department(department)?.definition.queues ?? [];
        if (queues.some(({ code }) => code === queue)) {
          return { type: 'ForwardToDepartment', department, queue, occurredAt };
        }
        return refuse.queueNotPublished(department, queue);
      }
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

  /**
   * A past case is held to its service's own standard or to the dates it brought, never to a standard of its kind or
   * channel that nobody had promised: without either it is not measured.
   */
  private standardOf({ standard }: Service): Versioned | undefined {
    const published = standard ? this.catalogue.current.standard(standard) : undefined;
    return published && { code: published.definition.code, version: published.version };
  }
}

/** A step of a history; raising is the first of every one. */
type Step = HistoryStep | { step: 'raise'; at: string; provenance: 'observed' };

/** The others of the request stand all the same. */
function unwritable({ faults }: UnwritableEvent): Imported {
  const [fault] = faults;
  return { kind: 'refused', code: 'invalid-event', reason: fault?.message ?? '', field: fault?.field };
}
