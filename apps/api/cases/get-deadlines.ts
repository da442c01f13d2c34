import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { catalogueAsOf, historyOf, type Moment } from '@guildhall/application/case/case-history';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { explainedTargetsOf } from '@guildhall/domain/case/explained-targets';
import { evolveClock, unwoundClock } from '@guildhall/domain/case/case-clock';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { standing } from '@guildhall/domain/standards/targets-of-case';
import { fold } from '@guildhall/event-sourcing/decider';
import { instantOf } from '../queries/fresh';

/** Each target of a case, and day by day why it is due when it is; undefined when there is no such case. */
export class GetDeadlines extends Query<object | undefined> {
  constructor(
    readonly reference: CaseReference,
    readonly moment: Moment,
  ) {
    super();
  }
}

@QueryHandler(GetDeadlines)
export class GetDeadlinesHandler implements IQueryHandler<GetDeadlines> {
  constructor(
    private readonly log: EventLog,
    private readonly catalogue: LiveCatalogue,
  ) {}

  async execute({ reference, moment }: GetDeadlines): Promise<object | undefined> {
    const history = await historyOf(this.log, reference, moment);
    const last = history.at(-1);
    if (!last) return undefined;
    const now = Date.parse(moment.effectiveAt ?? moment.asOf ?? new Date().toISOString());
    const catalogue = moment.asOf ? await catalogueAsOf(this.log, moment.asOf) : this.catalogue.current;
    const clock = fold(evolveClock, unwoundClock, history);
    return {
      reference,
      ...moment,
      startedAt: instantOf(clock.startedAt),
      standard: clock.standard,
      targets: explainedTargetsOf(clock, catalogue).map(({ target, explanation }) => ({
        target: target.target,
        basis: target.basis,
        due: instantOf(target.due),
        reachedAt: instantOf(target.reachedAt),
        standing: standing(target, now),
        ...(explanation && { conclusion: explanation.conclusion, days: explanation.days }),
      })),
      freshness: { position: last.position, upTo: last.metadata.recordedAt, behind: 0, stale: false },
    };
  }
}
