import { Damage } from '@guildhall/platform/database/damage';
import type { Database } from '@guildhall/platform/database/databases';
import type {
  MetricCasesQuery,
  MetricsGroup,
  MetricsQuery,
} from '@guildhall/read-models/metrics/metrics.query';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Figures } from './figures';
import type { FiguresAnswer, FiguresQuestion } from './figures-thread';

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (fault: Error) => void;
}

/**
 * Figures worked out on a thread of their own, which has a connection of its own: `node:sqlite` blocks whoever asks. It
 * starts when the first is asked for.
 */
export class FiguresOnAThread implements Figures {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  /** `fileBehind`: where a database of the metrics read model is. */
  constructor(private readonly fileBehind: (db: Database) => string) {}

  groups(db: Database, query: MetricsQuery): Promise<MetricsGroup[]> {
    const file = this.fileBehind(db);
    return this.ask({ id: ++this.asked, ask: 'figures', query, file }) as Promise<MetricsGroup[]>;
  }

  casesBehind(db: Database, query: MetricCasesQuery): Promise<string[]> {
    const file = this.fileBehind(db);
    return this.ask({ id: ++this.asked, ask: 'cases', query, file }) as Promise<string[]>;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private ask(question: FiguresQuestion): Promise<unknown> {
    this.worker ??= this.start();
    const worker = this.worker;
    return new Promise((resolve, reject) => {
      this.waiting.set(question.id, { resolve, reject });
      worker.postMessage(question);
    });
  }

  private start(): Worker {
    const worker = new Worker(join(__dirname, 'figures-thread.js'));
    worker.on('message', (message: FiguresAnswer) => {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if ('fault' in message)
        waiting?.reject(message.isDamage ? new Damage(message.fault) : new Error(message.fault));
      else waiting?.resolve(message.answer);
    });
    // Whoever waits is told, and the next question starts another thread.
    worker.on('error', (fault: Error) => this.giveUp(fault));
    worker.on('exit', () => this.giveUp(new Error('The thread that works out figures has ended')));
    return worker;
  }

  private giveUp(fault: Error): void {
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(fault);
    this.waiting.clear();
  }
}
