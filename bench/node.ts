import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { BatchAppendReq, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import { type BenchResult, median } from './bench-result';
import { bareCall, ECHO } from './echo-service';

const IN_FLIGHT = 256;
const STREAMS = 2_000;
const EVENTS = 10_000;
const ROUNDS = 7;
/** Rounds before those that count: a server runs for days, and its first seconds are the compiler's. */
const WARM_UP = 3;

const APPEND = bareCall('/event_store.client.streams.Streams/BatchAppend');
const READ = bareCall('/event_store.client.streams.Streams/Read');

/**
 * The protocol node against a service that gives each message back unread, over the same transport, each in a process
 * of its own. This process is the client of both and takes the messages as bytes, so that what is compared is the
 * servers. The rounds take turns, and so does who goes first: a busy machine is busy for both.
 */
export async function nodeBench(): Promise<BenchResult[]> {
  const node = await start('apps/eventstoredb-node/main.js', ['--memory', '--port', '0']);
  const echo = await start('bench/echo-server.js', []);
  try {
    const [appends, echoedAppends] = await takingTurns(
      (requests) => answered(node.client, APPEND, requests),
      (requests) => answered(echo.client, ECHO, requests),
      appendRequests,
    );
    const [event] = await subscribed(node.client, 10);
    const [events, echoedEvents] = await takingTurns(
      async () => {
        await subscribed(node.client, EVENTS);
      },
      (messages) => answered(echo.client, ECHO, messages),
      () => Array.from({ length: EVENTS }, () => Buffer.alloc(event?.length ?? 0, 'x')),
    );
    return [
      result(
        'batch append per second on the protocol node, in memory, 256 in flight',
        appends,
        echoedAppends,
      ),
      result('$all subscription, events per second', events, echoedEvents),
    ];
  } finally {
    for (const { client, process } of [node, echo]) {
      client.close();
      process.kill();
    }
  }
}

function result(what: string, ours: number[], echo: number[]): BenchResult {
  const [one, other] = [median(ours), median(echo)];
  return {
    what: `${what}, against a bare echo of messages of the same size`,
    ours: one,
    ceiling: other,
    unit: 'messages/s',
    ratio: one / other,
  };
}

type Measure = (messages: Buffer[]) => Promise<void>;

/** Messages per second of each, round by round. Making the messages is nobody's work. */
async function takingTurns(
  ours: Measure,
  echo: Measure,
  make: () => Buffer[],
): Promise<[number[], number[]]> {
  const rates: [number[], number[]] = [[], []];
  const turns: [Measure, number[]][] = [
    [ours, rates[0]],
    [echo, rates[1]],
  ];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [measure, into] of turns) {
      const messages = make();
      const started = performance.now();
      await measure(messages);
      const rate = (EVENTS * 1_000) / (performance.now() - started);
      if (round >= 0) into.push(rate);
    }
    turns.reverse();
  }
  return rates;
}

/** Sends these messages, 256 in flight, and resolves when each was answered. */
async function answered(client: Client, call: typeof ECHO, requests: readonly Buffer[]): Promise<void> {
  const stream = open(client, call);
  let sent = 0;
  let left = requests.length;
  const next = () => {
    const request = requests[sent++];
    if (request) stream.write(request);
  };
  const done = new Promise<void>((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', () => {
      if (--left === 0) resolve();
      else next();
    });
  });
  for (let index = 0; index < IN_FLIGHT; index++) next();
  await done;
  stream.end();
}

/** The first messages of so many events from the start of the log, without the one that confirms the subscription. */
async function subscribed(client: Client, events: number): Promise<Buffer[]> {
  const stream = open(client, READ);
  const seen: Buffer[] = [];
  const done = new Promise<void>((resolve) => {
    stream.on('error', () => undefined); // It is cancelled below.
    stream.on('data', (message: Buffer) => {
      if (seen.length < 10 && ReadResp.deserializeBinary(message).hasEvent()) seen.push(message);
      if (events-- === 0) resolve();
    });
  });
  stream.end(subscribeRequest());
  await done;
  stream.cancel();
  return seen.slice(-1);
}

function open(
  client: Client,
  { path, requestSerialize, responseDeserialize }: typeof ECHO,
): ClientDuplexStream<Buffer, Buffer> {
  return client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
}

async function start(program: string, args: string[]): Promise<{ client: Client; process: ChildProcess }> {
  const child = spawn(process.execPath, [join('dist', program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const address = /127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '';
  const client = new Client(address, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });
  return { client, process: child };
}

/** One event each, about as long as a case's events are: 250 bytes of data and 400 of metadata. */
function appendRequests(): Buffer[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const id = randomUUID();
    const event = new BatchAppendReq.ProposedMessage()
      .setId(new UUID().setString(id))
      .setData(Buffer.from(JSON.stringify({ note: 'x'.repeat(180), noteId: id })))
      .setCustomMetadata(
        Buffer.from(JSON.stringify({ $correlationId: id, $causationId: id, more: 'x'.repeat(280) })),
      );
    event.getMetadataMap().set('type', 'CaseNoted').set('content-type', 'application/json');
    const stream = new StreamIdentifier().setStreamName(Buffer.from(`case-${index % STREAMS}`));
    const request = new BatchAppendReq()
      .setCorrelationId(new UUID().setString(randomUUID()))
      .setOptions(new BatchAppendReq.Options().setStreamIdentifier(stream).setAny(new GoogleEmpty()))
      .setProposedMessagesList([event])
      .setIsFinal(true);
    return Buffer.from(request.serializeBinary());
  });
}

function subscribeRequest(): Buffer {
  const { Options } = ReadReq;
  const options = new Options()
    .setAll(new Options.AllOptions().setStart(new Empty()))
    .setSubscription(new Options.SubscriptionOptions())
    .setNoFilter(new Empty())
    .setUuidOption(new Options.UUIDOption().setString(new Empty()));
  return Buffer.from(new ReadReq().setOptions(options).serializeBinary());
}
