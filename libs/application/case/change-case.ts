import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream } from '../../domain/case/case-events';
import type { CaseReference } from '../../domain/case/case-reference';
import { Rejection } from '../../event-sourcing/rejection';
import { LiveCatalogue } from '../catalogue/live-catalogue';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { type CaseRequest, lookUpFacts } from './look-up-facts';

/** Everything that can be asked of a case once it is raised. */
export class ChangeCase extends Command<Outcome> {
  constructor(
    readonly reference: CaseReference,
    readonly request: CaseRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeCase)
export class ChangeCaseHandler implements ICommandHandler<ChangeCase> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly log: EventLog,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async execute({ reference, request, context }: ChangeCase): Promise<Outcome> {
    const { occurredAt } = context;
    const command = await lookUpFacts(request, {
      reference,
      occurredAt,
      log: this.log,
      catalogue: this.catalogue.current,
    });
    return command instanceof Rejection
      ? { kind: 'refused', rejection: command }
      : this.runner.run(caseDecider, caseStream(reference), command, context);
  }
}
