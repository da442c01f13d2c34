import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Keyring } from '@guildhall/keyring/keyring';
import { openSummary } from '@guildhall/keyring/open-boxes';
import {
  queueCounts,
  queuePage,
  type QueueQuery,
  whoHoldsWhat,
} from '@guildhall/read-models/queue/queue.query';
import type { Freshness } from '@guildhall/read-models/read-model';
import { instantOf } from '../queries/fresh';
import { ReadModels } from '../queries/read-models';

/** A page of open cases: what is due first comes first. */
export class ListQueue extends Query<object> {
  constructor(
    readonly query: QueueQuery,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

export interface PresentedCounts {
  stages: Awaited<ReturnType<typeof queueCounts>>;
  officers: Awaited<ReturnType<typeof whoHoldsWhat>>;
  freshness: Freshness;
}

/** The same cases counted: how many at each stage, and who holds what. */
export class CountQueue extends Query<PresentedCounts> {
  constructor(
    readonly query: QueueQuery,
    readonly waitFor: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ListQueue)
export class ListQueueHandler implements IQueryHandler<ListQueue> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly keyring: Keyring,
  ) {}

  async execute({ query, waitFor }: ListQueue): Promise<object> {
    const { answer, freshness } = await this.readModels.queue.ask((db) => queuePage(db, query), waitFor);
    const cases = await Promise.all(
      answer.items.map(async ({ query: box, raisedAt, due, ...item }) => ({
        ...item,
        ...(await openSummary(this.keyring, box)),
        raisedAt: instantOf(raisedAt),
        due: instantOf(due),
      })),
    );
    return { cases, next: answer.next, freshness };
  }
}

@QueryHandler(CountQueue)
export class CountQueueHandler implements IQueryHandler<CountQueue> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ query, waitFor }: CountQueue): Promise<PresentedCounts> {
    const { answer, freshness } = await this.readModels.queue.ask(
      async (db) => ({ stages: await queueCounts(db, query), officers: await whoHoldsWhat(db, query) }),
      waitFor,
    );
    return { ...answer, freshness };
  }
}
