import { once } from 'node:events';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb';
import {
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';

/** What the meddler does to the calls that pass through it. */
export interface Meddling {
  /** Says whether an answer of an append is kept from its appender. */
  keepsAnswer: (answer: BatchAppendResp) => boolean;
  /** Says whether a message of a read or a subscription is kept from its reader. */
  keepsMessage: (message: ReadResp) => boolean;
  /** Says whether a request to append is kept from the server. */
  keepsRequest: (request: BatchAppendReq) => boolean;
}

/** A server of the EventStoreDB protocol that hands every call on to another, and keeps back what it is told to. */
export class Meddler implements Meddling {
  keepsAnswer = (_: BatchAppendResp): boolean => false;
  keepsMessage = (_: ReadResp): boolean => false;
  keepsRequest = (_: BatchAppendReq): boolean => false;
  readonly #server = new Server();
  readonly #client: StreamsClient;
  /** Calls that are open now. */
  readonly #appends = new Set<ServerDuplexStream<BatchAppendReq, BatchAppendResp>>();
  readonly #subscriptions = new Set<ServerWritableStream<ReadReq, ReadResp>>();
  port = 0;
  /** Reads that have passed through, subscriptions left out. */
  reads = 0;

  private constructor(address: string) {
    this.#client = new StreamsClient(address, credentials.createInsecure());
    this.#server.addService(StreamsService, {
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => this.#append(call),
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => this.#read(call),
    });
  }

  /** In front of the server at this address. */
  static async before(address: string): Promise<Meddler> {
    const meddler = new Meddler(address);
    meddler.port = await new Promise<number>((resolve, reject) => {
      meddler.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    return meddler;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Sends the server what was kept from it, and waits for its answers, which go nowhere. */
  async replay(requests: readonly BatchAppendReq[]): Promise<void> {
    const onward = this.#client.batchAppend();
    onward.on('error', () => undefined);
    for (const request of requests) {
      onward.write(request);
      await once(onward, 'data');
    }
    onward.cancel();
  }

  /** Gives every appender that is still there these answers. */
  answer(answers: readonly BatchAppendResp[]): void {
    for (const call of this.#appends) for (const answer of answers) call.write(answer);
  }

  /** Ends every subscription, as a server does that is about to stop. */
  endSubscriptions(): void {
    for (const call of this.#subscriptions) call.end();
  }

  close(): void {
    this.#server.forceShutdown();
    this.#client.close();
  }

  #append(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    const onward = this.#client.batchAppend();
    this.#appends.add(call);
    call.on('data', (request: BatchAppendReq) => {
      if (!this.keepsRequest(request)) onward.write(request);
    });
    call.on('end', () => onward.end());
    call.on('cancelled', () => {
      this.#appends.delete(call);
      onward.cancel();
    });
    call.on('error', () => onward.cancel());
    onward.on('data', (answer: BatchAppendResp) => {
      if (!this.keepsAnswer(answer)) call.write(answer);
    });
    onward.on('error', (error) => call.destroy(error));
    onward.on('end', () => call.end());
  }

  #read(call: ServerWritableStream<ReadReq, ReadResp>): void {
    const onward = this.#client.read(call.request);
    const isSubscription = call.request.getOptions()?.hasSubscription() ?? false;
    if (isSubscription) this.#subscriptions.add(call);
    else this.reads++;
    call.on('cancelled', () => {
      this.#subscriptions.delete(call);
      onward.cancel();
    });
    onward.on('data', (message: ReadResp) => {
      if (isSubscription && this.keepsMessage(message)) return;
      // As slow as its reader.
      if (call.write(message)) return;
      onward.pause();
      call.once('drain', () => onward.resume());
    });
    onward.on('error', (error) => call.destroy(error));
    onward.on('end', () => call.end());
  }
}
