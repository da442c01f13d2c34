import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { elementCalled } from '@guildhall/domain/assessment/accreditation-standard';
import type { ScoreElement } from '@guildhall/domain/assessment/assessment-commands';
import { assessmentDecider } from '@guildhall/domain/assessment/assessment-decider';
import { assessmentStream, type StoredAssessmentEvent } from '@guildhall/domain/assessment/assessment-events';
import { evidenceFor } from '@guildhall/domain/assessment/assessment-state';
import { fold } from '@guildhall/event-sourcing/decider';
import { Suggestions } from './suggestions';

type Suggested = ScoreElement['suggested'];

/** What is suggested of an element at this moment: recorded beside the score that a person gives. */
export class SuggestScore extends Query<Suggested> {
  constructor(
    readonly assessmentId: string,
    readonly element: string,
  ) {
    super();
  }
}

const nothing: Suggested = { reasons: [] };

@QueryHandler(SuggestScore)
export class SuggestScoreHandler implements IQueryHandler<SuggestScore> {
  constructor(
    private readonly log: EventLog,
    private readonly catalogue: LiveCatalogue,
    private readonly suggestions: Suggestions,
  ) {}

  /** From the log, so that evidence attached a moment ago counts. What is not there is the decider's to refuse. */
  async execute({ assessmentId, element: number }: SuggestScore): Promise<Suggested> {
    const history = await this.log.load<StoredAssessmentEvent>(assessmentStream(assessmentId));
    const state = fold(assessmentDecider.evolve, assessmentDecider.initial, history);
    const { begun, period } = state;
    if (!begun || !period) return nothing;
    const { code, version } = begun.standard;
    const standard = this.catalogue.current.accreditationStandard(code, version)?.definition;
    const element = standard && elementCalled(standard, number);
    if (!element) return nothing;
    const attachedTo = (one: string): number => evidenceFor(state, one);
    const by = { standard, scope: begun.scope, period, attachedTo };
    const [suggestion] = (await this.suggestions.about([element], by)).answer;
    return { score: suggestion?.score, reasons: suggestion?.findings.map(({ reason }) => reason) ?? [] };
  }
}
