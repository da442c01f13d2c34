import { randomUUID } from 'node:crypto';
import { departmentEventTypes } from '../contracts/department-events';
import type { DepartmentFeeds } from '../department-feeds/feed/department-feeds';
import { Rejection } from '../event-sourcing/rejection';
import { type Deliverer, type Message, messageOf, pingOf } from './deliverer';
import type { Attempt, Endpoint } from './endpoint';
import type { Networks } from './networks';
import { webhookUrl } from './webhook-url';
import type { WebhookStorage } from './webhook-storage';

/** Names an endpoint: one department's are no other's. */
export interface WebhookName {
  department: string;
  webhook: string;
}

/** An endpoint, and how many events of the feed are yet to come to it. */
export interface WebhookStatus extends Endpoint {
  lag: number;
}

/** What somebody wants of an endpoint. `eventTypes`: all when null. */
export interface Wanted {
  url?: string;
  description?: string;
  eventTypes?: readonly string[] | null;
}

const HOUR = 3_600_000;
/** Secrets that may sign at the same time. */
const MOST_SECRETS = 5;

const noWebhook = ({ department, webhook }: WebhookName): Rejection =>
  new Rejection(
    'webhook-not-found',
    'not-found',
    `${department} has no webhook ${webhook}. See GET /departments/${department}/webhooks.`,
  );

/** Where departments have their events sent. Whatever is decided here, the dispatcher does. */
export class Webhooks {
  constructor(
    private readonly storage: WebhookStorage,
    private readonly feeds: DepartmentFeeds,
    private readonly deliverer: Deliverer,
    private readonly networks: Networks,
  ) {}

  /** `next`: the revision of the feed to begin with. The secret is in the clear here and never again. */
  async create(
    department: string,
    { url, description = '', eventTypes }: Wanted & { url: string },
    next: number,
  ): Promise<{ status: WebhookStatus; secret: string } | Rejection> {
    const refusal = this.refusalOf({ url, eventTypes });
    if (refusal) return refusal;
    const id = randomUUID();
    const { secret, sealed } = await this.deliverer.makeSecret(id, Date.now());
    await this.storage.make({
      id,
      department,
      url: asKept(url),
      description,
      eventTypes: eventTypes ?? undefined,
      secrets: [sealed],
      next,
    });
    const status = await this.status({ department, webhook: id });
    return status instanceof Rejection ? status : { status, secret };
  }

  async status(name: WebhookName): Promise<WebhookStatus | Rejection> {
    const endpoint = await this.find(name);
    return endpoint instanceof Rejection ? endpoint : this.withLag(endpoint);
  }

  /** Of one department, or of all. */
  async list(department?: string): Promise<WebhookStatus[]> {
    return Promise.all((await this.storage.list(department)).map((endpoint) => this.withLag(endpoint)));
  }

  /** What is left out stays. To a new URL the event that failed is sent at once. */
  async change(name: WebhookName, wanted: Wanted): Promise<WebhookStatus | Rejection> {
    const { url, description, eventTypes } = wanted;
    return (
      this.refusalOf(wanted) ??
      this.changed(name, {
        url: url === undefined ? undefined : asKept(url),
        description,
        ...(eventTypes !== undefined && { eventTypes: eventTypes ?? undefined }),
        afresh: url !== undefined,
      })
    );
  }

  /** Attempts under way are finished. */
  pause(name: WebhookName, reason: string): Promise<WebhookStatus | Rejection> {
    return this.changed(name, { standing: 'paused', reason });
  }

  /** Goes on where it was, at once; or at another place, forward or back. */
  resume(name: WebhookName, next?: number): Promise<WebhookStatus | Rejection> {
    return this.changed(name, { standing: 'active', next, afresh: true });
  }

  async remove(name: WebhookName): Promise<Rejection | undefined> {
    const endpoint = await this.find(name);
    if (endpoint instanceof Rejection) return endpoint;
    await this.storage.remove(endpoint.id);
    return undefined;
  }

  /** Makes another secret. Those before it go on signing beside it for so many hours, so that the receiver may change over. */
  async rotateSecret(
    name: WebhookName,
    overlapHours: number,
  ): Promise<{ status: WebhookStatus; secret: string } | Rejection> {
    const endpoint = await this.find(name);
    if (endpoint instanceof Rejection) return endpoint;
    const now = Date.now();
    const valid = endpoint.secrets.filter(({ expiresAt = Infinity }) => expiresAt > now);
    if (overlapHours > 0 && valid.length >= MOST_SECRETS) {
      return new Rejection(
        'too-many-secrets',
        'conflict',
        `${MOST_SECRETS} secrets sign already. Wait for one of them to expire, or set overlapHours to 0, which ends them all.`,
        'overlapHours',
      );
    }
    const { secret, sealed } = await this.deliverer.makeSecret(endpoint.id, now);
    const end = now + overlapHours * HOUR;
    const older = valid.map((one) => ({ ...one, expiresAt: Math.min(one.expiresAt ?? end, end) }));
    const secrets = [sealed, ...older.filter(({ expiresAt }) => expiresAt > now)];
    const status = await this.changed(name, { secrets });
    return status instanceof Rejection ? status : { status, secret };
  }

  /** Sends a test, now and once. Does so whether the endpoint is active or not. */
  async ping(name: WebhookName, signal: AbortSignal): Promise<Attempt | Rejection> {
    const endpoint = await this.find(name);
    return endpoint instanceof Rejection ? endpoint : this.sendNow(endpoint, pingOf(endpoint), signal);
  }

  /** The latest first. */
  async deliveries(
    name: WebhookName,
    page: { before?: string; failedOnly?: boolean; max: number },
  ): Promise<Attempt[] | Rejection> {
    const endpoint = await this.find(name);
    return endpoint instanceof Rejection ? endpoint : this.storage.attempts(endpoint.id, page);
  }

  /** Sends the event of an attempt again, now, once and out of its turn, under the same `webhook-id`. */
  async replay(name: WebhookName, delivery: string, signal: AbortSignal): Promise<Attempt | Rejection> {
    const endpoint = await this.find(name);
    if (endpoint instanceof Rejection) return endpoint;
    const attempt = await this.storage.attempt(endpoint.id, delivery);
    if (!attempt) {
      return new Rejection(
        'webhook-delivery-not-found',
        'not-found',
        'The log has no such delivery. See GET deliveries; it keeps the latest 10,000.',
      );
    }
    const { revision } = attempt;
    const [entry] = revision === undefined ? [] : await this.feeds.pick(name.department, [revision]);
    if (!entry) {
      return new Rejection(
        'not-replayable',
        'conflict',
        'This was a test, or its event is no longer in the feed. For a test, ping again.',
      );
    }
    return this.sendNow(endpoint, messageOf(entry, name.department, 'replay'), signal);
  }

  private async sendNow(
    endpoint: Endpoint,
    message: Message,
    signal: AbortSignal,
  ): Promise<Attempt | Rejection> {
    const attempt = await this.deliverer.attempt(endpoint, message, signal);
    if (!attempt) return new Rejection('not-sent', 'conflict', 'You went away before there was an answer.');
    await this.storage.record(endpoint.id, [attempt]);
    return attempt;
  }

  private async changed(
    name: WebhookName,
    change: Parameters<WebhookStorage['change']>[1],
  ): Promise<WebhookStatus | Rejection> {
    const endpoint = await this.find(name);
    if (endpoint instanceof Rejection) return endpoint;
    await this.storage.change(endpoint.id, change);
    return this.status(name);
  }

  private async find(name: WebhookName): Promise<Endpoint | Rejection> {
    return (await this.storage.find(name.department, name.webhook)) ?? noWebhook(name);
  }

  private async withLag(endpoint: Endpoint): Promise<WebhookStatus> {
    return { ...endpoint, lag: Math.max(0, (await this.feeds.end(endpoint.department)) - endpoint.next) };
  }

  private refusalOf({ url, eventTypes }: Wanted): Rejection | undefined {
    const checked = url === undefined ? undefined : webhookUrl(url, this.networks);
    if (checked instanceof Rejection) return checked;
    const unknown = (eventTypes ?? []).find((type) => !departmentEventTypes.has(type));
    if (unknown === undefined) return undefined;
    return new Rejection(
      'unknown-event-type',
      'invalid',
      `No event of the feeds is called ${unknown}. See GET /contracts/schemas, or leave eventTypes out for all.`,
      'eventTypes',
    );
  }
}

/** As the parser of URLs writes it, which is how it is read when it is sent to. */
const asKept = (url: string): string => new URL(url).href;
