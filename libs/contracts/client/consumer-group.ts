import { type DepartmentEvent, type FeedEvent, parseDepartmentEvent } from '../department-event';
import { FeedApi, FeedProblem } from './feed-api';
import { Patience } from './patience';

/** An event that this member holds until its lease runs out. */
export interface Delivery {
  /** What to answer to. */
  delivery: string;
  /** Which delivery of the event this is, from 1. */
  attempt: number;
  position: string;
  event: FeedEvent;
}

/** A parked event: it waits for somebody, and holds back the later events of its case. */
export interface Parked {
  position: string;
  subject: string;
  reason: string;
  parkedAt: string;
  attempts: number;
  /** How many later events of its case wait for it. */
  holdsBack: number;
  event: FeedEvent | null;
}

/** What to do with each type of event; those without an entry are acknowledged. */
export type Handlers = {
  readonly [Type in DepartmentEvent['type']]?: (
    event: Extract<DepartmentEvent, { type: Type }>,
  ) => void | Promise<void>;
};

export interface WorkOptions {
  /** Names this process among the others of the group. */
  member: string;
  on: Handlers;
  /** Ends the work, once what is in hand is done. */
  signal: AbortSignal;
  /** Events in hand at once; 10 when left out. Each is of another case. */
  max?: number;
  /** Seconds that events are this member's; 30 when left out. Renewed while they are worked on. */
  leaseSeconds?: number;
}

/** Thrown by a handler: trying again would not help, so the event is parked. The reason is kept in the clear. */
export class ParkThis extends Error {
  override readonly name = 'ParkThis';
}

/** Seconds that a claim waits for an event when there is none. */
const WAIT = 20;

/**
 * A consumer group: each event goes to one of its members, at least once, and those of one case one after the other.
 * Every method throws FeedProblem when it is refused.
 */
export class ConsumerGroup {
  constructor(
    private readonly api: FeedApi,
    readonly name: string,
  ) {}

  /** Makes the group when it is not there; one that is stays where it is. */
  async open(settings: { startFrom?: string; maxAttempts?: number } = {}): Promise<void> {
    await this.api.put(this.path(), settings);
  }

  async claim(
    member: string,
    asked: { max?: number; leaseSeconds?: number; waitSeconds?: number } = {},
    signal?: AbortSignal,
  ): Promise<Delivery[]> {
    const { deliveries } = await this.api.post<{ deliveries: Delivery[] }>(
      this.path('claims'),
      { member, ...asked },
      signal,
    );
    return deliveries;
  }

  /** Answers those that count: the others' leases had run out, and somebody else was given their events. */
  async acknowledge(member: string, deliveries: readonly string[]): Promise<string[]> {
    const { acknowledged } = await this.api.post<{ acknowledged: string[] }>(this.path('acknowledgements'), {
      member,
      deliveries,
    });
    return acknowledged;
  }

  async renew(member: string, deliveries: readonly string[], leaseSeconds?: number): Promise<void> {
    await this.api.post(this.path('renewals'), { member, deliveries, leaseSeconds });
  }

  /** Gives an event back, for later; after its last attempt it is parked. */
  async retryLater(
    member: string,
    delivery: string,
    { reason, afterSeconds }: { reason: string; afterSeconds?: number },
  ): Promise<void> {
    await this.api.post(this.path('retries'), { member, delivery, reason, afterSeconds });
  }

  /** Sets an event aside until somebody has looked at it. */
  async park(member: string, delivery: string, reason: string): Promise<void> {
    await this.api.post(this.path('parkings'), { member, delivery, reason });
  }

  /** The first page of what is parked. */
  async parked(): Promise<Parked[]> {
    return (await this.api.get<{ parked: Parked[] }>(this.path('parked'))).parked;
  }

  /** Lets parked events be claimed again; all of them unless positions are given. */
  async replay(positions?: readonly string[]): Promise<void> {
    await this.api.post(this.path('replays'), positions ? { positions } : { all: true });
  }

  /**
   * Works on events until the signal. What a handler has done is acknowledged; what it throws at is tried again later,
   * with the error's name as the reason, or parked when it throws {@link ParkThis}. Guildhall may be away in between.
   */
  async work({ member, on, signal, max = 10, leaseSeconds = 30 }: WorkOptions): Promise<void> {
    const patience = new Patience();
    while (!signal.aborted) {
      try {
        const asked = { max, leaseSeconds, waitSeconds: WAIT };
        const deliveries = await this.claim(member, asked, signal);
        patience.itWentWell();
        await this.handle(deliveries, { member, on, leaseSeconds });
      } catch (fault) {
        await patience.after(fault, signal);
      }
    }
  }

  private async handle(
    deliveries: readonly Delivery[],
    { member, on, leaseSeconds }: { member: string; on: Handlers; leaseSeconds: number },
  ): Promise<void> {
    if (deliveries.length === 0) return;
    const ids = deliveries.map(({ delivery }) => delivery);
    const renewing = setInterval(
      () => void this.renew(member, ids, leaseSeconds).catch(() => undefined),
      (leaseSeconds * 1_000) / 3,
    );
    try {
      const results = await Promise.all(deliveries.map((delivery) => this.tryHandler(member, on, delivery)));
      const done = ids.filter((_, index) => results[index]);
      if (done.length > 0) await unlessTakenAway(this.acknowledge(member, done));
    } finally {
      clearInterval(renewing);
    }
  }

  /** Answers whether it is done. */
  private async tryHandler(member: string, on: Handlers, { delivery, event }: Delivery): Promise<boolean> {
    try {
      const known = parseDepartmentEvent(event) as DepartmentEvent;
      await (on[known.type] as ((event: DepartmentEvent) => void | Promise<void>) | undefined)?.(known);
      return true;
    } catch (fault) {
      const { name, message } = fault instanceof Error ? fault : new Error();
      await unlessTakenAway(
        fault instanceof ParkThis
          ? this.park(member, delivery, message || name)
          : this.retryLater(member, delivery, { reason: name }),
      );
      return false;
    }
  }

  private path(rest = ''): string {
    return ['consumer-groups', encodeURIComponent(this.name), rest].filter(Boolean).join('/');
  }
}

/** A lease that ran out has passed the event on: somebody else will do it, or has done it. */
async function unlessTakenAway(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (fault) {
    if (!(fault instanceof FeedProblem && fault.status === 409)) throw fault;
  }
}
