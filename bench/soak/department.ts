import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from '@guildhall/contracts/client/consumer-group';
import { DepartmentClient } from '@guildhall/contracts/client/department-client';
import { FeedProblem } from '@guildhall/contracts/client/feed-api';
import type { Ledger } from './ledger';
import type { ServedProgram } from './served-program';

const GROUP = 'soak';
/** Seconds: what a killed server had handed out is handed out again soon. */
const LEASE = 2;
/** As many as may be: a kill between a claim and its acknowledgement is one, and after the last an event is parked. */
const ATTEMPTS = 100;

/** A department's own systems: one that follows its feed live, and members of a consumer group that share the work. */
export class SoakedDepartment {
  /** Positions as the live reader met them; it comes back with its last one after every kill. */
  readonly followed: string[] = [];
  /** Ids of events that the group has handed out; of some the answer to their acknowledgement was lost in a kill. */
  readonly delivered = new Set<string>();
  /** Ids of events that the group has taken for done. */
  readonly acknowledged = new Set<string>();

  constructor(
    private readonly program: ServedProgram,
    private readonly ledger: Ledger,
    readonly department: string,
  ) {}

  /** Reads the feed until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.program.up();
      // A connection of its own, which the next kill ends.
      const connection = new AbortController();
      const ended = AbortSignal.any([signal, connection.signal]);
      const url = this.program.url;
      const watching = this.endWhenMoved(url, connection, ended);
      const after = this.followed.at(-1);
      try {
        for await (const { position } of this.client().follow({ ...(after && { after }), signal: ended })) {
          this.followed.push(position);
        }
      } catch (error) {
        if (error instanceof FeedProblem && error.isFinal)
          this.ledger.fault(`The feed refused its reader at ${after ?? 'the beginning'}: ${error.message}`);
      }
      connection.abort();
      await watching;
    }
  }

  /** Claims and acknowledges until the signal. */
  async work(member: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.program.up();
      try {
        const group = this.client().group(GROUP);
        await group.open({ maxAttempts: ATTEMPTS });
        for (;;) {
          signal.throwIfAborted();
          const claimed = await group.claim(member, { max: 50, leaseSeconds: LEASE, waitSeconds: 1 }, signal);
          await this.settle(member, claimed);
        }
      } catch (error) {
        if (error instanceof FeedProblem && error.isFinal && error.status !== 409)
          this.ledger.fault(`The consumer group refused its member: ${error.message}`);
        await sleep(5);
      }
    }
  }

  /** Works off what is left. Answers how many events the group has yet to settle: none, if all is well. */
  async finish(): Promise<number> {
    const group = this.client().group(GROUP);
    await group.open({ maxAttempts: ATTEMPTS });
    for (let quiet = 0; quiet < 2;) {
      const claimed = await group.claim('last', { max: 500, leaseSeconds: 30, waitSeconds: LEASE + 1 });
      quiet = claimed.length === 0 ? quiet + 1 : 0;
      await this.settle('last', claimed);
    }
    const answer = await fetch(`${this.program.url}/departments/${this.department}/consumer-groups/${GROUP}`);
    const { lag, waiting, parked } = (await answer.json()) as Record<string, number>;
    return (lag ?? NaN) + (waiting ?? NaN) + (parked ?? NaN);
  }

  private async settle(member: string, claimed: readonly Delivery[]): Promise<void> {
    if (claimed.length === 0) return;
    for (const { event } of claimed) {
      this.delivered.add(event.id);
      if (this.acknowledged.has(event.id))
        this.ledger.fault(`${event.id} was delivered again after its acknowledgement was answered`);
    }
    const deliveries = claimed.map(({ delivery }) => delivery);
    const counted = new Set(await this.client().group(GROUP).acknowledge(member, deliveries));
    for (const { event, delivery } of claimed) if (counted.has(delivery)) this.acknowledged.add(event.id);
  }

  private client(): DepartmentClient {
    return new DepartmentClient({ url: this.program.url, department: this.department });
  }

  /** The client goes on trying where it was; the server comes back at another port. */
  private async endWhenMoved(url: string, connection: AbortController, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      if (this.program.url !== url) connection.abort();
      await sleep(20);
    }
  }
}
