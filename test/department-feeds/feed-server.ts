import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveCatalogue } from '@guildhall/application/catalogue/live-catalogue';
import { EventLog } from '@guildhall/application/event-log';
import { domainCodec } from '@guildhall/domain/events';
import type { EventStore } from '@guildhall/event-store/event-store';
import { EmbeddedKeyring } from '@guildhall/keyring/embedded/embedded-keyring';
import { readConfig } from '@guildhall/platform/config';
import type { Databases } from '@guildhall/platform/database/databases';
import { SqliteDatabases } from '@guildhall/platform/sqlite/sqlite-databases';
import { pino } from 'pino';
import { EmbeddedAnswers } from '../../apps/api/commands/embedded-answers';
import { FeedServices } from '../../apps/api/departments/feed-services';
import { Health } from '../../apps/api/health/health';
import { Metrics } from '../../apps/api/health/metrics';
import { JobsInReach } from '../../apps/api/operations/jobs-in-reach';
import { ReceiptToken } from '../../apps/api/notifications/receipt-token';
import { createHttpServer } from '../../apps/api/http-server';
import { ReadModels } from '../../apps/api/queries/read-models';
import { WebhookServices } from '../../apps/api/webhooks/webhook-services';
import { publishFirstCatalogue } from '../../apps/installation/first-catalogue';
import { openOutbox } from '../../apps/installation/messages';
import { Opened } from '../../apps/program/opened';

type Anything = any;

/** A real API on a port of its own, over a log and databases that the test has. */
export class FeedServer {
  private constructor(
    readonly url: string,
    readonly departments: FeedServices,
    private readonly opened: Opened,
  ) {}

  static async start(store: EventStore, databases: Databases): Promise<FeedServer> {
    const opened = new Opened();
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-feed-server-'));
    opened.add(() => rmSync(folder, { recursive: true }));
    const keyring = EmbeddedKeyring.open({
      keys: join(folder, 'keys.db'),
      masterKey: join(folder, 'master.key'),
    });
    opened.add(() => keyring.close());
    const catalogue = await LiveCatalogue.open(store);
    opened.add(() => catalogue.close());
    const log = new EventLog(store, domainCodec, keyring);
    await publishFirstCatalogue(undefined, log, catalogue);
    const answers = EmbeddedAnswers.open(join(folder, 'answers.db'));
    opened.add(() => answers.close());
    const readModels = new ReadModels(new SqliteDatabases(folder), store, 0);
    opened.add(() => readModels.close());
    const health = new Health(store, readModels);
    const metrics = new Metrics(health);
    opened.add(() => metrics.stop());
    const logger = pino({ level: 'silent' });
    const departments = await FeedServices.open(store, databases, logger);
    opened.add(() => departments.close());
    const config = readConfig({ GUILDHALL_DATA: folder, GUILDHALL_WEBHOOK_NETWORKS: '127.0.0.1' });
    const webhooks = await WebhookServices.open(config, { store, databases, keyring });
    opened.add(() => webhooks.close());
    const outbox = openOutbox(config, { log, keyring });
    const foundations = {
      store,
      keyring,
      catalogue,
      answers,
      readModels,
      health,
      metrics,
      departments,
      outbox,
      webhooks,
      jobs: new JobsInReach(undefined, config, logger),
      receiptToken: ReceiptToken.read(undefined),
    };
    const app = await createHttpServer(config, foundations, logger);
    opened.add(() => app.close());
    await app.listen(0, '127.0.0.1');
    return new FeedServer(await app.getUrl(), departments, opened);
  }

  async ask(method: string, path: string, body?: object): Promise<{ status: number; body: Anything }> {
    const response = await fetch(`${this.url}/departments/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** A figure as Prometheus would read it; undefined when there is none. */
  async figure(name: string): Promise<number | undefined> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  }

  /** Opens a live feed; nothing of it is read yet. */
  async live(department: string, headers: Record<string, string> = {}, query = ''): Promise<LiveReader> {
    const request = get(`${this.url}/departments/${department}/feed/live${query}`, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new LiveReader(response);
  }

  /** As a program does that is told to stop. */
  stop(): Promise<void> {
    return this.opened.close();
  }
}

/** One server-sent event, or a comment. */
export interface Sent {
  id?: string;
  event?: string;
  data?: Anything;
  comment?: string;
  retry?: string;
}

/** Reads server-sent events as fast as it is asked to. */
export class LiveReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private text = '';

  constructor(readonly response: IncomingMessage) {
    this.chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Undefined when the stream has ended. */
  async next(): Promise<Sent | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        return sentIn(block);
      }
      const { value, done } = await this.chunks.next();
      if (done) return undefined;
      this.text += value.toString();
    }
  }

  /** The next so many events of the feed. */
  async events(count: number): Promise<Sent[]> {
    const events: Sent[] = [];
    while (events.length < count) {
      const sent = await this.next();
      if (!sent) throw new Error(`The stream ended after ${events.length} events`);
      if (sent.event?.startsWith('guildhall.')) events.push(sent);
    }
    return events;
  }

  /** Cut, as a network would. */
  cut(): void {
    this.response.destroy();
  }
}

function sentIn(block: string): Sent {
  const sent: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
    sent[field || 'comment'] = value;
  }
  return { ...sent, ...(sent['data'] !== undefined && { data: JSON.parse(sent['data']) }) };
}
