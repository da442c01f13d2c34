import { type EventReader, type Position, START } from '../../event-store/event-store';
import type { OpenProjection } from '../open-projection';
import type { BuildProgress } from './build';

/** How far builds have come, and when they will be done if they go on as they have. */
export class Measure {
  private readonly startedAt = Date.now();

  private constructor(
    private readonly log: EventReader,
    private readonly startedFrom: ReadonlyMap<string, number>,
  ) {}

  static async begin(log: EventReader, builds: readonly OpenProjection[]): Promise<Measure> {
    const parts = new Map<string, number>();
    for (const { projection, position } of builds) parts.set(projection.name, await log.partUpTo(position));
    return new Measure(log, parts);
  }

  async of(name: string, position: Position): Promise<BuildProgress> {
    const [of, left] = [await this.log.countAfter(START), await this.log.countAfter(position)];
    const part = await this.log.partUpTo(position);
    const gained = part - (this.startedFrom.get(name) ?? 0);
    const elapsed = Date.now() - this.startedAt;
    const doneAt = gained > 0 ? Date.now() + Math.round((elapsed * (1 - part)) / gained) : null;
    return {
      events: of === undefined || left === undefined ? null : of - left,
      of: of ?? null,
      part,
      doneAt,
    };
  }
}
