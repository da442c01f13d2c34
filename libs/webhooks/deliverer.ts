import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { FeedEntry } from '../department-feeds/feed/department-feeds';
import type { Keyring } from '../keyring/keyring';
import type { Attempt, AttemptKind, Endpoint, SealedSecret } from './endpoint';
import type { Sender } from './sender';
import { newSecret, signedHeaders } from './signature';

/** What is sent: a CloudEvent as JSON, and the id by which a receiver knows that it has it already. */
export interface Message {
  kind: AttemptKind;
  id: string;
  eventType: string;
  revision: number | undefined;
  body: string;
}

/** An attempt, and what the receiver asked for. */
export interface Attempted extends Attempt {
  retryAfter: number | undefined;
}

/** Boxes whose secret is remembered: a secret is opened once, not for every delivery. */
const REMEMBERED = 1_000;

/** Signs messages and sends them, once each. It alone sees secrets in the clear. */
export class Deliverer {
  private readonly opened = new Map<string, string>();

  constructor(
    private readonly keyring: Keyring,
    private readonly sender: Sender,
  ) {}

  /** A secret for an endpoint, to be shown once, and sealed as it is to be kept. */
  async makeSecret(endpoint: string, now: number): Promise<{ secret: string; sealed: SealedSecret }> {
    const stream = `webhook-${endpoint}`;
    const secret = newSecret();
    const sealer = await this.keyring.sealerFor(stream);
    return { secret, sealed: { box: sealer.seal(stream, { secret }), createdAt: now } };
  }

  /** Undefined when the signal cut it off. */
  async attempt(endpoint: Endpoint, message: Message, signal: AbortSignal): Promise<Attempted | undefined> {
    const at = Date.now();
    const valid = endpoint.secrets.filter(({ expiresAt = Infinity }) => expiresAt > at);
    const secrets = await Promise.all(valid.map(({ box }) => this.open(box)));
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Guildhall-Webhooks/1.0',
      ...signedHeaders(secrets, message.id, at, message.body),
    };
    const started = performance.now();
    const sent = await this.sender.send(new URL(endpoint.url), headers, message.body, signal);
    if (!sent) return undefined;
    const status = 'status' in sent ? sent.status : undefined;
    const delivered = status !== undefined && status >= 200 && status < 300;
    return {
      id: uuidv7(),
      kind: message.kind,
      revision: message.revision,
      message: message.id,
      eventType: message.eventType,
      at,
      milliseconds: Math.round(performance.now() - started),
      delivered,
      status,
      reason: delivered ? undefined : 'fault' in sent ? sent.fault : reasonOf(sent.status),
      retryAfter: 'status' in sent ? sent.retryAfter : undefined,
    };
  }

  private async open(box: string): Promise<string> {
    const known = this.opened.get(box);
    if (known !== undefined) return known;
    const secret = (await this.keyring.open(box))?.['secret'];
    if (typeof secret !== 'string') throw new Error('The key of a webhook’s secret has been destroyed');
    if (this.opened.size >= REMEMBERED) this.opened.clear();
    this.opened.set(box, secret);
    return secret;
  }
}

const reasonOf = (status: number): string =>
  status >= 300 && status < 400
    ? `It answered ${status}. Redirects are not followed: give the URL that it leads to.`
    : `It answered ${status}.`;

/** An event of the feed, to the letter as it was published. */
export function messageOf(entry: FeedEntry, department: string, kind: 'feed' | 'replay'): Message {
  const { revision, event, json } = entry;
  // Any client of the store may have written a stray event: what is not an id never becomes a header.
  const id: unknown = event.id;
  const isId = typeof id === 'string' && /^[\w-]{1,100}$/.test(id);
  return { kind, id: isId ? id : `${department}-${revision}`, eventType: event.type, revision, body: json };
}

/** A test, which is no event of the feed. */
export function pingOf({ department, id: endpoint }: Endpoint): Message {
  const id = randomUUID();
  const eventType = 'guildhall.webhook.ping.v1';
  const event = {
    specversion: '1.0',
    id,
    source: `/departments/${department}/webhooks/${endpoint}`,
    type: eventType,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { webhook: endpoint },
  };
  return { kind: 'ping', id, eventType, revision: undefined, body: JSON.stringify(event) };
}
