import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ProjectorNews } from './projector-news';
import type { ProjectorThreadData, ToProjector } from './projector-thread';

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

/** The projector on its own thread, as seen from the main one. */
export class ProjectorThread {
  private constructor(
    private readonly worker: Worker,
    private readonly ended: Promise<void>,
  ) {}

  /** Resolves when every read model is live, or cannot be; or when that takes long, for others are not kept waiting. */
  static async start(
    data: ProjectorThreadData,
    hear: (news: ProjectorNews) => void,
  ): Promise<ProjectorThread> {
    const worker = new Worker(join(__dirname, 'projector-thread.js'), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      // Once the rest goes on, it is told; an error may follow `settled` at once.
      let isSettled = false;
      worker.on('error', (fault: Error) => {
        if (isSettled) hear({ kind: 'failed', reason: fault.message });
        else reject(fault);
      });
      const settle = (): void => {
        isSettled = true;
        clearTimeout(patience);
        resolve();
      };
      const patience = setTimeout(settle, PATIENCE);
      void ended.then(() => {
        clearTimeout(patience);
        reject(new Error('The projector ended before it was ready'));
      });
      worker.on('message', (news: ProjectorNews) => {
        if (news.kind === 'settled' || news.kind === 'standing-by') settle();
        hear(news);
      });
    });
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
