import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromProjector, ProjectorThreadData, ToProjector } from './projector-thread';

/**
 * How long the rest waits for read models that are being built, in milliseconds: then commands are taken, and those
 * queries answered whose read models are there.
 */
const PATIENCE = 10_000;

/**
 * Space for what has only just been made, in MB. Little of a batch lives longer than the batch; with V8's own measure its
 * rubbish piles up while the read models are built from a long log.
 */
const YOUNG_MB = 8;

export interface ProjectorThreadEvents {
  /** A build of a read model has taken the place of another, or is the first. */
  wentLive: (projection: string, build: number) => void;
  /** A read model could not be read; it is set aside and built again. */
  damaged: (projection: string, reason: string) => void;
  /** It works no longer, for now: another does, or the database cannot be asked. */
  steppedBack: (reason: string) => void;
  /** A projection cannot write for now and tries again. */
  waiting: (projection: string, reason: string) => void;
  /** A projection met an event it cannot get past. */
  stopped: (projection: string, reason: string) => void;
  /** The thread itself has ended. */
  failed: (fault: Error) => void;
}

/** The projector on its own thread, as seen from the main one. */
export class ProjectorThread {
  private constructor(
    private readonly worker: Worker,
    private readonly ended: Promise<void>,
  ) {}

  /** Resolves when every read model is live, or cannot be; or when that takes long, for others are not kept waiting. */
  static async start(data: ProjectorThreadData, events: ProjectorThreadEvents): Promise<ProjectorThread> {
    const worker = new Worker(join(__dirname, 'projector-thread.js'), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      const patience = setTimeout(resolve, PATIENCE);
      worker.once('error', reject);
      void ended.then(() => {
        clearTimeout(patience);
        reject(new Error('The projector ended before it was ready'));
      });
      worker.on('message', (message: FromProjector) => {
        if (message.kind === 'settled') {
          clearTimeout(patience);
          resolve();
        }
        if (message.kind === 'went-live') events.wentLive(message.projection, message.build);
        if (message.kind === 'damaged') events.damaged(message.projection, message.reason);
        if (message.kind === 'stepped-back') events.steppedBack(message.reason);
        if (message.kind === 'waiting') events.waiting(message.projection, message.reason);
        if (message.kind === 'stopped') events.stopped(message.projection, message.reason);
      });
    });
    worker.on('error', events.failed);
    return new ProjectorThread(worker, ended);
  }

  /** Something was appended: look now rather than at the next poll. */
  wake(): void {
    this.tell('wake');
  }

  /** Lets the batch in hand finish. */
  async stop(): Promise<void> {
    this.tell('stop');
    await this.ended;
  }

  private tell(message: ToProjector): void {
    this.worker.postMessage(message);
  }
}
