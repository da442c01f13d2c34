import { type EventEmitter, once } from 'node:events';
import type {
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  sendUnaryData,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { ProtocolError } from '../errors';

/** Where a call's answers go, no faster than its client takes them. */
export class Outlet<Res> {
  /** Aborted when the client has gone, or the call is over. */
  readonly signal: AbortSignal;

  constructor(private readonly call: EventEmitter & { write(answer: Res): boolean }) {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    call.on('error', () => gone.abort());
    call.on('close', () => gone.abort());
    this.signal = gone.signal;
  }

  isGone(): boolean {
    return this.signal.aborted;
  }

  /** False when the client is not keeping up: wait for `ready` before the next one. */
  write(answer: Res): boolean {
    return this.call.write(answer);
  }

  /** Resolves when the client takes more, or has gone. */
  async ready(): Promise<void> {
    if (this.isGone()) return;
    await once(this.call, 'drain', { signal: this.signal }).catch(() => undefined);
  }
}

/** What goes wrong in a call is told to its client as the protocol tells it; a bug of ours as no more than that. */
export function statusOf(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError(status.UNKNOWN, error instanceof Error ? error.message : String(error));
}

export function unary<Req, Res>(
  answer: (call: ServerUnaryCall<Req, Res>) => Res | Promise<Res>,
): handleUnaryCall<Req, Res> {
  return (call, callback) => reply(callback, async () => answer(call));
}

export function clientStreaming<Req, Res>(
  answer: (call: ServerReadableStream<Req, Res>) => Promise<Res>,
): handleClientStreamingCall<Req, Res> {
  return (call, callback) => reply(callback, () => answer(call));
}

export function serverStreaming<Req, Res>(
  tell: (call: ServerWritableStream<Req, Res>, outlet: Outlet<Res>) => Promise<void>,
): handleServerStreamingCall<Req, Res> {
  return (call) => {
    const outlet = new Outlet<Res>(call);
    tell(call, outlet).then(
      () => call.end(),
      (error: unknown) => call.emit('error', statusOf(error)),
    );
  };
}

function reply<Res>(callback: sendUnaryData<Res>, answer: () => Promise<Res>): void {
  answer().then(
    (response) => callback(null, response),
    (error: unknown) => callback(statusOf(error)),
  );
}
