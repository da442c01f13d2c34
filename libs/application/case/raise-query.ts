import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { RaiseQuery } from '../../domain/case/case-commands';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream } from '../../domain/case/case-events';
import { type CaseReference, referenceFor } from '../../domain/case/case-reference';
import { refuse } from '../../domain/case/case-refusals';
import type { Kind } from '../../domain/case/vocabulary';
import { customerDecider, isNobody } from '../../domain/customer/customer-decider';
import { customerStream } from '../../domain/customer/customer-events';
import { refuse as refuseCustomer } from '../../domain/customer/customer-refusals';
import { Rejection } from '../../event-sourcing/rejection';
import { LiveCatalogue } from '../catalogue/live-catalogue';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';

/** The namespace of the ids of customers who are registered along with their first query. */
const CUSTOMER_IDS = '9b1f6f2e-54d4-4a0b-8c3e-2f7a90c1d2e3';

/** What somebody says when they raise a query; the service's facts are looked up. */
export type QueryToRaise = Omit<
  RaiseQuery,
  'type' | 'occurredAt' | 'facts' | 'kind' | 'service' | 'standard'
> & {
  service: string;
  /** The service's own kind when left out. */
  kind?: Kind;
};

export interface Raised {
  outcome: Outcome;
  reference: CaseReference;
  customerId?: string;
}

export class RaiseQueryCommand extends Command<Raised> {
  constructor(
    readonly query: QueryToRaise,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RaiseQueryCommand)
export class RaiseQueryHandler implements ICommandHandler<RaiseQueryCommand> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly log: EventLog,
    private readonly catalogue: LiveCatalogue,
  ) {}

  /**
   * Raises the case, then registers the customer who came with it. Both ids derive from the command, so whoever
   * repeats the command after a crash between the two finishes it.
   */
  async execute({ query, context }: RaiseQueryCommand): Promise<Raised> {
    const customerId =
      query.customerId ?? (query.customer ? uuidv5(context.commandId, CUSTOMER_IDS) : undefined);
    const command = await this.withFacts(query, customerId, context);
    if (command instanceof Rejection) {
      return { outcome: { kind: 'refused', rejection: command }, reference: referenceFor(context.commandId) };
    }
    const raised = await this.raise(command, context);
    if (raised.outcome.kind !== 'accepted' || !query.customer || !customerId || query.customerId) {
      return { ...raised, customerId };
    }
    const registered = await this.register(customerId, query.customer, context);
    if (registered.kind !== 'accepted') return { ...raised, outcome: registered, customerId };
    // Whoever waits for the answer's position has both.
    return { ...raised, outcome: { ...raised.outcome, position: registered.position }, customerId };
  }

  /** Two commands may derive the same reference: whoever comes second takes the next. */
  private async raise(command: RaiseQuery, context: CommandContext): Promise<Raised> {
    for (let attempt = 0; ; attempt++) {
      const reference = referenceFor(context.commandId, attempt);
      const outcome = await this.runner.run(caseDecider, caseStream(reference), command, context, {
        owner: { customerId: command.customerId },
        presumedNew: true,
      });
      const taken = outcome.kind === 'refused' && outcome.rejection.code === 'reference-taken';
      if (!taken) return { outcome, reference };
    }
  }

  private async withFacts(
    query: QueryToRaise,
    customerId: string | undefined,
    context: CommandContext,
  ): Promise<RaiseQuery | Rejection> {
    const { service: code, kind, ...rest } = query;
    const service = this.catalogue.current.service(code);
    if (!service) return refuse.unknownService(code);
    if (query.customerId && (await this.isUnknown(query.customerId))) return refuse.unknownCustomer();
    if (query.customer && isNobody(query.customer)) return refuseCustomer.noDetails();
    const kindOfCase = kind ?? service.definition.kind;
    return {
      ...rest,
      customerId,
      type: 'RaiseQuery',
      occurredAt: context.occurredAt,
      kind: kindOfCase,
      service: { code, version: service.version },
      standard: this.catalogue.current.standardFor({
        kind: kindOfCase,
        channel: rest.channel,
        service: service.definition,
      }),
      facts: { questions: service.definition.questions },
    };
  }

  private async isUnknown(customerId: string): Promise<boolean> {
    return (await this.log.load(customerStream(customerId))).length === 0;
  }

  private register(
    customerId: string,
    details: NonNullable<QueryToRaise['customer']>,
    context: CommandContext,
  ) {
    const { expectedRevision: _, ...unconditional } = context;
    return this.runner.run(
      customerDecider,
      customerStream(customerId),
      { type: 'RegisterCustomer', details, occurredAt: context.occurredAt },
      unconditional,
      { owner: { customerId }, presumedNew: true },
    );
  }
}
