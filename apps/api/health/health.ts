import type { ReadModelReport, ReportedProgress } from '@guildhall/read-models/builds/read-model-operations';
import type { Judging } from '@guildhall/processes/process-runner';
import type { RecomputationProgress } from '@guildhall/read-models/recomputation';
import type { Verdict } from '@guildhall/read-models/verification/verify-read-models';
import { EventStore } from '@guildhall/event-store/event-store';
import type { Keyring } from '@guildhall/keyring/keyring';
import type { Answers } from '../commands/answers';
import { ReadModels } from '../queries/read-models';
import type { WaitingProjections } from './waiting-projections';

export interface ProjectionHealth {
  name: string;
  /**
   * `stopped`: it met an event it cannot get past; the reason names it, and the others go on. `building`: none is live
   * yet. `damaged`: it could not be read, and is built again. `unavailable`: it cannot be asked.
   */
  status: 'running' | 'stopped' | 'building' | 'damaged' | 'unavailable';
  position: string | null;
  /** Events it has yet to read; null where the store cannot count. */
  behind: number | null;
  /** So many cases of so many that are open follow a calendar that was published; gone when all of them do. */
  recomputing?: RecomputationProgress;
  /** How far the one is that is being built: beside the live one, unless none is live. */
  building?: ReportedProgress;
  /** Rows that differed from what the log says when that was last verified. */
  differences?: number;
  /** Why it has stopped or was damaged, or why it, or the build of it, waits and tries again. */
  reason?: string;
}

interface Unavailable {
  status: 'unavailable';
  reason: string;
}

/** What is asked beside the log and the read models. */
export interface AskedBeside {
  keys?: Pick<Keyring, 'health'>;
  answers?: Pick<Answers, 'health'>;
  /** Why projections wait, where their projector runs in this process. */
  waiting?: Pick<WaitingProjections, 'whyWaits'>;
}

export interface HealthReport {
  status: 'ready' | 'not-ready';
  eventStore: { status: 'writable' } | Unavailable;
  /** Only while no key can be made: what is personal could not be taken. */
  keys?: Unavailable;
  /** Only while no answer can be remembered: commands with an Idempotency-Key are refused. */
  answers?: Unavailable;
  projections: ProjectionHealth[];
  /**
   * Of a worker in the same process: so many cases have had their timers judged afresh, after a start or because bank
   * holidays were published, and so much of the log was passed. Gone when all of them have.
   */
  judging?: Judging;
}

/** Whether commands are taken and queries answered. */
export class Health {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    /** Why a projection has stopped, where its projector runs in this process and has said so. */
    private readonly stopped: ReadonlyMap<string, string> = new Map(),
    /** How far the worker has come that runs in this process. */
    private readonly judging: () => Judging | undefined = () => undefined,
    private readonly beside: AskedBeside = {},
  ) {}

  /** A stopped projection does not make it unready: the others answer, and the stopped one says how stale it is. */
  async report(): Promise<HealthReport> {
    const eventStore = (await faultOf(this.store)) ?? { status: 'writable' as const };
    const keys = await faultOf(this.beside.keys);
    const answers = await faultOf(this.beside.answers);
    const projections = await this.projections();
    const judging = this.judging();
    const built = projections.every(({ position }) => position !== null);
    return {
      status: eventStore.status === 'writable' && !keys && !answers && built ? 'ready' : 'not-ready',
      eventStore,
      ...(keys && { keys }),
      ...(answers && { answers }),
      projections,
      ...(judging && { judging }),
    };
  }

  async projections(): Promise<ProjectionHealth[]> {
    const reports = await this.readModels.operations.all().catch(() => []);
    return Promise.all(
      this.readModels.all.map(async (model): Promise<ProjectionHealth> => {
        const report = reports.find(({ name }) => name === model.name);
        if (!report) return { name: model.name, status: 'unavailable', position: null, behind: null };
        const recomputing = report.live && (await model.recomputation().catch(() => undefined));
        return { ...this.healthIn(report), ...(recomputing && { recomputing }) };
      }),
    );
  }

  private healthIn({
    name,
    status,
    live,
    building,
    setAside,
    verification,
  }: ReadModelReport): ProjectionHealth {
    const reason = this.stopped.get(name) ?? building?.reason ?? setAside[0]?.reason;
    const isSaid = reason && (!live || this.stopped.has(name));
    const waits = this.beside.waiting?.whyWaits(name);
    const { position = null, behind = null } = live ?? {};
    return {
      name,
      status: live && isSaid ? 'stopped' : statusOf(status),
      position,
      behind,
      ...(building && { building: progressOf(building) }),
      ...(verification && 'missing' in verification && { differences: differencesIn(verification) }),
      ...((isSaid || waits) && {
        reason: isSaid ? reason : `It cannot write for now and tries again: ${waits}`,
      }),
    };
  }
}

const faultOf = async (asked: { health(): Promise<void> } | undefined): Promise<Unavailable | undefined> =>
  asked?.health().then(
    () => undefined,
    (error: unknown) => ({ status: 'unavailable', reason: String((error as Error).message) }),
  );

const statusOf = (status: ReadModelReport['status']): ProjectionHealth['status'] =>
  status === 'live' ? 'running' : status;

const progressOf = ({ events, of, percent, secondsLeft }: ReportedProgress): ReportedProgress => ({
  events,
  of,
  percent,
  secondsLeft,
});

const differencesIn = ({ missing, extra, altered }: Verdict): number => missing + extra + altered;
