import { endOfChain, LONGEST_CHAIN } from '../../domain/case/chain-of-duplicates';
import type { Database } from '../../platform/database/databases';
import { findByKey, type Row } from '../../platform/database/table';
import { Crowds, monthOf, type Spot } from './crowds';
import { inWords, type Likeness, LONGEST_OPEN, scoreOf, SOON_AFTER, STILL_TOLD_OF } from './likeness';
import { nearbyTable } from './nearby.projection';
import { cellsAround, metresBetween, NEAR, type Place, pointOf } from './places';

/** Cases that are looked at, the latest first: more of one service within 450 metres tell nothing apart. */
const LOOKED_AT = 500;
/** What is less likely is no help. */
const LEAST_SCORE = 20;
const AT_MOST = 5;

/** A query to find the like of. */
export interface QueryAtPlace {
  place: Place;
  /** UTC milliseconds. */
  at: number;
  /** When it was resolved or closed, in UTC milliseconds; undefined while it is open. */
  until?: number;
  service: string;
  /** Services of the same group. */
  group: readonly string[];
  /** The case itself, when it has been raised. */
  reference?: string;
}

/** A case that may tell of the same. Instants: UTC milliseconds. */
export interface PossibleDuplicate {
  reference: string;
  score: number;
  why: string;
  service: string;
  status: string;
  /** Whole metres. */
  metres: number;
  raisedAt: number;
  endedAt: number | null;
}

/** Where and when a case was raised, about what; undefined when there is no such case. `place`: where it says one. */
export async function caseAtPlace(
  db: Database,
  reference: string,
): Promise<
  (Pick<QueryAtPlace, 'service' | 'at' | 'until'> & { place?: Place; duplicateOf?: string }) | undefined
> {
  const [row] = await rowsOf(db, [reference]);
  if (!row) return undefined;
  const [lat, lon] = [row['lat'], row['lon']];
  return {
    service: String(row['service']),
    at: Number(row['raised_at']),
    ...(row['ended_at'] != null && { until: Number(row['ended_at']) }),
    ...(lat != null && lon != null && { place: { lat: Number(lat), lon: Number(lon) } }),
    ...(row['duplicate_of'] != null && { duplicateOf: String(row['duplicate_of']) }),
  };
}

/**
 * Cases that may tell of the same, the likeliest first: originals alone, and none that is linked with the query already.
 * Undefined when the query stands in a crowd, where its place says nothing.
 */
export async function possibleDuplicates(
  db: Database,
  query: QueryAtPlace,
): Promise<PossibleDuplicate[] | undefined> {
  const here: Spot = { point: pointOf(query.place), month: monthOf(query.at) };
  if ((await Crowds.at(db, nearbyTable, [here])).hasOrHad(here)) return undefined;
  const candidates = await around(db, query);
  const crowds = await Crowds.at(db, nearbyTable, candidates.map(spotOf));
  const apart = candidates.filter((row) => !crowds.hasOrHad(spotOf(row)));
  const originals = await originalsOf(db, apart);
  const own = query.reference === undefined ? undefined : await rootOf(db, query.reference);

  const best = new Map<string, PossibleDuplicate>();
  for (const row of apart) {
    const original = originals.get(String(row['reference']));
    if (!original || original['reference'] === own || Number(original['given_up']) === 1) continue;
    const found = judged(query, row, original);
    const known = best.get(found.reference);
    if (found.score >= LEAST_SCORE && (known?.score ?? 0) < found.score) best.set(found.reference, found);
  }
  return [...best.values()]
    .sort((one, other) => other.score - one.score || (one.reference < other.reference ? -1 : 1))
    .slice(0, AT_MOST);
}

/** Cases of the services in the cells around that were open at the time, or had been until shortly before. */
async function around(db: Database, { place, at, service, group, reference }: QueryAtPlace): Promise<Row[]> {
  const rows = await db
    .selectFrom(nearbyTable)
    .selectAll()
    .where('cell', 'in', cellsAround(place))
    .where('service', 'in', [...new Set([service, ...group])])
    .where('raised_at', '>=', at - LONGEST_OPEN)
    .where('raised_at', '<=', at + SOON_AFTER)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>=', at - STILL_TOLD_OF)]))
    .orderBy('raised_at', 'desc')
    .limit(LOOKED_AT)
    .execute();
  return rows.filter((row) => row['reference'] !== reference && metresTo(row, place) <= NEAR);
}

/** The original of each: itself, or the end of the chain that it is in. One whose original is not known yet has none. */
async function originalsOf(db: Database, rows: readonly Row[]): Promise<Map<string, Row>> {
  const known = new Map(rows.map((row) => [String(row['reference']), row]));
  const duplicateOf = (reference: string): string | undefined => {
    const of = known.get(reference)?.['duplicate_of'];
    return of == null ? undefined : String(of);
  };
  for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
    const missing = [...known.values()].flatMap(({ duplicate_of: of }) =>
      of == null || known.has(String(of)) ? [] : [String(of)],
    );
    const found = await rowsOf(db, [...new Set(missing)]);
    if (found.length === 0) break;
    for (const row of found) known.set(String(row['reference']), row);
  }
  const originals = new Map<string, Row>();
  for (const row of rows) {
    const reference = String(row['reference']);
    const original = known.get(await endOfChain(reference, duplicateOf));
    if (original) originals.set(reference, original);
  }
  return originals;
}

async function rootOf(db: Database, reference: string): Promise<string> {
  const [row] = await rowsOf(db, [reference]);
  if (!row) return reference;
  const root = (await originalsOf(db, [row])).get(reference);
  return String(root?.['reference'] ?? reference);
}

function judged({ place, at, until, service }: QueryAtPlace, row: Row, original: Row): PossibleDuplicate {
  const endedAt = original['ended_at'] == null ? undefined : Number(original['ended_at']);
  const likeness: Likeness = {
    service: row['service'] === service ? 'same' : 'same-group',
    metres: metresTo(row, place),
    at,
    until,
    raisedAt: Number(original['raised_at']),
    endedAt,
    throughAnother: row !== original,
  };
  return {
    reference: String(original['reference']),
    score: scoreOf(likeness),
    why: inWords(likeness),
    service: String(original['service']),
    status: String(original['status']),
    metres: Math.round(likeness.metres),
    raisedAt: likeness.raisedAt,
    endedAt: endedAt ?? null,
  };
}

const spotOf = (row: Row): Spot => ({ point: String(row['point']), month: Number(row['month']) });

const metresTo = (row: Row, place: Place): number =>
  metresBetween({ lat: Number(row['lat']), lon: Number(row['lon']) }, place);

function rowsOf(db: Database, references: readonly string[]): Promise<Row[]> {
  return findByKey(
    db,
    nearbyTable,
    ['reference', 'service', 'status', 'lat', 'lon', 'raised_at', 'ended_at', 'given_up', 'duplicate_of'],
    references,
  );
}
