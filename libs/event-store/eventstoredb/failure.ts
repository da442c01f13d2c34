import { type ServiceError, status } from '@grpc/grpc-js';
import { RefusedByServer, StreamDeleted } from './refusals';

/** What the server says is wrong with a request, and what may be done about it. */
const ADVICE: Readonly<Record<number, string>> = {
  [status.INVALID_ARGUMENT]: 'This is a bug, or the server is of another kind than it seems',
  [status.PERMISSION_DENIED]: 'Give the user of the connection string the right to read and to write',
  [status.UNAUTHENTICATED]: 'Check the user and the password in the connection string',
  [status.RESOURCE_EXHAUSTED]: 'The message is larger than the server takes',
  [status.UNIMPLEMENTED]: 'EventStoreDB 22.6 or newer, or KurrentDB, is needed',
};

/** How errors of a call name themselves beside their code. */
const ACCESS_DENIED = 'access-denied';
const STREAM_DELETED = 'stream-deleted';
const NOT_LEADER = 'not-leader';

type CallError = Error & Partial<ServiceError>;

/**
 * What is told of a call that failed, when trying again is no use; undefined when it may pass: the server is away,
 * is not the leader, gave no answer in time, broke off, or says nothing that is known.
 */
export function lastingFailure(error: unknown, what: string): Error | undefined {
  if (error instanceof RefusedByServer) return error;
  const { code, details, message } = error as CallError;
  const exception = exceptionOf(error as CallError);
  if (exception === STREAM_DELETED) return deleted(what);
  if (exception === ACCESS_DENIED) return refused(what, status.PERMISSION_DENIED, '');
  if (code === undefined || !(code in ADVICE)) return undefined;
  return refused(what, code, details ?? message);
}

/** Whoever was asked is not the leader, and has said who is. */
export function isNotLeader(error: unknown): boolean {
  return exceptionOf(error as CallError | undefined) === NOT_LEADER;
}

function exceptionOf(error: CallError | undefined): string | undefined {
  return error?.metadata?.get('exception')[0]?.toString();
}

export function refused(what: string, code: number, said: string): RefusedByServer {
  const advice = ADVICE[code];
  return new RefusedByServer(
    `EventStoreDB refuses ${what}${said && ` (${said})`}. ${advice ? `${advice}.` : ''}`,
  );
}

export function deleted(what: string): StreamDeleted {
  return new StreamDeleted(
    `EventStoreDB refuses ${what}: the stream was deleted for good (tombstoned) by another program. ` +
      'No event can be added to it again; restore the log from a backup if the events are needed.',
  );
}
