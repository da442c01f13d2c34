import { setTimeout as wait } from 'node:timers/promises';
import type { History, Imported } from '@guildhall/application/imports/history';
import type { Department, Service } from '@guildhall/domain/catalogue/catalogue-events';
import type { CatalogueFile } from '@guildhall/domain/catalogue/catalogue-file';
import { ImportFailed } from '../import-failed';
import type { HistorySink, PublishedCatalogue } from './history-sink';

/** Pauses before asking again, in milliseconds: a restart of the instance is sat out, a longer absence is not. */
const PAUSES = [200, 500, 1_000, 2_000, 5_000];

/** What an error answer holds (RFC 9457), as far as it is shown. */
interface Problem {
  title?: string;
  detail?: string;
  errors?: { field: string; message: string }[];
}

/** An installation that is running, through its API. */
export class HttpSink implements HistorySink {
  constructor(readonly place: string) {}

  async published(): Promise<PublishedCatalogue> {
    const { departments } = await this.ask<{ departments: { definition: Department }[] }>(
      'catalogue/departments',
    );
    const { services } = await this.ask<{ services: { definition: Service }[] }>('catalogue/services');
    return {
      departments: departments.map(({ definition }) => definition),
      services: services.map(({ definition }) => definition),
    };
  }

  async publish(catalogue: CatalogueFile): Promise<void> {
    await this.ask('catalogue', catalogue);
  }

  /** In two halves when the instance finds it too much at once. */
  async import(histories: readonly History[]): Promise<Imported[]> {
    try {
      const { results } = await this.ask<{ results: Imported[] }>('imports/histories', { histories });
      return results;
    } catch (error) {
      if (!(error instanceof TooLarge) || histories.length < 2) throw error;
      const half = Math.ceil(histories.length / 2);
      return [
        ...(await this.import(histories.slice(0, half))),
        ...(await this.import(histories.slice(half))),
      ];
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Asks again while nobody answers or the instance is busy: all that is sent here may be sent twice. */
  private async ask<Answer>(path: string, body?: object, pauses = PAUSES): Promise<Answer> {
    const answer = await this.send(path, body);
    const [pause, ...more] = pauses;
    if ((answer instanceof Error || answer.status === 503) && pause !== undefined) {
      await wait(pause);
      return this.ask(path, body, more);
    }
    if (answer instanceof Error) {
      const { message } = answer;
      throw new ImportFailed(`Nobody answers at ${this.place} (${message}). Is Guildhall running there?`, {
        cause: answer,
      });
    }
    if (!answer.ok) throw await failureOf(answer, this.place);
    return (await answer.json().catch((cause: unknown) => {
      throw new ImportFailed(`${this.place} does not answer as Guildhall does.`, { cause });
    })) as Answer;
  }

  private async send(path: string, body?: object): Promise<Response | Error> {
    const url = new URL(path, this.place.endsWith('/') ? this.place : `${this.place}/`);
    try {
      return await fetch(url, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      });
    } catch (error) {
      const { cause = error } = error as Error;
      return cause as Error;
    }
  }
}

class TooLarge extends ImportFailed {}

async function failureOf(answer: Response, place: string): Promise<ImportFailed> {
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  const { title = `${place} answered ${answer.status}`, detail, errors = [] } = problem;
  const sentences = [`${title}.`, ...(detail ? [detail] : [])].join(' ');
  const faults = errors.map(({ field, message }) => `\n  ${field}: ${message}`).join('');
  return new (answer.status === 413 ? TooLarge : ImportFailed)(sentences + faults);
}
