import { caseEvents, caseOfStream, type RecordedCaseEvent } from '../../domain/case/case-events';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { foldBy, type Projection, rowPerEvent } from '../projection';

export const searchTables = { cases: 'search', wards: 'search_ward' };

/** What search keeps of a case. `query` is sealed: its words are not searched, they are shown. */
export interface SearchedCase extends CaseProgress {
  customerId?: string;
  kind: string;
  service: string;
  ward?: string;
  query?: string;
}

function evolve(known: SearchedCase, event: RecordedCaseEvent): SearchedCase {
  const evolved = { ...known, ...progressAfter(known, event) };
  switch (event.type) {
    case 'QueryRaised': {
      const { customerId, kind, service, location, sealed } = event.data;
      return { ...evolved, customerId, kind, service: service.code, ward: location?.ward, query: sealed };
    }
    case 'Reclassified':
      return { ...evolved, kind: event.data.kind, service: event.data.service.code };
    default:
      return evolved;
  }
}

/**
 * Every case, by what may be read of it: its service, its place, whose it is. Each index holds what is filtered by too,
 * so that a filter that few cases pass does not fetch all those that it leaves out.
 */
export const searchProjection: Projection = {
  name: 'search',
  version: 1,
  parts: [
    foldBy({
      table: {
        name: searchTables.cases,
        columns: {
          customer: 'text',
          kind: 'text',
          service: 'text',
          status: 'text',
          department: 'text',
          ward: 'text',
          raised_at: 'integer',
        },
        indexes: [
          ['service', 'raised_at', 'reference', 'ward', 'status', 'department'],
          ['ward', 'raised_at', 'reference', 'service', 'status', 'department'],
          ['customer', 'raised_at', 'reference'],
        ],
      },
      key: 'reference',
      keyOf: ({ stream }) => caseOfStream(stream),
      handles: Object.keys(caseEvents),
      initial: { ...notBegun, kind: '', service: '' },
      evolve,
      columns: ({ customerId, kind, service, status, desk, ward, reached }) => ({
        customer: customerId ?? null,
        kind,
        service,
        status,
        department: desk?.department ?? null,
        ward: ward ?? null,
        raised_at: reached.raised ?? 0,
      }),
    }),
    rowPerEvent({
      table: { name: searchTables.wards, columns: { ward: 'text' }, key: ['ward'] },
      handles: ['QueryRaised'],
      row: ({ data }: Extract<RecordedCaseEvent, { type: 'QueryRaised' }>) =>
        data.location?.ward === undefined ? undefined : { ward: data.location.ward },
    }),
  ],
};
