import { setTimeout as sleep } from 'node:timers/promises';
import { RefusalToStart } from '@guildhall/platform/refusal-to-start';
import type { ReadModelReport } from '@guildhall/read-models/builds/read-model-operations';
import type { Keeper } from './keeper';

/** Milliseconds before asking again: a restart of the instance is sat out, a longer absence is not. */
const PAUSES = [200, 500, 1_000, 2_000, 5_000];

/** A Guildhall that is running, through its API. */
export class HttpKeeper implements Keeper {
  readonly goesOn = true;

  constructor(readonly place: string) {}

  async all(): Promise<ReadModelReport[]> {
    const { readModels } = (await this.send('operations/read-models')) as { readModels: ReadModelReport[] };
    return readModels;
  }

  async ask(name: string, what: string): Promise<void> {
    await this.send(`operations/read-models/${name}/${what}`, 'POST');
  }

  fault(): undefined {
    return undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** All that is sent here may be sent twice. */
  private async send(path: string, method = 'GET', pauses = PAUSES): Promise<unknown> {
    const url = new URL(path, this.place.endsWith('/') ? this.place : `${this.place}/`);
    const body = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
    const answer = await fetch(url, { method, ...body }).catch((error: unknown) => error as Error);
    const [pause, ...more] = pauses;
    if ((answer instanceof Error || answer.status === 503) && pause !== undefined) {
      await sleep(pause);
      return this.send(path, method, more);
    }
    if (answer instanceof Error) {
      throw new RefusalToStart(`Nobody answers at ${this.place}. Is Guildhall running there?`, {
        cause: answer,
      });
    }
    const said = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
    if (answer.ok) return said;
    const { title = `${this.place} answered ${answer.status}`, detail = 'Is it Guildhall?' } = said;
    throw new RefusalToStart(`${title}. ${detail}`);
  }
}
