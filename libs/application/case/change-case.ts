import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { caseDecider } from '../../domain/case/case-decider';
import { caseStream } from '../../domain/case/case-events';
import type { CaseReference } from '../../domain/case/case-reference';
import { LiveCatalogue } from '../catalogue/live-catalogue';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import { EventLog } from '../event-log';
import type { Outcome } from '../outcome';
import { whenItHappened } from '../when-it-happened';
import { Duplicates } from './duplicates';
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
  private readonly duplicates: Duplicates;

  constructor(
    private readonly runner: CommandRunner,
    log: EventLog,
    private readonly catalogue: LiveCatalogue,
  ) {
    this.duplicates = new Duplicates(runner, log);
  }

  execute({ reference, request, context }: ChangeCase): Promise<Outcome> {
    if (request.type === 'MarkDuplicate') return this.duplicates.mark(reference, request.of, context);
    if (request.type === 'UndoDuplicate') return this.duplicates.undo(reference, request, context);
    const sources = { reference, catalogue: this.catalogue.overTime };
    return this.runner.run(
      caseDecider,
      caseStream(reference),
      (history) =>
        Promise.resolve(
          lookUpFacts(request, history, {
            ...sources,
            occurredAt: whenItHappened(context, history),
          }),
        ),
      context,
    );
  }
}
