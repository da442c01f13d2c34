import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { historyOf, type Moment } from '@guildhall/application/case/case-history';
import { EventLog } from '@guildhall/application/event-log';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import { Keyring } from '@guildhall/keyring/keyring';
import { openBoxes } from '@guildhall/keyring/open-boxes';
import { freshnessOf } from '../queries/fresh';

/** Every event of a case, in order, straight from the log; undefined when there is no such case. */
export class GetHistory extends Query<object | undefined> {
  constructor(
    readonly reference: CaseReference,
    readonly moment: Moment,
  ) {
    super();
  }
}

@QueryHandler(GetHistory)
export class GetHistoryHandler implements IQueryHandler<GetHistory> {
  constructor(
    private readonly log: EventLog,
    private readonly keyring: Keyring,
  ) {}

  async execute({ reference, moment }: GetHistory): Promise<object | undefined> {
    const history = await historyOf(this.log, reference, moment);
    const last = history.at(-1);
    if (!last) return undefined;
    const events = await Promise.all(
      history.map(async ({ id, type, revision, position, metadata, data }) => ({
        revision,
        type,
        occurredAt: metadata.occurredAt,
        recordedAt: metadata.recordedAt,
        actor: metadata.actor,
        provenance: metadata.provenance,
        data: await openBoxes(this.keyring, data),
        id,
        position,
      })),
    );
    return { reference, ...moment, events, freshness: freshnessOf(last) };
  }
}
