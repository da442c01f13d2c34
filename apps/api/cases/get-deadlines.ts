import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Moment, replayCase } from '@guildhall/application/case/case-history';
import { EventLog } from '@guildhall/application/event-log';
import { explainedTargetsOf } from '@guildhall/domain/case/explained-targets';
import { evolveSettledClock, unwoundClock } from '@guildhall/domain/case/case-clock';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { freshnessOf, instantOf } from '../queries/fresh';
import { nowOf } from './now-of';
import { presentedTarget } from './presented-target';

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
  constructor(private readonly log: EventLog) {}

  async execute({ reference, moment }: GetDeadlines): Promise<object | undefined> {
    const replayed = await replayCase(this.log, reference, moment, unwoundClock, evolveSettledClock);
    if (!replayed) return undefined;
    const { state: clock, catalogue, last } = replayed;
    return {
      reference,
      ...moment,
      startedAt: instantOf(clock.startedAt),
      standard: clock.standard,
      targets: explainedTargetsOf(clock, catalogue, nowOf(moment)).map(
        ({ target, standing, left, explanation }) => ({
          basis: target.basis,
          ...presentedTarget(target, standing),
          left,
          ...(explanation && { conclusion: explanation.conclusion, days: explanation.days }),
        }),
      ),
      freshness: freshnessOf(last),
    };
  }
}
