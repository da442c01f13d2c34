import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type {
  AppendReq,
  AppendResp,
  DeleteReq,
  DeleteResp,
  ReadReq,
  ReadResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb';
import type { Gate } from '../access/gate';
import type { EmbeddedEventStore } from '../../event-store/embedded/embedded-event-store';
import { clientStreaming, serverStreaming, statusOf, unary } from '../server/calls';
import type { OpenCalls } from '../server/open-calls';
import { append } from './append';
import { BatchAppend, type BatchAppendCall } from './batch-append';
import { deletionOf, softDelete, tombstone } from './delete';
import { type Log, read } from './read';
import { readOptionsOf } from './read-options';
import { subscribe } from './subscribe';

/** The name under which access to the whole log is given. */
const ALL = '$all';

/** The protocol's Streams service over this store. */
export function streamsService(
  store: EmbeddedEventStore,
  log: Log,
  gate: Gate,
  open: OpenCalls,
): UntypedServiceImplementation {
  return {
    append: clientStreaming<AppendReq, AppendResp>(async (call) => {
      open.add(call, status.UNAVAILABLE);
      const caller = await gate.admit(call);
      return append(store, call, (stream) => gate.demand(caller, '$w', stream));
    }),
    batchAppend: (call: BatchAppendCall) => {
      open.add(call, status.CANCELLED);
      gate.admit(call).then(
        (caller) => new BatchAppend(store, call, (stream) => gate.demand(caller, '$w', stream)).listen(),
        (error: unknown) => call.emit('error', statusOf(error)),
      );
    },
    read: serverStreaming<ReadReq, ReadResp | Buffer>(async (call, outlet) => {
      open.add(call, status.CANCELLED);
      const caller = await gate.admit(call);
      const options = readOptionsOf(call.request);
      gate.demand(caller, '$r', options.stream ?? ALL);
      await (options.count === undefined
        ? subscribe(log, store.news, options, outlet)
        : read(log, options, outlet));
    }),
    delete: unary<DeleteReq, DeleteResp>(async (call) => {
      gate.demand(await gate.admit(call), '$d', deletionOf(call.request).stream);
      return softDelete(store, call.request);
    }),
    tombstone: unary<TombstoneReq, TombstoneResp>(async (call) => {
      gate.demand(await gate.admit(call), '$d', deletionOf(call.request).stream);
      return tombstone(store, call.request);
    }),
  };
}
