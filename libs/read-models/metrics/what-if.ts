import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { z } from 'zod';
import { caseEvents } from '../../domain/case/case-events';
import type { Catalogue } from '../../domain/catalogue/catalogue';
import { catalogueEvents } from '../../domain/catalogue/catalogue-events';
import { faultsIn } from '../../domain/catalogue/catalogue-faults';
import { catalogueFileSchema } from '../../domain/catalogue/catalogue-file';
import { domainCodec } from '../../domain/events';
import { type StandardDefinition, standardSchema } from '../../domain/standards/standard';
import type { Recorded } from '../../event-sourcing/recorded-event';
import { Rejection } from '../../event-sourcing/rejection';
import { type EventReader, type Position, START } from '../../event-store/event-store';
import type { Databases } from '../../platform/database/databases';
import { SqliteDatabases } from '../../platform/sqlite/sqlite-databases';
import { OpenProjection } from '../open-projection';
import { databaseOf } from '../projection';
import { metricsProjection } from './metrics.projection';
import { dimensions, type Figure, metrics, type MetricsGroup, type MetricsQuery } from './metrics.query';
import { periods } from './periods';

/** Events replayed at a time: bounds memory, and how long anybody else waits for their turn. */
const PAGE = 500;

const day = z.iso.date();

/** A draft of some standards, and the figures that are asked for, as `GET /service-excellence` takes them. */
export const whatIfSchema = z.strictObject({
  /** Each takes the place of every version that was published under its code. */
  standards: z.array(standardSchema).min(1).max(50),
  by: z.enum(dimensions).optional(),
  period: z.enum(periods).optional(),
  basis: z.enum(['raised', 'resolved']).optional(),
  from: day.optional(),
  to: day.optional(),
  where: z.partialRecord(z.enum(dimensions), z.string().max(100).nullable()).optional(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

/** A figure as it was and as it would have been. */
export interface Compared {
  was: Figure;
  wouldBe: Figure;
}

export interface WhatIfAnswer {
  groups: { period?: string; group?: string | null; figures: Record<string, Compared> }[];
  /** How many events of the log the answer rests on. */
  events: number;
  /** It knows the log up to here. */
  position: string;
}

export interface WhatIfOptions {
  /** UTC milliseconds: what is overdue, and what is old enough to be judged. */
  now: number;
  /** So many events of so many are done; of an unknown number where the store cannot count. */
  progress?: (done: number, of: number | undefined) => void;
  signal?: AbortSignal;
}

/** Why the draft cannot be tried: a standard that was never published, or a calendar that it lacks. */
export function faultInDraft({ standards }: WhatIf, catalogue: Catalogue): Rejection | undefined {
  const unknown = standards.findIndex(({ code }) => !catalogue.standard(code));
  if (unknown >= 0) {
    const reason = `No case was held to a standard called “${standards[unknown]?.code}”. A draft takes the place of one that was published: see GET /catalogue/standards.`;
    return new Rejection('unknown-standard', 'invalid', reason, `standards.${unknown}.code`);
  }
  const [fault] = faultsIn(catalogueFileSchema.parse({ standards }), catalogue);
  return fault && new Rejection('unfit-catalogue', 'invalid', fault.message, fault.field);
}

/**
 * How every figure would have come out, had these been the standards from the beginning. The log is replayed through
 * the projection of the figures, once as it is and once with the draft in place of what was published. Nothing is
 * written but a scratch file, which is removed: memory is that of one page of events.
 */
export async function whatIf(
  log: EventReader,
  { standards, ...selection }: WhatIf,
  { now, progress, signal }: WhatIfOptions,
): Promise<WhatIfAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-what-if-'));
  const [was, wouldBe] = [
    new SqliteDatabases(join(folder, 'was')),
    new SqliteDatabases(join(folder, 'would-be')),
  ];
  try {
    const asItWas = await OpenProjection.open(metricsProjection, was);
    const asItWouldBe = await OpenProjection.open(metricsProjection, wouldBe);
    const drafts = new Map(standards.map((draft) => [draft.code, draft]));
    const replayed = await replay(log, { progress, signal }, async (events, to) => {
      await asItWas.apply(events, to);
      await asItWouldBe.apply(
        events.map((event) => underDraft(event, drafts)),
        to,
      );
    });
    await asItWas.index();
    await asItWouldBe.index();
    const query: MetricsQuery = { ...selection, now };
    return { groups: compared(await figuresIn(was, query), await figuresIn(wouldBe, query)), ...replayed };
  } finally {
    await was.close();
    await wouldBe.close();
    rmSync(folder, { recursive: true });
  }
}

async function figuresIn(databases: Databases, query: MetricsQuery): Promise<MetricsGroup[]> {
  return metrics(await databases.open(databaseOf(metricsProjection), { readOnly: true }), query);
}

/** Everything that has happened to cases and to the catalogue so far, in order, a page at a time. */
async function replay(
  log: EventReader,
  { progress, signal }: Pick<WhatIfOptions, 'progress' | 'signal'>,
  apply: (events: readonly Recorded[], to: Position) => Promise<void>,
): Promise<{ events: number; position: Position }> {
  const filter = { eventTypes: Object.keys({ ...caseEvents, ...catalogueEvents }) };
  const end = await log.head();
  const of = await log.countAfter(START);
  let [from, done] = [START, 0];
  while (from < end) {
    signal?.throwIfAborted();
    const page = await log.readAll({ from, max: PAGE, filter });
    const events = page.events.filter(({ position }) => position <= end);
    await apply(
      events.map((event) => domainCodec.decode(event)),
      page.next,
    );
    done += events.length;
    from = page.next;
    progress?.(done, of);
    if (page.atEnd) break;
    await turnOfTheLoop();
  }
  return { events: done, position: end };
}

/** A standard that was published, as if it had been the draft. Anything else is what it is. */
function underDraft(event: Recorded, drafts: ReadonlyMap<string, StandardDefinition>): Recorded {
  if (event.type !== 'StandardPublished') return event;
  const { definition } = event.data as { definition: StandardDefinition };
  const draft = drafts.get(definition.code);
  return draft ? { ...event, data: { ...event.data, definition: draft } } : event;
}

/** Both have the same groups in the same order: a standard changes when a case was due, not what it was. */
function compared(was: readonly MetricsGroup[], wouldBe: readonly MetricsGroup[]): WhatIfAnswer['groups'] {
  return was.map(({ figures, ...group }, index) => ({
    ...group,
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [
        name,
        { was: figure, wouldBe: wouldBe[index]?.figures[name] ?? figure },
      ]),
    ),
  }));
}
