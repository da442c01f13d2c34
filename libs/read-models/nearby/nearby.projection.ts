import { caseOfStream } from '../../domain/case/case-events';
import { endOfFollowers } from '../../domain/case/followers';
import type { Closure } from '../../domain/case/vocabulary';
import { type CaseProgress, notBegun, progressAfter } from '../case-progress';
import { foldBy, type Part, type Projection } from '../projection';
import { monthOf, type Placed, placeOf, withCrowds } from './crowds';
import { cellOf, type Place, pointOf } from './places';

export const nearbyTable = 'nearby';

/** What is remembered of a case to find those that tell of the same: nothing that anybody wrote. */
interface CaseNearby extends CaseProgress {
  service: string;
  place?: Place;
  isInCrowd?: boolean;
  duplicateOf?: string;
  closure?: Closure;
}

const nowhere: CaseNearby = { ...notBegun, service: '' };

function evolve(known: CaseNearby, event: Placed): CaseNearby {
  return { ...known, ...progressAfter(known, event), ...change(known, event) };
}

function change({ closure }: CaseNearby, event: Placed): Partial<CaseNearby> {
  switch (event.type) {
    case 'QueryRaised':
      return { service: event.data.service.code, place: placeOf(event), isInCrowd: event.isInCrowd };
    case 'Reclassified':
      return { service: event.data.service.code };
    case 'MarkedDuplicate':
      return { duplicateOf: event.data.of };
    case 'DuplicateUndone':
      return { duplicateOf: undefined, closure: closure === 'duplicate' ? undefined : closure };
    case 'Closed':
      return { closure: event.data.reason };
    case 'Withdrawn':
      return { closure: 'withdrawn' };
    case 'Reopened':
      return { closure: undefined };
    default:
      return {};
  }
}

const cases = foldBy<CaseNearby, Placed>({
  table: {
    name: nearbyTable,
    columns: {
      /** Both nowhere for a case in a crowd, and for one without a place. */
      cell: 'text',
      point: 'text',
      month: 'integer',
      lat: 'real',
      lon: 'real',
      service: 'text',
      status: 'text',
      raised_at: 'integer',
      /** When it was resolved, or closed without that; null while it is open. */
      ended_at: 'integer',
      /** 1 when nobody pursues it: it cannot be anybody's original. */
      given_up: 'integer',
      duplicate_of: 'text',
    },
    indexes: [['cell', 'service', 'raised_at']],
    writersIndexes: [['point', 'month']],
  },
  key: 'reference',
  keyOf: ({ stream }) => caseOfStream(stream),
  handles: [
    'QueryRaised',
    'Reclassified',
    'MarkedDuplicate',
    'DuplicateUndone',
    'Resolved',
    'Closed',
    'Withdrawn',
    'Reopened',
    'ComplaintEscalated',
  ],
  initial: nowhere,
  evolve,
  columns: ({ place, isInCrowd, service, status, reached, closure, duplicateOf }) => {
    const found = isInCrowd ? undefined : place;
    const raisedAt = reached.raised ?? 0;
    return {
      cell: found ? cellOf(found) : null,
      point: found ? pointOf(found) : null,
      month: found ? monthOf(raisedAt) : null,
      lat: place?.lat ?? null,
      lon: place?.lon ?? null,
      service,
      status,
      raised_at: raisedAt,
      ended_at: status === 'open' ? null : (reached.resolved ?? reached.closed ?? null),
      given_up: endOfFollowers({ closure }) === 'released' ? 1 : 0,
      duplicate_of: duplicateOf ?? null,
    };
  },
});

const places: Part = {
  ...cases,
  async apply(events, catalogue, db) {
    const placed = await withCrowds(events as readonly Placed[], db, nearbyTable);
    await cases.apply(placed, catalogue, db);
  },
};

/** Where each case is and how it stands, to find those that may tell of the same. */
export const nearbyProjection: Projection = { name: 'nearby', version: 1, parts: [places] };
