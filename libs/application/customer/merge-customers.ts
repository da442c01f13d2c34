import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CustomerCommand, customerDecider } from '../../domain/customer/customer-decider';
import { customerStream, type StoredCustomerEvent } from '../../domain/customer/customer-events';
import { fold } from '../../event-sourcing/decider';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { People } from './people';

/** Two records are of one person: `into` stays in the place of `customerId`. */
export class MergeCustomers extends Command<Outcome> {
  constructor(
    readonly customerId: string,
    readonly into: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * One append makes it so: the one to the record that is merged. Before that, the record that stays is told where to
 * look; broken off in between, it looks, and finds that nothing was merged. So there is no half of a merge, and whoever
 * repeats the command finishes it.
 */
@CommandHandler(MergeCustomers)
export class MergeCustomersHandler implements ICommandHandler<MergeCustomers> {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runner: CommandRunner,
    private readonly log: EventLog,
    private readonly people: People,
  ) {}

  /** One after the other: each looks at where other records were merged, and must not look at the same time. */
  execute(asked: MergeCustomers): Promise<Outcome> {
    const merging = this.last.then(() => this.merge(asked));
    this.last = merging.catch(() => undefined);
    return merging;
  }

  private async merge({ customerId, into, reason, context }: MergeCustomers): Promise<Outcome> {
    const { occurredAt } = context;
    const command = async (): Promise<CustomerCommand> => ({
      type: 'MergeCustomer',
      into,
      reason,
      facts: { into: await this.people.mergeTarget(customerId, into) },
      occurredAt,
    });
    if (await this.wouldMerge(customerId, await command())) {
      const announced = await this.announce(customerId, into, context);
      if (announced.kind === 'refused' || announced.kind === 'contended') return announced;
    }
    return this.runner.run(customerDecider, customerStream(customerId), command, context, {
      owner: { customerId },
    });
  }

  /** Otherwise there is nothing to announce: it is refused, or so already. */
  private async wouldMerge(customerId: string, command: CustomerCommand): Promise<boolean> {
    const history = await this.log.load<StoredCustomerEvent>(customerStream(customerId));
    const decision = customerDecider.decide(
      command,
      fold(customerDecider.evolve, customerDecider.initial, history),
    );
    return Array.isArray(decision) && decision.length > 0;
  }

  private announce(from: string, into: string, context: CommandContext): Promise<Outcome> {
    const { expectedRevision: _, ...unconditional } = context;
    return this.runner.run(
      customerDecider,
      customerStream(into),
      { type: 'AnnounceMerge', from, occurredAt: context.occurredAt },
      { ...unconditional, commandId: `${context.commandId}/announce`, causationId: context.commandId },
    );
  }
}
