import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CustomerCommand, customerDecider } from '../../domain/customer/customer-decider';
import { customerStream } from '../../domain/customer/customer-events';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import type { Outcome } from '../outcome';

type Unstamped<Message> = Message extends unknown ? Omit<Message, 'occurredAt'> : never;

/** Registers a customer or changes the record. */
export class ChangeCustomer extends Command<Outcome> {
  constructor(
    readonly customerId: string,
    readonly command: Unstamped<CustomerCommand>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeCustomer)
export class ChangeCustomerHandler implements ICommandHandler<ChangeCustomer> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ customerId, command, context }: ChangeCustomer): Promise<Outcome> {
    const stamped = { ...command, occurredAt: context.occurredAt };
    return this.runner.run(customerDecider, customerStream(customerId), stamped, context, {
      owner: { customerId },
      presumedNew: command.type === 'RegisterCustomer',
    });
  }
}
