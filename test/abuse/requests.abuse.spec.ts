import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedEventReader } from '@guildhall/event-store/embedded/embedded-event-reader';
import { START, type StoredEvent } from '@guildhall/event-store/event-store';
import { Guildhall, lampIsOut } from '../acceptance/guildhall';
import { AbusiveClient } from './abusive-client';
import { type AbusiveRequest, DescribedRequests } from './described-requests';
import { hostileRequest } from './hostile-requests';

/** Another seed is other requests, the same one the same. */
const SEED = process.env['GUILDHALL_ABUSE_SEED'] ?? 'guildhall';
const REQUESTS = Number(process.env['GUILDHALL_ABUSE_REQUESTS'] ?? 20_000);
/** Then they are about other cases: no case is asked for a thousand things in its life. */
const ABOUT_THE_SAME = 1_000;
const AT_ONCE = 16;
/** Bytes that the process may have grown by: what it remembers is bounded. */
const GROWTH = 600 * 2 ** 20;

/** What is answered where a command changed something. */
interface CommandAnswer {
  changed: boolean;
  events: string[];
}

describe('a server that is sent whatever its own description allows, almost allows and does not allow', () => {
  let guildhall: Guildhall;
  let client: AbusiveClient;
  beforeAll(async () => {
    guildhall = await Guildhall.start({
      GUILDHALL_WAIT_MS: '100',
      GUILDHALL_MAX_BODY_BYTES: '1048576',
      // Where a webhook is sent to, nobody listens.
      GUILDHALL_WEBHOOK_NETWORKS: '127.0.0.1',
      LOG_LEVEL: 'error',
    });
    client = new AbusiveClient(guildhall.url);
  });
  afterAll(async () => {
    client.close();
    await guildhall.dispose();
  });

  it(`never answers with a fault, never ends, and changes nothing but what it says, ${REQUESTS} times`, async () => {
    const bystander = await guildhall.raise({ summary: 'Not to be touched' });
    await guildhall.post(`/cases/${bystander}/forward`, { department: 'housing' });
    const before = (await guildhall.get(`/cases/${bystander}/history`)).body.events;
    const description = (await guildhall.get('/docs-json')).body;
    const memoryBefore = await residentBytes(guildhall);

    const told = new Map<string, { sent: AbusiveRequest; status: number; events?: number }>();
    const faults: string[] = [];
    const codes = new Set<string>();
    const abuse = async (requests: DescribedRequests, until: () => boolean): Promise<void> => {
      while (!until() && faults.length < 20) {
        const sent = anyRequest(requests);
        const correlationId = randomUUID();
        try {
          const heard = await client.send(sent, correlationId);
          const fault = faultIn(heard, codes);
          if (fault) faults.push(`${shown(sent)} was answered ${heard.status}: ${fault}`);
          told.set(correlationId, { sent, status: heard.status, ...eventsIn(heard) });
        } catch (error) {
          // Node's own client refuses to send some of it; a server that is gone refuses everything.
          if (!isUnsendable(error)) faults.push(`${shown(sent)} got no answer: ${(error as Error).message}`);
        }
      }
    };
    for (let done = 0; done < REQUESTS; done += ABOUT_THE_SAME) {
      const requests = new DescribedRequests(description, await whatIsThere(guildhall), `${SEED} ${done}`);
      let left = Math.min(ABOUT_THE_SAME, REQUESTS - done);
      await Promise.all(Array.from({ length: AT_ONCE }, () => abuse(requests, () => left-- <= 0)));
    }
    expect(faults).toEqual([]);

    expect((await guildhall.get('/health/live')).body).toEqual({ status: 'alive' });
    expect((await guildhall.get(`/cases/${bystander}/history`)).body.events).toEqual(before);
    expect(await residentBytes(guildhall)).toBeLessThan(memoryBefore + GROWTH);
    expect([...told.values()].filter(({ status }) => status < 300).length).toBeGreaterThan(REQUESTS / 10);
    expect(unexplained(codes)).toEqual([]);
    expect(unaccounted(await everything(guildhall), told)).toEqual([]);
  }, 600_000);
});

function anyRequest(requests: DescribedRequests): AbusiveRequest {
  const kind = requests.random.weighted({ valid: 35, nearValid: 40, hostile: 25 });
  return kind === 'hostile' ? hostileRequest(requests) : requests[kind]();
}

/** Something for each name in the description, so that requests reach what is behind the first check. */
async function whatIsThere(guildhall: Guildhall): Promise<Record<string, unknown[]>> {
  const raised = await Promise.all(
    ['street-lighting-fault', 'pothole', 'complaint', 'street-lighting-fault'].map((service, index) =>
      guildhall.post('/cases', {
        ...lampIsOut,
        ...(service === 'complaint' ? { kind: 'complaint' } : { service }),
        summary: `Case ${index}`,
      }),
    ),
  );
  await guildhall.send('PUT', '/departments/highways/consumer-groups/works', '{}');
  const webhook = await guildhall.post('/departments/highways/webhooks', { url: 'https://127.0.0.1:9/hook' });
  const assessment = await guildhall.post('/assessments', {
    title: 'Customer Services',
    from: '2025-04-01',
    to: '2026-03-31',
  });
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  return {
    reference: raised.map(({ body }) => body.reference),
    of: raised.map(({ body }) => body.reference),
    customerId: raised.map(({ body }) => body.customerId),
    waitFor: raised.map(({ body }) => body.position),
    assessmentId: [assessment.body.assessmentId],
    webhook: [webhook.body.id],
    url: ['https://127.0.0.1:9/hook', 'https://127.0.0.1:9/other'],
    eventTypes: [null],
    department: ['highways', 'highways', 'waste'],
    suggested: ['highways'],
    queue: ['street-lighting'],
    group: ['works'],
    service: ['street-lighting-fault', 'pothole', 'graffiti'],
    member: ['one', 'two'],
    startFrom: ['beginning', 'end'],
    after: ['beginning', 'highways.1'],
    waitSeconds: [0],
    officer: ['p.shah', 'j.doe'],
    phone: ['01642 000000'],
    email: ['joan@example.org'],
    actionId: ['a', 'b', 'c', 'd'],
    requestId: ['a', 'b'],
    evidenceId: ['e1', 'e2'],
    documentId: ['d1'],
    day: [soon],
    newDate: [soon],
    from: ['2026-04-01', `${soon}T09:00:00Z`],
    to: ['2026-06-30', `${soon}T12:00:00Z`],
    asOf: [new Date().toISOString()],
    effectiveAt: [new Date().toISOString()],
    occurredAt: [new Date().toISOString()],
    target: ['resolve', 'acknowledge'],
    measure: ['resolved-within-standard', 'overdue'],
    name: ['guildhall.case.received.v1', 'Joan Carter'],
    element: ['1.1.1', '2.1.1'],
    code: ['abuse', 'highways', 'street-lighting'],
    sha256: ['a'.repeat(64)],
    mediaType: ['image/jpeg'],
    positions: ['highways.1'],
    deliveries: ['x'],
  };
}

/** Why an answer is not as it should be. Remembers the codes of problems. */
function faultIn({ status, type, text }: { status: number; type: string; text: string }, codes: Set<string>) {
  if (status >= 500 && status !== 503) return text;
  if (/node_modules|\n\s+at /.test(text)) return `it tells where it is in the code: ${text.slice(0, 500)}`;
  if (status < 400 || text === '') return undefined;
  if (!type.startsWith('application/problem+json'))
    return `it is no problem but ${type}: ${text.slice(0, 200)}`;
  const { type: code, detail, status: inside } = JSON.parse(text) as Record<string, unknown>;
  codes.add(String(code));
  if (inside !== status) return `its status says ${String(inside)}`;
  return typeof detail === 'string' && detail.length > 10 ? undefined : 'it does not say what to do';
}

/** What an answer says was recorded. */
function eventsIn({ status, text }: { status: number; text: string }): { events?: number } {
  if (status >= 400 || !text.startsWith('{"')) return {};
  const { changed, events, results } = JSON.parse(text) as Partial<CommandAnswer> & { results?: unknown };
  if (results !== undefined) return {};
  return { events: changed === true && Array.isArray(events) ? events.length : 0 };
}

/** Codes that docs/problems.md does not know. */
function unexplained(codes: Set<string>): string[] {
  const explained = readFileSync(join(process.cwd(), 'docs/problems.md'), 'utf8');
  return [...codes].filter(
    (code) => !explained.includes(`\`${code.replace('urn:guildhall:problem:', '')}\``),
  );
}

/** What the other side of a link is told: an answer counts what happened to the case or customer that was asked about. */
const ASIDE: ReadonlySet<string> = new Set([
  'CustomerRegistered',
  'FollowerJoined',
  'FollowerLeft',
  'MergeAnnounced',
]);

/** Where what was answered and what was recorded are not the same. A repeated command is recorded under the first. */
function unaccounted(
  log: readonly StoredEvent[],
  told: ReadonlyMap<string, { sent: AbusiveRequest; status: number; events?: number }>,
): string[] {
  const recorded = new Map<string, StoredEvent[]>();
  for (const event of log) {
    const { $correlationId: id } = JSON.parse(event.metadata) as { $correlationId: string };
    recorded.set(id, [...(recorded.get(id) ?? []), event]);
  }
  return [...told].flatMap(([id, { sent, status, events }]) => {
    const mine = recorded.get(id) ?? [];
    // Repeated under another's name, or sent under a name that was not ours to choose.
    const isAnonymous = Object.keys(sent.headers).some((name) =>
      ['idempotency-key', 'x-correlation-id'].includes(name.toLowerCase()),
    );
    const isAside = ({ type }: StoredEvent): boolean => mine.length > 1 && ASIDE.has(type);
    const count = mine.filter((event) => !isAside(event)).length;
    const isWrong = status >= 400 ? count > 0 : events !== undefined && !isAnonymous && count !== events;
    return isWrong
      ? [`${shown(sent)} was answered ${status} with ${events} events, and recorded ${count}`]
      : [];
  });
}

async function everything(guildhall: Guildhall): Promise<StoredEvent[]> {
  const log = EmbeddedEventReader.open({ file: join(guildhall.folder, 'events.db') });
  const events: StoredEvent[] = [];
  for (let from = START; ;) {
    const page = await log.readAll({ from, filter: { streamPrefixes: ['case-', 'customer-', 'assessment-', 'catalogue-'] } }); // prettier-ignore
    events.push(...page.events);
    from = page.next;
    if (!page.atEnd) continue;
    await log.close();
    return events;
  }
}

async function residentBytes(guildhall: Guildhall): Promise<number> {
  const { body } = await guildhall.get('/metrics');
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(body)?.[1]);
}

const isUnsendable = (error: unknown): boolean =>
  ['ERR_INVALID_CHAR', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_HTTP_TOKEN'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );

const shown = ({ what, path, headers, body }: AbusiveRequest): string =>
  `${what} [${path.slice(0, 200)}] ${JSON.stringify(headers).slice(0, 200)} ${body?.slice(0, 400) ?? ''}`;
