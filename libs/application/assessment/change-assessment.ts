import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AssessmentCommand } from '../../domain/assessment/assessment-commands';
import { assessmentDecider } from '../../domain/assessment/assessment-decider';
import { assessmentStream, type RecordedAssessmentEvent } from '../../domain/assessment/assessment-events';
import { refuse } from '../../domain/assessment/assessment-refusals';
import type { Rejection } from '../../event-sourcing/rejection';
import { LiveCatalogue } from '../catalogue/live-catalogue';
import type { CommandContext } from '../command-context';
import { CommandRunner } from '../command-runner';
import type { Outcome } from '../outcome';
import { lastHappenedAt, whenItHappened } from '../when-it-happened';
import type { AssessmentRequest } from './assessment-request';
import { SaidBefore } from './said-before';

/** Begins a cycle of accreditation, or goes on with one. */
export class ChangeAssessment extends Command<Outcome> {
  constructor(
    readonly assessmentId: string,
    readonly request: AssessmentRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ChangeAssessment)
export class ChangeAssessmentHandler implements ICommandHandler<ChangeAssessment> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogue: LiveCatalogue,
    private readonly saidBefore: SaidBefore,
  ) {}

  execute({ assessmentId, request, context }: ChangeAssessment): Promise<Outcome> {
    return this.runner.run(
      assessmentDecider,
      assessmentStream(assessmentId),
      (history) => this.withFacts(request, history, context),
      context,
      { presumedNew: request.type === 'BeginAssessment' },
    );
  }

  /** The standard in force for a cycle that begins; the version it is pinned to for one that goes on. */
  private async withFacts(
    request: AssessmentRequest,
    history: readonly RecordedAssessmentEvent[],
    context: CommandContext,
  ): Promise<AssessmentCommand | Rejection> {
    const { actor } = context;
    const occurredAt = whenItHappened(context, history);
    const catalogue = this.catalogue.current;
    if (request.type === 'BeginAssessment') {
      const current = catalogue.accreditationStandard(request.standard);
      if (!current) return refuse.unknownStandard(request.standard);
      const { version, definition } = current;
      const standard = { code: definition.code, version };
      const { department, service } = request.scope;
      if (department !== undefined && !catalogue.department(department)) {
        return refuse.unknownScope('department', department);
      }
      if (service !== undefined && !catalogue.service(service))
        return refuse.unknownScope('service', service);
      return { ...request, standard, occurredAt, facts: { standard: definition } };
    }
    const [begun] = history;
    if (begun?.type !== 'AssessmentBegun') return refuse.assessmentNotFound();
    const { code, version } = begun.data.standard;
    const pinned = catalogue.accreditationStandard(code, version);
    if (!pinned) throw new Error(`Version ${version} of ${code} is not in the catalogue`);
    const isSaidAgain = await this.saidBefore.isSaidAgain(request, history, context);
    const facts = { standard: pinned.definition, isSaidAgain, lastHappenedAt: lastHappenedAt(history) };
    return request.type === 'ScoreElement'
      ? { ...request, occurredAt, scoredBy: actor.kind, facts }
      : { ...request, occurredAt, facts };
  }
}
