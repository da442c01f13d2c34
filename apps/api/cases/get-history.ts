import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { historyOf, type Moment } from '@guildhall/application/case/case-history';
import { EventLog } from '@guildhall/application/event-log';
import type { CaseReference } from '@guildhall/domain/case/case-reference';
import type { Actor } from '@guildhall/event-sourcing/metadata';
import { Keyring } from '@guildhall/keyring/keyring';
import { openBoxes } from '@guildhall/keyring/open-boxes';
import type { Freshness } from '@guildhall/read-models/read-model';
import { freshnessOf } from '../queries/fresh';

export interface PresentedEvent {
  revision: number;
  type: string;
  occurredAt: string;
  recordedAt: string;
  actor: Actor;
  provenance: string | undefined;
  /** With its boxes opened. */
  data: object;
  id: string;
  position: string;
}

export type PresentedHistory = Moment & {
  reference: CaseReference;
  events: PresentedEvent[];
  freshness: Freshness;
};

/** Every event of a case, in order, straight from the log; undefined when there is no such case. */
export class GetHistory extends Query<PresentedHistory | undefined> {
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

  async execute({ reference, moment }: GetHistory): Promise<PresentedHistory | undefined> {
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
