import type { ContactDetails } from '../../domain/case/vocabulary';
import { customerDecider, type CustomerState } from '../../domain/customer/customer-decider';
import {
  type ContactPreference,
  customerStream,
  type StoredCustomerEvent,
} from '../../domain/customer/customer-events';
import { leadsTo, recordsOf, survivorOf } from '../../domain/customer/merged-records';
import { fold } from '../../event-sourcing/decider';
import type { Recorded } from '../../event-sourcing/recorded-event';
import type { Keyring } from '../../keyring/keyring';
import { openBox } from '../../keyring/open-boxes';
import type { EventLog } from '../event-log';

type History = readonly Recorded<StoredCustomerEvent>[];

/** A customer's record as it stands now, opened. Of one who was forgotten only what is not personal is left. */
export interface CustomerRecord extends ContactDetails {
  customerId: string;
  preference?: ContactPreference;
  /** Reasonable adjustments (Equality Act 2010, s.20), in the words of whoever recorded them. */
  adjustments: readonly string[];
  forgotten: boolean;
  merged?: { into: string; at: string; reason?: string };
}

/** A person: the record that stays, and all that were merged into it, at any remove. */
export interface Person {
  record: CustomerRecord;
  /** Those that were merged into it; empty for most. */
  others: readonly CustomerRecord[];
  /** What the person needs from us, whichever of their records says so: none is lost by a merge. */
  adjustments: readonly string[];
}

/** Who is behind customers' records, as the log says now. */
export class People {
  constructor(
    private readonly log: EventLog,
    private readonly keyring: Keyring,
  ) {}

  /** The person whose record this is, be it merged into another; undefined when nobody is registered under the id. */
  async personOf(customerId: string): Promise<Person | undefined> {
    const streams = new CustomerStreams(this.log);
    return this.gathered(await survivorOf(customerId, streams.into), streams);
  }

  /** This record, with those that were merged into it alone: what it would be taken back with. */
  underRecord(customerId: string): Promise<Person | undefined> {
    return this.gathered(customerId, new CustomerStreams(this.log));
  }

  /** The record that stays in the place of this one: itself where it was not merged. */
  survivorOf(customerId: string): Promise<string> {
    return survivorOf(customerId, new CustomerStreams(this.log).into);
  }

  /** One record by itself; undefined when there is none. */
  async recordOf(customerId: string): Promise<CustomerRecord | undefined> {
    const history = await new CustomerStreams(this.log).history(customerId);
    return history.length === 0 ? undefined : this.opened(customerId, history);
  }

  /** What is there to merge a record into. */
  async mergeTarget(from: string, into: string): Promise<'nobody' | 'leads-back' | 'a-customer'> {
    const streams = new CustomerStreams(this.log);
    if ((await streams.history(into)).length === 0) return 'nobody';
    return (await leadsTo(into, from, streams.into)) ? 'leads-back' : 'a-customer';
  }

  private async gathered(first: string, streams: CustomerStreams): Promise<Person | undefined> {
    if ((await streams.history(first)).length === 0) return undefined;
    const ids = await recordsOf(first, streams.mergedInto);
    const [record, ...others] = await Promise.all(
      ids.map(async (id) => this.opened(id, await streams.history(id))),
    );
    if (!record) return undefined;
    const adjustments = [...new Set([record, ...others].flatMap((one) => one.adjustments))];
    return { record, others, adjustments };
  }

  private async opened(customerId: string, history: History): Promise<CustomerRecord> {
    let record: CustomerRecord = { customerId, adjustments: [], forgotten: false };
    for (const { type, data, metadata } of history) {
      const opened = await openBox(this.keyring, data.sealed);
      if (opened['forgotten']) record = { ...record, forgotten: true };
      switch (type) {
        case 'CustomerMerged': {
          const { reason } = opened as { reason?: string };
          record = { ...record, merged: { into: data.into, at: metadata.occurredAt, reason } };
          break;
        }
        case 'CustomerUnmerged':
          record = { ...record, merged: undefined };
          break;
        case 'CustomerRegistered':
        case 'CustomerDetailsChanged':
        case 'ReasonableAdjustmentsRecorded':
          record = { ...record, ...withoutMark(opened) };
          break;
        default:
      }
      if ('preference' in data && data.preference) record = { ...record, preference: data.preference };
    }
    return record;
  }
}

/** Each stream is read once for one question, however often that comes by it. */
class CustomerStreams {
  private readonly read = new Map<string, Promise<History>>();

  constructor(private readonly log: EventLog) {}

  history(customerId: string): Promise<History> {
    const known = this.read.get(customerId);
    if (known) return known;
    const history = this.log.load<StoredCustomerEvent>(customerStream(customerId));
    this.read.set(customerId, history);
    return history;
  }

  readonly into = async (customerId: string): Promise<string | undefined> =>
    (await this.state(customerId)).mergedInto;

  /** Where a record says that others were about to be merged into it, those say whether they are. */
  readonly mergedInto = async (customerIds: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const customerId of customerIds) {
      for (const from of (await this.state(customerId)).announced) {
        if ((await this.into(from)) === customerId) found.push(from);
      }
    }
    return found;
  };

  private async state(customerId: string): Promise<CustomerState> {
    return fold(customerDecider.evolve, customerDecider.initial, await this.history(customerId));
  }
}

const withoutMark = ({ forgotten: _, ...opened }: Record<string, unknown>): Partial<CustomerRecord> => opened;
