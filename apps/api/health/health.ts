import type { RecomputationProgress } from '@guildhall/read-models/recomputation';
import { EventStore } from '@guildhall/event-store/event-store';
import { ReadModels } from '../queries/read-models';

export interface ProjectionHealth {
  name: string;
  /** `stopped`: it met an event it cannot get past; the reason names it, and the others go on. */
  status: 'running' | 'stopped' | 'not-built';
  position: string | null;
  /** Events it has yet to read; null where the store cannot count. */
  behind: number | null;
  /** So many cases of so many that are open follow a calendar that was published; gone when all of them do. */
  recomputing?: RecomputationProgress;
  reason?: string;
}

export interface HealthReport {
  status: 'ready' | 'not-ready';
  eventStore: { status: 'writable' } | { status: 'unavailable'; reason: string };
  projections: ProjectionHealth[];
}

/** Whether commands are taken and queries answered. */
export class Health {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    /** Why a projection has stopped, where its projector runs in this process and has said so. */
    private readonly stopped: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** A stopped projection does not make it unready: the others answer, and the stopped one says how stale it is. */
  async report(): Promise<HealthReport> {
    const eventStore = await this.store.health().then(
      () => ({ status: 'writable' as const }),
      (error: unknown) => ({ status: 'unavailable' as const, reason: String((error as Error).message) }),
    );
    const projections = await this.projections();
    const built = projections.every(({ status }) => status !== 'not-built');
    return {
      status: eventStore.status === 'writable' && built ? 'ready' : 'not-ready',
      eventStore,
      projections,
    };
  }

  async projections(): Promise<ProjectionHealth[]> {
    return Promise.all(
      this.readModels.all.map(async (model): Promise<ProjectionHealth> => {
        const reason = this.stopped.get(model.name);
        try {
          const position = await model.position();
          const behind = (await this.store.countAfter(position)) ?? null;
          const recomputing = await model.recomputation();
          return {
            name: model.name,
            status: reason ? 'stopped' : 'running',
            position,
            behind,
            ...(recomputing && { recomputing }),
            ...(reason && { reason }),
          };
        } catch {
          return { name: model.name, status: 'not-built', position: null, behind: null };
        }
      }),
    );
  }
}
