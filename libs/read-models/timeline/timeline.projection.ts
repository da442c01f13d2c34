import { type CaseClock, evolveSettledClock, unwoundClock } from '../../domain/case/case-clock';
import { caseEvents, caseOfStream, type RecordedCaseEvent } from '../../domain/case/case-events';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import {
  customerEvents,
  customerOfStream,
  type StoredCustomerEvent,
} from '../../domain/customer/customer-events';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { foldBy, type Projection, rowPerEvent } from '../projection';
import { isTold } from './sentences';

export const timelineTables = {
  cases: 'timeline_case',
  entries: 'timeline_entry',
  customers: 'timeline_customer',
};

/** What a customer's timeline keeps of a case. `query` is sealed. */
export interface TimelineCase extends CaseProgress {
  customerId?: string;
  service?: string;
  query?: string;
  clock: CaseClock;
}

function evolveCase(known: TimelineCase, event: RecordedCaseEvent, catalogue: Catalogue): TimelineCase {
  const clock = evolveSettledClock(known.clock, event, catalogue);
  const evolved = { ...known, ...progressAfter(known, event), clock };
  switch (event.type) {
    case 'QueryRaised': {
      const { customerId, service, sealed } = event.data;
      return { ...evolved, customerId, service: service.code, query: sealed };
    }
    case 'Reclassified':
      return { ...evolved, service: event.data.service.code };
    default:
      return evolved;
  }
}

/** What it keeps of the customer: sealed boxes, the later ones over the earlier. */
export interface TimelineCustomer {
  preference?: string;
  boxes: readonly string[];
  /** The record that stays in the place of this one, and since when: UTC milliseconds. */
  merged?: { into: string; at: number };
}

function evolveCustomer(
  customer: TimelineCustomer,
  { type, data, metadata }: Recorded<StoredCustomerEvent>,
): TimelineCustomer {
  switch (type) {
    case 'CustomerMerged':
      return { ...customer, merged: { into: data.into, at: Date.parse(metadata.occurredAt) } };
    case 'CustomerUnmerged':
      return { ...customer, merged: undefined };
    default:
      return {
        ...customer,
        preference: 'preference' in data ? data.preference : customer.preference,
        boxes: data.sealed ? [...customer.boxes, data.sealed] : customer.boxes,
      };
  }
}

/**
 * A customer's cases and contacts. Sentences are rendered when asked: what is kept of an event is its own data, so that
 * nothing readable of a person is stored.
 */
export const timelineProjection: Projection = {
  name: 'timeline',
  version: 3,
  parts: [
    foldBy({
      table: {
        name: timelineTables.cases,
        columns: { customer: 'text', raised_at: 'integer' },
        indexes: [['customer', 'raised_at', 'reference']],
      },
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: { ...notBegun, clock: unwoundClock },
      evolve: evolveCase,
      columns: ({ customerId, reached }) => ({
        customer: customerId ?? null,
        raised_at: reached.raised ?? 0,
      }),
    }),
    rowPerEvent({
      table: {
        name: timelineTables.entries,
        columns: {
          reference: 'text',
          revision: 'integer',
          occurred_at: 'integer',
          type: 'text',
          data: 'text',
        },
        key: ['reference', 'revision'],
      },
      handles: Object.keys(caseEvents).filter((type) => isTold(type)),
      row: ({ stream, revision, metadata, type, data }: RecordedCaseEvent) =>
        isTold(type, data)
          ? {
              reference: caseOfStream(stream) ?? '',
              revision,
              occurred_at: Date.parse(metadata.occurredAt),
              type,
              data: JSON.stringify(data),
            }
          : undefined,
    }),
    foldBy({
      table: {
        name: timelineTables.customers,
        columns: { merged_into: 'text' },
        indexes: [['merged_into']],
      },
      key: 'customer',
      keyOf: ({ stream }) => customerOfStream(stream),
      handles: Object.keys(customerEvents),
      initial: { boxes: [] },
      evolve: evolveCustomer,
      columns: ({ merged }) => ({ merged_into: merged?.into ?? null }),
    }),
  ],
};
